import { HttpError } from '@shipstats/core';
import type { SearchHit, SearchQuery } from '@shipstats/registry';
import type { AppContext } from '../../app-context.ts';
import { within } from '../within.ts';
import type { FoundPackages } from './search-results.tsx';

/** Results on one page. */
export const PAGE_SIZE = 20;
/** The index gives no more than these. */
const MAX_OFFSET = 1_000;
/** How long a page of results waits for the registry to tell whether a name exists that the index does not know. */
const EXACT_WAIT_MS = 600;

/** Searches, and adds to each package its one number. */
export async function findPackages(
  query: SearchQuery,
  offset: number,
  context: Pick<AppContext, 'explore' | 'downloads'>,
): Promise<FoundPackages> {
  const { explore, downloads } = context;
  const answer = await explore.search(query, { limit: PAGE_SIZE, offset, withService: true });
  const isNamed = answer.hits.some((hit) => hit.name === query.text);
  // Whether it fits the filters would have to be told too.
  const isPlain = Object.keys(query.filters).length === 0;
  const exact = isNamed || offset > 0 || !isPlain ? null : await findExact(query.text, context);
  const names = [...(exact ? [exact.name] : []), ...answer.hits.map((hit) => hit.name)];
  return {
    query,
    answer,
    exact,
    // The same package twice would be no help.
    lines: await downloads.lines(names),
    offset,
    limit: PAGE_SIZE,
  };
}

/** `from` of an address. @throws HttpError 400 where it is no place among the results */
export function readOffset(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  const offset = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (offset <= MAX_OFFSET) return offset;
  throw new HttpError(400, `There is no page from ${JSON.stringify(text)}.`, `Use 0 to ${MAX_OFFSET}.`);
}

/** A package of exactly this name, from the registry; null where there is none, or where that takes too long. */
async function findExact(name: string, { explore }: Pick<AppContext, 'explore'>): Promise<SearchHit | null> {
  if (!/^[a-z0-9@][\w.~/@-]{0,213}$/i.test(name)) return null;
  const found = explore.version(name, undefined).then(
    ({ facts, version }): SearchHit => ({
      name: facts.name,
      version: version.version,
      description: version.description ?? facts.description,
      publishedAt: version.publishedAt,
      downloads: explore.indexedDownloads(facts.name),
      isDeprecated: version.deprecated !== null,
      match: 'exact',
    }),
    (error: unknown) => {
      // No such package, no name, or no answer: the results stand without.
      if (error instanceof HttpError) return null;
      throw error;
    },
  );
  return within(found, { waitMs: EXACT_WAIT_MS, late: null });
}
