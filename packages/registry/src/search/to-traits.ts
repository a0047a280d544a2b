import type { KnownFacts } from './known-facts.ts';
import type { ServiceHit } from './parse-search-answer.ts';
import { NO_TRAITS, type PackageTraits } from './search-index.ts';

/** What each source tells of one package; null where it tells nothing. */
export interface TraitSources {
  readonly indexed: PackageTraits | null;
  readonly remote: ServiceHit | null;
  readonly known: KnownFacts | null;
  readonly trend: number | null;
}

/**
 * Puts together what is known of a package: a packument that was read here before npm's search, and the index's word,
 * which is as old as the index, last.
 */
export function toTraits({ indexed: told, remote, known, trend }: TraitSources): PackageTraits {
  const indexed = told ?? NO_TRAITS;
  return {
    version: known?.version ?? remote?.version ?? indexed.version,
    description: known?.description ?? remote?.description ?? indexed.description,
    // The service gives an empty list too where it has none to tell.
    keywords: remote !== null && remote.keywords.length > 0 ? remote.keywords : indexed.keywords,
    license: known?.license ?? remote?.license ?? indexed.license,
    types: indexed.types,
    module: indexed.module,
    deprecated: known?.isDeprecated ?? indexed.deprecated,
    publishedAt: later(known?.publishedAt ?? null, remote?.publishedAt ?? null) ?? indexed.publishedAt,
    maintainers: remote?.maintainers ?? indexed.maintainers,
    trend,
  };
}

function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
