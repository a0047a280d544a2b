import type { SearchMatch } from './search-index.ts';
import type { SearchFilter, SearchSort } from './search-query.ts';

/** What can be sorted by; null where it is not known. */
export interface Sortable {
  readonly downloads: number | null;
  readonly trend: number | null;
  readonly publishedAt: string | null;
  /** Those that have only some of the words stay behind those that have all. */
  readonly match: SearchMatch;
  /** Those that may not fit the filters stay behind those that do. */
  readonly isUnknown: readonly SearchFilter[];
}

/**
 * The same ones, most first by what was asked for; what is not known stands last, and what is equal stays in its
 * order. By relevance nothing moves.
 */
export function sortFound<T extends Sortable>(found: readonly T[], sort: SearchSort): readonly T[] {
  if (sort === 'relevance') return found;
  const figure = (each: T) => figureOf(each, sort) ?? Number.NEGATIVE_INFINITY;
  const doubt = (each: T) => (each.isUnknown.length === 0 ? 0 : 2) + (each.match === 'partial' ? 1 : 0);
  return [...found].sort(
    (one, other) => doubt(one) - doubt(other) || compareFigures(figure(other), figure(one)),
  );
}

function figureOf(each: Sortable, sort: Exclude<SearchSort, 'relevance'>): number | null {
  switch (sort) {
    case 'downloads':
      return each.downloads;
    case 'trend':
      return each.trend;
    case 'released':
      return each.publishedAt === null ? null : Date.parse(each.publishedAt);
    default:
      return sort satisfies never;
  }
}

/** Infinities cannot be subtracted from each other. */
function compareFigures(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
