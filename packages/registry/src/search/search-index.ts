import type { SearchFilter, SearchQuery } from './search-query.ts';
import type { WhyPart } from './why-part.ts';

/**
 * Why a package was found.
 *
 * - `exact`: its name was typed
 * - `joined`: its name was typed with other signs between the letters: `socketio`, `lodash merge`
 * - `without-js`: its name was typed with `js` behind it: `react.js`, `nextjs`
 * - `prefix`: its name, the scope aside, begins with what was typed
 * - `words`: its name, description or keywords have every word that was typed, the last one perhaps unfinished
 * - `corrected`: as one of these, after a typing error was mended
 * - `partial`: it has some of the words
 * - `filter`: nothing but filters was asked for, and it passes them
 * - `service`: npm's search service found it
 */
export type SearchMatch =
  | 'exact'
  | 'joined'
  | 'without-js'
  | 'prefix'
  | 'words'
  | 'corrected'
  | 'partial'
  | 'filter'
  | 'service';

/** What is known of a package beside its name and downloads; null where it is not. */
export interface PackageTraits {
  readonly version: string | null;
  readonly description: string | null;
  readonly keywords: readonly string[] | null;
  /** As the package writes it. */
  readonly license: string | null;
  /** `separate`: in a package of `@types`. */
  readonly types: 'included' | 'separate' | 'none' | null;
  readonly module: 'esm' | 'cjs' | 'dual' | 'none' | null;
  readonly deprecated: boolean | null;
  /** When the latest version was published, ISO 8601. */
  readonly publishedAt: string | null;
  readonly maintainers: readonly string[] | null;
  /** The last 28 days over the 28 before: 0.1 is ten per cent more. Daily counts tell it, and no index. */
  readonly trend: number | null;
}

/** A package as an index finds it. */
export interface IndexHit extends PackageTraits {
  readonly name: string;
  /** Downloads of 30 days, as the index knows them; null where it does not. */
  readonly downloads: number | null;
  readonly match: SearchMatch;
  /** What gave it its place, by points. */
  readonly why: readonly WhyPart[];
  /** Filters whose trait is not known of it: it is not hidden by them, but stands behind those that are sure. */
  readonly isUnknown: readonly SearchFilter[];
}

/** A spelling that was corrected. */
export interface Correction {
  readonly from: string;
  readonly to: string;
}

export interface IndexAnswer {
  /** The best first; more are behind the same ones when more are asked for. */
  readonly hits: readonly IndexHit[];
  readonly hasMore: boolean;
  /** "Did you mean": what was searched instead; null where it was what was typed. */
  readonly corrected: Correction | null;
  /** Names of what was found and left out only because it is deprecated; absent where nothing is. */
  readonly hiddenDeprecated?: readonly string[];
  readonly elapsedMs: number;
}

/** Whose packages may be meant by the beginning of a word; those with the most downloads first. */
export interface Suggestions {
  /** Without their `@`. */
  readonly scopes: readonly string[];
  readonly users: readonly string[];
}

/** Nothing is known. */
export const NO_TRAITS: PackageTraits = {
  version: null,
  description: null,
  keywords: null,
  license: null,
  types: null,
  module: null,
  deprecated: null,
  publishedAt: null,
  maintainers: null,
  trend: null,
};

export interface IndexPage {
  readonly limit: number;
  readonly offset?: number;
}

/** A local index of package names in order of downloads: whatever engine is behind it. */
export interface SearchIndex {
  /** Never throws for odd text: nothing is found by it. */
  search(query: SearchQuery, page: IndexPage): Promise<IndexAnswer>;
  /** Scopes and users as somebody types, `limit` of each; packages are what `search` finds. */
  suggest(prefix: string, limit: number): Promise<Suggestions>;
  /** Whether it has a package, downloads known or not. */
  has(name: string): boolean;
  /** Downloads of 30 days; null where they are not known, and for a package that the index does not have. */
  downloadsOf(name: string): number | null;
  /** What it knows of a package beside that; null for one that it does not have. */
  traitsOf(name: string): PackageTraits | null;
  /** Most downloads first. */
  popular(page: IndexPage): Promise<readonly IndexEntry[]>;
  /** Different packages, the same ones for the same seed. */
  random(page: { readonly limit: number; readonly seed: number }): Promise<readonly IndexEntry[]>;
  /** Packages in it. */
  readonly size: number;
  /** The day that its list was made, `YYYY-MM-DD`. */
  readonly builtOn: string;
  /** Where its list comes from, for people; null of the one that ships. */
  readonly source: string | null;
  /** The file that is searched right now, to bring it up to date; null where there is none yet. */
  file(): string | null;
  /** Makes what the first search of an installation would wait for. */
  prepare(): Promise<void>;
  close(): Promise<void>;
}

export interface IndexEntry {
  readonly name: string;
  readonly downloads: number;
}
