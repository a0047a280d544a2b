/** What is searched for: words, and what the packages must be like. */
export interface SearchQuery {
  /** Without operators. */
  readonly text: string;
  readonly filters: SearchFilters;
  readonly sort: SearchSort;
  /** Typing errors are not mended: somebody has said that the words are as they are meant. */
  readonly isVerbatim: boolean;
}

/** Each absent where it does not matter. Of what is not known of a package, a filter says so instead of hiding it. */
export interface SearchFilters {
  readonly types?: 'included' | 'none';
  readonly module?: 'esm' | 'cjs';
  /** An SPDX id, in small letters. */
  readonly license?: string;
  /** Deprecated packages are hidden unless they are asked for. */
  readonly deprecated?: 'show' | 'only';
  readonly updatedWithinDays?: number;
  readonly minDownloads?: number;
  readonly keyword?: string;
  /** Without `@`. */
  readonly scope?: string;
  readonly maintainer?: string;
}

export const SEARCH_SORTS = ['relevance', 'downloads', 'trend', 'released'] as const;
export type SearchSort = (typeof SEARCH_SORTS)[number];

/** A query of words alone. */
export function wordsQuery(text: string): SearchQuery {
  return { text, filters: {}, sort: 'relevance', isVerbatim: false };
}
