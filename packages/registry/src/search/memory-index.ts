import { findByWords } from './find-by-words.ts';
import { type Found, findByBeginning, findByScope } from './find-names.ts';
import { createTypoFinder, type TypoFinder } from './mend-typos.ts';
import { createNameTable, type NameTable } from './name-table.ts';
import { rankCandidates } from './rank-candidates.ts';
import type { IndexAnswer, IndexEntry, IndexPage, SearchIndex } from './search-index.ts';
import { drawPlaces } from './seeded-random.ts';
import type { PackageCounts } from './starter-index.ts';
import { cleanQuery, dropStopWords, splitWords, squash } from './tokenize.ts';

/**
 * So many are asked of each way of finding, whichever page is wanted: ranked by themselves, the candidates of one page
 * would repeat and lose what stands on another. As many as the last page of a search reaches.
 */
const MAX_CANDIDATES = 1_200;
/** With fewer whole-word matches than these the last word may be unfinished. */
const ENOUGH_FOR_WHOLE_WORDS = 20;
/** With fewer results than these, errors are mended and words dropped. */
const ENOUGH = 10;
/** A beginning that is downloaded so much, a month, is no typing error. */
const POPULAR = 1_000_000;
const MAX_WORDS = 10;

/** An index in memory, for lists of some ten thousand packages; what a question needs is made when it is first asked. */
export function createMemoryIndex(counts: PackageCounts): SearchIndex {
  let byName: Map<string, number> | null = null;
  let tables: { readonly table: NameTable; readonly typos: TypoFinder } | null = null;
  const placeOf = (name: string): number | undefined => {
    byName ??= new Map(counts.names.map((each, place) => [each, place]));
    return byName.get(name);
  };
  const openTables = () => {
    const table = tables?.table ?? createNameTable(counts.names);
    tables ??= { table, typos: createTypoFinder(table) };
    return tables;
  };
  const entryAt = (place: number): IndexEntry => ({
    name: counts.names[place] as string, // place is within the list
    downloads: counts.downloads[place] as number, // place is within the list
  });
  return {
    size: counts.names.length,
    builtOn: counts.builtOn,
    downloadsOf(name) {
      const place = placeOf(name);
      return place === undefined ? null : (counts.downloads[place] ?? null);
    },
    async search(text, { limit, offset = 0 }): Promise<IndexAnswer> {
      const { table, typos } = openTables();
      const found = findCandidates(table, typos, (place) => entryAt(place).downloads, cleanQuery(text));
      const ranked = rankCandidates(found.map((each) => ({ ...each, ...entryAt(each.place) })));
      const hits = ranked.slice(offset, offset + limit);
      return {
        hits: hits.map(({ name, downloads, match }) => ({ name, downloads, match })),
        hasMore: ranked.length > offset + limit,
      };
    },
    async popular({ limit, offset = 0 }: IndexPage) {
      const end = Math.min(counts.names.length, offset + limit);
      return Array.from({ length: Math.max(0, end - offset) }, (_, at) => entryAt(offset + at));
    },
    async random({ limit, seed }) {
      return drawPlaces(counts.names.length, limit, seed).map(entryAt);
    },
  };
}

/** Each way of finding in turn, for as long as there is not enough; each package once, by the best way. */
function findCandidates(
  table: NameTable,
  typos: TypoFinder,
  downloadsAt: (place: number) => number,
  typed: string,
): Found[] {
  const limit = MAX_CANDIDATES;
  const found = new Map<number, Found>();
  const add = (more: readonly Found[]) => {
    for (const each of more) if (!found.has(each.place)) found.set(each.place, each);
  };
  const squashed = squash(typed);
  // Some old names are nothing but signs.
  const place = squashed === '' ? table.names.indexOf(typed) : -1;
  if (place >= 0) add([{ place, match: 'exact', share: 1, answered: 1, hasSigns: true, edits: 0 }]);
  if (typed.startsWith('@')) {
    add(findByScope(table, typed, limit));
    if (found.size > 0) return [...found.values()];
  }
  add(findByBeginning(table, typed, squashed, limit));
  const words = dropStopWords(splitWords(typed).slice(0, MAX_WORDS));
  if (words.length > 0) {
    add(findByWords(table, { words, isLastOpen: false, isPartial: false, limit }));
    if (found.size < ENOUGH_FOR_WHOLE_WORDS) {
      add(findByWords(table, { words, isLastOpen: true, isPartial: false, limit }));
    }
  }
  const isName = !/\s/.test(typed);
  const isPopular = [...found.values()].some(
    (each) => each.match !== 'words' && downloadsAt(each.place) >= POPULAR,
  );
  if (isName && !isPopular) add(typos.names(squashed, limit));
  if (found.size < ENOUGH && words.length > 1) {
    const mended = words.map((word) =>
      table.placesOf(word, false).length > 0 ? word : (typos.word(word) ?? word),
    );
    const edits = mended.filter((word, at) => word !== words[at]).length;
    if (edits > 0) {
      const corrected = findByWords(table, { words: mended, isLastOpen: false, isPartial: false, limit });
      add(corrected.map((each) => ({ ...each, match: 'corrected', edits })));
    }
    if (found.size < ENOUGH) {
      const partial = findByWords(table, { words: mended, isLastOpen: true, isPartial: true, limit });
      add(partial.map((each) => ({ ...each, match: 'partial', edits })));
    }
  }
  return [...found.values()];
}
