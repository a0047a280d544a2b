import type { DownloadCount } from '../search/search.ts';

/** A package's stored counts, in short. */
export interface Trend extends DownloadCount {
  /** Of the last 28 whole days over the 28 before them: 0.1 is ten per cent more; null where it is not known. */
  readonly trend: number | null;
}

/** What the store of daily counts tells; it lies outside of this package. */
export interface Trends {
  /** Packages whose daily counts are stored. */
  stored(): Promise<readonly string[]>;
  /** The one number of each that pages show; packages without any are not in the map. */
  of(names: readonly string[]): Promise<ReadonlyMap<string, Trend>>;
}

/** Where there is no store: nothing is known. */
export const NO_TRENDS: Trends = {
  stored: async () => [],
  of: async () => new Map(),
};
