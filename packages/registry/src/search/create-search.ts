import { askWithin, type Told } from './ask-within.ts';
import type { KnownFacts, ReadKnownFacts } from './known-facts.ts';
import { type MergedHit, mergeHits } from './merge-hits.ts';
import type { SearchAnswer, SearchHit, SearchOptions } from './search.ts';
import type { SearchIndex } from './search-index.ts';
import type { SearchService } from './search-service.ts';
import { toSearchHit } from './to-search-hit.ts';
import { toWhole } from './to-whole.ts';
import { cleanQuery } from './tokenize.ts';

export interface SearchSources {
  /** Called when it is first needed. */
  readonly index: () => SearchIndex;
  /** Null where there is no such service. */
  readonly service: SearchService | null;
  readonly readKnownFacts: ReadKnownFacts;
  /** How long a search waits for the service. */
  readonly deadlineMs?: number;
}

export type Search = (text: string, options?: SearchOptions) => Promise<SearchAnswer>;

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
const MAX_OFFSET = 1_000;
/** Whoever has pressed Enter waits so long gladly; a slower answer is kept for the next look. */
const DEADLINE_MS = 700;

/**
 * Searches the index, and where that is asked for npm's service beside it, of whose hits the first 250 are taken;
 * whatever fails, the index answers.
 */
export function createSearch(sources: SearchSources): Search {
  const deadlineMs = sources.deadlineMs ?? DEADLINE_MS;
  return async (text, options = {}) => {
    const index = sources.index();
    const query = cleanQuery(text);
    const limit = toWhole(options.limit ?? DEFAULT_LIMIT, 1, MAX_LIMIT);
    const offset = toWhole(options.offset ?? 0, 0, MAX_OFFSET);
    const isAsked = options.withService === true && query !== '' && sources.service !== null;
    const [local, told] = await Promise.all([
      // The service's hits come between the index's: where any may come, every page is cut out of the same list.
      index.search(query, isAsked ? { limit: MAX_OFFSET + MAX_LIMIT + 1 } : { limit, offset }),
      isAsked && sources.service !== null
        ? askWithin(sources.service, query, { deadlineMs, signal: options.signal })
        : null,
    ]);
    const merged = mergeHits(query, local.hits, told?.hits ?? []);
    const page = isAsked ? merged.slice(offset, offset + limit) : merged;
    const facts = await sources.readKnownFacts(page.map((hit) => hit.name));
    const hasMore = isAsked ? merged.length > offset + limit : local.hasMore;
    return {
      hits: page.map((hit) => toLine(hit, index, told, facts)),
      hasMore: offset + limit <= MAX_OFFSET && hasMore,
      index: { packages: index.size, builtOn: index.builtOn },
      service: told?.state ?? null,
    };
  };
}

function toLine(
  hit: MergedHit,
  index: SearchIndex,
  told: Told | null,
  facts: ReadonlyMap<string, KnownFacts>,
): SearchHit {
  const downloads = hit.local?.downloads ?? index.downloadsOf(hit.name);
  return toSearchHit({
    name: hit.name,
    match: hit.match,
    indexed: downloads === null ? null : { downloads, through: index.builtOn, from: 'index' },
    remote: hit.remote,
    remoteDay: told?.day ?? null,
    known: facts.get(hit.name) ?? null,
  });
}
