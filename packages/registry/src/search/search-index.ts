/**
 * Why a package was found.
 *
 * - `exact`: its name was typed
 * - `joined`: its name was typed with other signs between the letters: `socketio`, `lodash merge`
 * - `prefix`: its name, the scope aside, begins with what was typed
 * - `words`: its name has every word that was typed, the last one perhaps unfinished
 * - `corrected`: as one of these, after a typing error was mended
 * - `partial`: its name has some of the words
 * - `service`: npm's search service found it
 */
export type SearchMatch = 'exact' | 'joined' | 'prefix' | 'words' | 'corrected' | 'partial' | 'service';

/** A package as an index finds it. */
export interface IndexHit {
  readonly name: string;
  /** Downloads of 30 days, as the index knows them. */
  readonly downloads: number;
  readonly match: SearchMatch;
}

export interface IndexAnswer {
  /** The best first. */
  readonly hits: readonly IndexHit[];
  readonly hasMore: boolean;
}

export interface IndexPage {
  readonly limit: number;
  readonly offset?: number;
}

/** A local index of package names in order of downloads: whatever engine is behind it. */
export interface SearchIndex {
  /** Never throws for odd text: nothing is found by it. */
  search(text: string, page: IndexPage): Promise<IndexAnswer>;
  /** Downloads of 30 days; null for a package that the index does not have. */
  downloadsOf(name: string): number | null;
  /** Most downloads first. */
  popular(page: IndexPage): Promise<readonly IndexEntry[]>;
  /** Different packages, the same ones for the same seed. */
  random(page: { readonly limit: number; readonly seed: number }): Promise<readonly IndexEntry[]>;
  /** Packages in it. */
  readonly size: number;
  /** The day that its list was made, `YYYY-MM-DD`. */
  readonly builtOn: string;
}

export interface IndexEntry {
  readonly name: string;
  readonly downloads: number;
}
