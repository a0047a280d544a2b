import { isAsTyped, isBelow } from '../exact-slot.ts';
import { toPackageTraits } from '../index-document.ts';
import { keepFitting } from '../keep-fitting.ts';
import { type Ranked, rankPackages } from '../rank-packages.ts';
import type { Correction, IndexAnswer, IndexHit, IndexPage, SearchMatch } from '../search-index.ts';
import type { SearchFilters, SearchQuery } from '../search-query.ts';
import { sortFound } from '../sort-found.ts';
import { stemWord } from '../stem-words.ts';
import { cleanQuery, squash } from '../tokenize.ts';
import type { WhyPart } from '../why-part.ts';
import { type Candidate, findCandidates, questionWords, type Searched } from './find-candidates.ts';
import { anyOf, quote } from './full-text.ts';
import type { IndexPackage } from './index-reader.ts';
import { facet, NOTHING_KNOWN, type UncertainFacet, unknownFacet } from './index-words.ts';
import { timesIn, timesSince, yearsUntil } from './release-times.ts';

/** As far as anybody pages: what is behind the ranked ones is in the order of downloads. */
const MOST_HITS = 1_100;
/** So many of the most downloaded of which a filter cannot tell stand behind those that surely pass it. */
const DOUBTFUL = 200;

/** Answers a search out of one index file; `now` for filters by age. */
export function searchPackages(
  searched: Searched,
  query: SearchQuery,
  page: IndexPage,
  now: Date,
): IndexAnswer {
  const startedMs = performance.now();
  const text = cleanQuery(query.text);
  const isNothing = text === '' && Object.keys(query.filters).length === 0 && query.sort === 'relevance';
  if (isNothing) return { hits: [], hasMore: false, corrected: null, elapsedMs: 0 };
  const asked = askedFacets(query.filters, now);
  const { ranked, corrected } = byRelevance(
    searched,
    { ...query, text },
    asked.map(({ fits }) => fits),
  );
  const offset = page.offset ?? 0;
  const end = offset + page.limit;
  const hits = ranked.map(toRankedHit);
  let fitting = keepFitting(hits, query.filters, now);
  // Behind the ranked ones come all others that begin so, or have the words; whoever filters or sorts means them too.
  const isRanked = query.sort === 'relevance' && Object.keys(query.filters).length === 0;
  if (!isRanked || end >= fitting.kept.length) {
    const seen = new Set(ranked.map(({ found }) => found.package.id));
    const add = (packages: readonly IndexPackage[], match: SearchMatch) => {
      for (const one of packages) if (!seen.has(one.id)) hits.push(toHit(one, match, []));
      for (const { id } of packages) seen.add(id);
    };
    // A page needs no more than it shows; what is behind them stays in its place for the next.
    const limit = isRanked ? Math.min(MOST_HITS, 2 * (end + hits.length)) : MOST_HITS;
    const beginning = asked.length === 0 ? beginningWith(searched, text, limit) : [];
    add(beginning, 'prefix');
    const words = questionWords(text).map((word) => quote(stemWord(word)));
    const match = text === '' ? 'filter' : 'words';
    if (words.length > 0 || text === '') {
      if (query.sort === 'released') add(newestOf(searched, words, { asked, limit, now }), match);
      if (beginning.length < limit) add(restOf(searched, words, { asked, limit }), match);
    }
    fitting = keepFitting(hits, query.filters, now);
  }
  const sorted = sortFound(fitting.kept, query.sort);
  return {
    hits: sorted.slice(offset, end),
    hasMore: sorted.length > end,
    corrected,
    hiddenDeprecated: fitting.hiddenDeprecated,
    elapsedMs: performance.now() - startedMs,
  };
}

function byRelevance(
  searched: Searched,
  { text, isVerbatim }: SearchQuery,
  facets: readonly string[],
): { readonly ranked: readonly Ranked<Candidate>[]; readonly corrected: Correction | null } {
  if (text === '') return { ranked: [], corrected: null };
  const { question, found, mended } = findCandidates(searched, text, { isVerbatim });
  const surely = facets.length === 0 ? [] : findCandidates(searched, text, { isVerbatim, facets }).found;
  const all = new Map([...found, ...surely].map((one) => [one.package.id, one]));
  const ranked = giveExactItsSlot(rankPackages(question, [...all.values()]), question.text);
  const [first] = ranked;
  const isThere = ranked.some(({ name }) => isAsTyped(name));
  const to = mended ?? (first?.name === 'nearby' && !isThere ? first.found.name : null);
  return { ranked, corrected: to === null ? null : { from: text, to } };
}

/** An exact name that hardly anybody downloads stands second: neither hidden nor hiding what is meant. */
function giveExactItsSlot(ranked: Ranked<Candidate>[], typed: string): Ranked<Candidate>[] {
  const [first, second, ...rest] = ranked;
  if (first === undefined || second === undefined) return ranked;
  const meant = { ...second.found, match: second.name };
  if (first.name !== 'exact' || !isBelow(first.found.downloads, meant, typed)) return ranked;
  const slot: WhyPart = { kind: 'slot', points: 0, figure: null };
  return [second, { ...first, parts: [...first.parts, slot] }, ...rest];
}

/** All names that begin with what is typed as one word, the most downloaded first. */
function beginningWith({ reader }: Searched, text: string, limit: number): IndexPackage[] {
  const beginning = squash(text);
  if (beginning === '' || /\s/.test(text)) return [];
  return reader.byIds(reader.match('squashed', `"${beginning}"*`, { limit }));
}

/**
 * Everything that has all the words, in the order of downloads; without words, what passes the filters. Behind them the
 * most downloaded ones that may pass.
 */
function restOf(
  { reader }: Searched,
  words: readonly string[],
  { asked, limit }: { readonly asked: readonly AskedFacet[]; readonly limit: number },
): IndexPackage[] {
  const ask = (parts: readonly string[], most: number) =>
    parts.length === 0
      ? reader.popular({ limit: most, offset: 0 })
      : reader.byIds(reader.match('words', parts.join(' AND '), { limit: most }));
  const sure = ask([...words, ...asked.map(({ fits }) => fits)], limit);
  const uncertain = asked.flatMap(({ unknown }) => unknown ?? []);
  if (uncertain.length === 0) return sure;
  // Apart, since the one is of nearly all packages and the others of few: together they take ten times as long.
  const nothing = asked.map(({ fits, unknown }) => (unknown === null ? fits : quote(NOTHING_KNOWN)));
  const some = asked.map(({ fits, unknown }) => (unknown === null ? fits : anyOf([fits, unknown])));
  const mayPass = [
    ...ask([...words, ...nothing], DOUBTFUL),
    ...ask([...words, ...some, anyOf(uncertain)], DOUBTFUL),
  ].sort((one, other) => one.id - other.id);
  return [...sure, ...mayPass.slice(0, DOUBTFUL)];
}

/** The latest released of all that have the words and pass the filters; of more on one day those that are downloaded most. */
function newestOf(
  { reader }: Searched,
  words: readonly string[],
  {
    asked,
    limit,
    now,
  }: { readonly asked: readonly AskedFacet[]; readonly limit: number; readonly now: Date },
): IndexPackage[] {
  const parts = [...words, ...asked.map(({ fits }) => fits)];
  const found: number[] = [];
  const addOf = (times: readonly string[]) => {
    for (const time of times.toReversed()) {
      const left = limit - found.length;
      if (left === 0) return;
      const question = [...parts, quote(facet('released', time))].join(' AND ');
      const all = reader.match('words', question, { limit: left + 1 });
      const within = all.length > left ? timesIn(time) : [];
      if (within.length > 0) addOf(within);
      else found.push(...all.slice(0, left));
    }
  };
  // A registry's clock may go wrong.
  addOf(yearsUntil(now.getUTCFullYear() + 1));
  return reader.byIds(found);
}

/** A filter as parts of a question. */
interface AskedFacet {
  /** What packages have that pass it. */
  readonly fits: string;
  /** What those have of which it cannot tell, though they tell something; null where it can always tell. */
  readonly unknown: string | null;
}

/** Filters that words of the index can answer; the others look at each package. */
function askedFacets(
  { types, module, license, keyword, scope, maintainer, deprecated, updatedWithinDays }: SearchFilters,
  now: Date,
): AskedFacet[] {
  const one = (kind: UncertainFacet, ...values: (string | undefined)[]): AskedFacet[] => {
    const known = values.filter((value) => value !== undefined);
    if (known.length === 0) return [];
    const fits = anyOf(known.map((value) => quote(facet(kind, value))));
    return [{ fits, unknown: quote(unknownFacet(kind)) }];
  };
  return [
    ...(types === 'any' ? one('types', 'included', 'separate') : one('types', types)),
    ...one('module', module),
    ...one('license', license),
    ...one('keyword', keyword),
    ...(scope === undefined ? [] : [{ fits: quote(facet('scope', scope)), unknown: null }]),
    ...one('maintainer', maintainer),
    ...one('deprecated', deprecated === 'only' ? 'yes' : undefined),
    ...(updatedWithinDays === undefined ? [] : one('released', ...timesSince(updatedWithinDays, now))),
  ];
}

function toRankedHit(ranked: Ranked<Candidate>): IndexHit {
  return toHit(ranked.found.package, matchOf(ranked), ranked.parts);
}

function matchOf({ name, found, covered }: Ranked<Candidate>): SearchMatch {
  if (name === 'nearby') return 'corrected';
  if (name !== 'none') return found.edits > 0 ? 'corrected' : name;
  if (covered < ALL_WORDS) return 'partial';
  return found.edits > 0 ? 'corrected' : 'words';
}

/** Where each word is there, if in another form. */
const ALL_WORDS = 0.85;

function toHit(
  { name, downloads, description, facts }: IndexPackage,
  match: SearchMatch,
  why: readonly WhyPart[],
): IndexHit {
  return { ...toPackageTraits(description, facts), name, downloads, match, why, isUnknown: [] };
}
