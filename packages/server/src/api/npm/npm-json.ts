import type { SearchHit, Sourced } from '@shipstats/registry';
import type { AppContext } from '../../app-context.ts';

/** What is known, or why it is not, in one shape: `value` is null where it is not known. */
export function toSourcedJson<T>(sourced: Sourced<T>) {
  return sourced.kind === 'known'
    ? { value: sourced.value, asOf: sourced.asOf, isStale: sourced.isStale, reason: null }
    : { value: null, asOf: null, isStale: false, reason: sourced.message };
}

/** Hits with the one number of each. */
export async function toHitsJson(hits: readonly SearchHit[], { downloads }: AppContext) {
  const lines = await downloads.lines(hits.map((hit) => hit.name));
  return hits.map(({ name, version, description, publishedAt, isDeprecated, downloads: found }) => ({
    name,
    version,
    description,
    publishedAt,
    isDeprecated,
    downloads: lines.get(name) ?? (found && { ...found, unknownDays: 0, trend: null, weeks: [] }),
  }));
}
