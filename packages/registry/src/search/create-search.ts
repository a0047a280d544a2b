import type { Clock } from '@shipstats/core';
import type { Trend, Trends } from '../lists/trends.ts';
import { askWithin, type Told } from './ask-within.ts';
import { isAsTyped } from './exact-slot.ts';
import { keepFitting } from './keep-fitting.ts';
import type { KnownFacts, ReadKnownFacts } from './known-facts.ts';
import { type MergedHit, mergeHits } from './merge-hits.ts';
import type { SearchAnswer, SearchHit, SearchOptions } from './search.ts';
import type { SearchIndex } from './search-index.ts';
import { type SearchQuery, toSearchQuery } from './search-query.ts';
import type { SearchService } from './search-service.ts';
import { sortFound } from './sort-found.ts';
import { toSearchHit } from './to-search-hit.ts';
import { toTraits } from './to-traits.ts';
import { toWhole } from './to-whole.ts';
import { cleanQuery } from './tokenize.ts';

export interface SearchSources {
  /** Called when it is first needed. */
  readonly index: () => SearchIndex;
  /** Null where there is no such service. */
  readonly service: SearchService | null;
  readonly readKnownFacts: ReadKnownFacts;
  /** Asked where counts are sorted or filtered by: those that pages show. */
  readonly trends: Trends;
  /** For ages that are filtered by. */
  readonly clock: Clock;
  /** How long a search waits for the service. */
  readonly deadlineMs?: number;
}

/** Searches for a query, or for a text alone, which is taken as it is. */
export type Search = (asked: string | SearchQuery, options?: SearchOptions) => Promise<SearchAnswer>;

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
const MAX_OFFSET = 1_000;
/** As many as the last page reaches, and one more. */
const ALL = MAX_OFFSET + MAX_LIMIT + 1;
/** Where they are not asked for. */
const NO_TREND: ReadonlyMap<string, Trend> = new Map();
/** Whoever has pressed Enter waits so long gladly; a slower answer is kept for the next look. */
const DEADLINE_MS = 700;

/**
 * Searches the index, and where that is asked for npm's service beside it, of whose hits the first 250 are taken;
 * whatever fails, the index answers. Filters and sorts look at all that is known of a package, from wherever.
 */
export function createSearch(sources: SearchSources): Search {
  const deadlineMs = sources.deadlineMs ?? DEADLINE_MS;
  return async (asked, options = {}) => {
    const index = sources.index();
    const given = typeof asked === 'string' ? toSearchQuery(asked) : asked;
    const query: SearchQuery = { ...given, text: cleanQuery(given.text) };
    const limit = toWhole(options.limit ?? DEFAULT_LIMIT, 1, MAX_LIMIT);
    const offset = toWhole(options.offset ?? 0, 0, MAX_OFFSET);
    const isAsked = options.withService === true && query.text !== '' && sources.service !== null;
    // Where hits of the service come between the index's, or some go or move, every page is cut out of the same list.
    const isWide = isAsked || query.sort !== 'relevance' || Object.keys(query.filters).length > 0;
    const [local, told] = await Promise.all([
      index.search(query, { limit: isWide ? ALL : Math.min(ALL, 2 * (offset + limit) + 1) }),
      isAsked && sources.service !== null
        ? askWithin(sources.service, query.text, { deadlineMs, signal: options.signal })
        : null,
    ]);
    const merged = mergeHits(query.text, local.hits, told?.hits ?? []);
    const names = merged.map((hit) => hit.name);
    const [facts, trends] = await Promise.all([
      sources.readKnownFacts(names),
      asksForCounts(query) ? sources.trends.of(names) : NO_TREND,
    ]);
    const found = merged.map((hit) => toFound(hit, { index, told, facts, trends }));
    const { kept, hiddenDeprecated } = keepFitting(found, query.filters, sources.clock());
    const sorted = sortFound(kept, query.sort);
    const hasMore = sorted.length > offset + limit || local.hasMore;
    return {
      hits: sorted.slice(offset, offset + limit).map(({ hit, isUnknown }) => ({ ...hit, isUnknown })),
      hasMore: offset + limit <= MAX_OFFSET && hasMore,
      // What was typed is a name after all, or npm's search has found it as it was typed; or it helped nothing.
      corrected: isThere(merged) || sorted.length === 0 ? null : local.corrected,
      // npm's search may have found again what the index has hidden.
      hiddenDeprecated: new Set([...hiddenDeprecated, ...(local.hiddenDeprecated ?? [])]).size,
      index: { packages: index.size, builtOn: index.builtOn, isStarter: index.source === null },
      service: told?.state ?? null,
    };
  };
}

/** Whether what was typed is among the results, or the first of them is there without anything being corrected. */
function isThere(merged: readonly MergedHit[]): boolean {
  return merged[0]?.local === null || merged.some(({ match }) => isAsTyped(match));
}

/** Whether what is shown as a package's downloads, or their trend, decides about its place. */
function asksForCounts({ sort, filters }: SearchQuery): boolean {
  return sort === 'trend' || sort === 'downloads' || filters.minDownloads !== undefined;
}

/** What tells more of each hit. */
interface FoundBeside {
  readonly index: SearchIndex;
  readonly told: Told | null;
  readonly facts: ReadonlyMap<string, KnownFacts>;
  readonly trends: ReadonlyMap<string, Trend>;
}

/** A hit as it is told, with what filters and sorts look at. */
function toFound({ name, match, local, remote }: MergedHit, { index, told, facts, trends }: FoundBeside) {
  const known = facts.get(name) ?? null;
  // What only npm's search has found the index may know all the same, and have refused.
  const traits = toTraits({
    indexed: local ?? index.traitsOf(name),
    remote,
    known,
    trend: trends.get(name)?.trend ?? null,
  });
  const indexed = local?.downloads ?? index.downloadsOf(name);
  const line = toSearchHit({
    name,
    match,
    indexed: indexed === null ? null : { downloads: indexed, through: index.builtOn, from: 'index' },
    remote,
    remoteDay: told?.day ?? null,
    known,
  });
  const hit: SearchHit = {
    ...line,
    version: line.version ?? traits.version,
    description: line.description ?? traits.description,
    publishedAt: line.publishedAt ?? traits.publishedAt,
    license: line.license ?? traits.license,
    isDeprecated: traits.deprecated ?? false,
    keywords: traits.keywords,
    types: traits.types,
    module: traits.module,
    why: local?.why ?? [],
  };
  const downloads = trends.get(name)?.downloads ?? hit.downloads?.downloads ?? null;
  return { ...traits, name, match, downloads, hit };
}
