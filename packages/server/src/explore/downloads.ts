import type { DownloadCount, ServiceState } from '@shipstats/registry';

/** What is shown of a package in one line: its number, its direction, its shape. */
export interface DownloadLine extends DownloadCount {
  /** Days among the 30 of which npm has no counts: the number is of the others. */
  readonly unknownDays: number;
  /** Of the last 28 whole days over the 28 before: 0.1 is ten per cent more; null where too many days are unknown. */
  readonly trend: number | null;
  /** Downloads of the last weeks, oldest first, null for a week with unknown days; empty where only a total is known. */
  readonly weeks: readonly (number | null)[];
}

/**
 * The downloads of packages: daily counts in the store, read from npm where they are missing, gently.
 *
 * Charts and totals are queries of the metric `npm_downloads` with the filter `package = name`, as everything else
 * is; this decides what is read for them, and gives the one number that every page, badge and answer shows.
 */
export interface Downloads {
  /**
   * Has missing days read: those of the last 18 months (`recent`), or also everything before and the snapshot of the
   * downloads by version (`all`). It comes back
   * when the recent ones are there, or after `waitMs`; reading goes on behind it. Never throws.
   */
  want(
    names: readonly string[],
    options: { readonly history: 'recent' | 'all'; readonly waitMs: number },
  ): Promise<void>;
  /** The one number of each: from the store, else from the index. Packages with neither are not in the map. */
  lines(names: readonly string[]): Promise<ReadonlyMap<string, DownloadLine>>;
  /** Days of a package that are being read, or wait for their turn. */
  isReading(name: string): boolean;
  state(): ServiceState;
}
