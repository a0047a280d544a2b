/** What a search is ordered by. */
export const SEARCH_SORTS = ['relevance', 'downloads', 'trend', 'released'] as const;

export type SearchSort = (typeof SEARCH_SORTS)[number];

/** What packages must be to be shown; what is absent does not matter. */
export interface SearchFilters {
  /** `included`: types in the package itself. `any`: there, or in a package of `@types`. */
  readonly types?: 'included' | 'any';
  /** A package with both forms is either. */
  readonly module?: 'esm' | 'cjs';
  /** An SPDX identifier, without regard to capitals. */
  readonly license?: string;
  /** Absent: deprecated packages are hidden, unless their name was typed. */
  readonly deprecated?: 'show' | 'only';
  /** The latest version was published within so many days. */
  readonly updatedWithinDays?: number;
  /** Downloads of 30 days. */
  readonly minDownloads?: number;
  readonly keyword?: string;
  /** Without its `@`. */
  readonly scope?: string;
  readonly maintainer?: string;
}

export type SearchFilter = keyof SearchFilters;

/** A search, read: what is asked of every index. */
export interface SearchQuery {
  /** Without operators. */
  readonly text: string;
  readonly filters: SearchFilters;
  readonly sort: SearchSort;
  /** "Did you mean" was undone: no spelling is corrected. */
  readonly isVerbatim: boolean;
}

/** A search for a text alone, which is taken as it is: what looks like an operator is text. */
export function toSearchQuery(text: string): SearchQuery {
  return { text, filters: {}, sort: 'relevance', isVerbatim: false };
}
