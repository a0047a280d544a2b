import type { ConnectorError, DayUtc } from '@shipstats/core';
import type { ServiceState } from '../service/service.ts';
import type { DayCount } from './day-count.ts';
import type { VersionCounts } from './parse-versions.ts';

/** What the service said of one package for a span of days; several of one package do not overlap. */
export type RangeAnswer = { readonly name: string; readonly from: DayUtc; readonly to: DayUtc } & (
  | {
      readonly kind: 'days';
      /** In order. A day of the span that is not among them is one that the service left out: unknown, not zero. */
      readonly days: readonly DayCount[];
    }
  /** It does not know the package. Told once, for the rest of what was asked. */
  | { readonly kind: 'missing' }
  /** What it sent of this package cannot be taken; others are not concerned. */
  | { readonly kind: 'failed'; readonly error: ConnectorError }
);

export interface RangeOptions {
  /** Packages of which nothing is asked before a day: requests that would bring nothing else are saved. */
  readonly since?: ReadonlyMap<string, DayUtc>;
  /** Default `background`. */
  readonly priority?: 'now' | 'background';
  readonly signal?: AbortSignal;
  /** Called right before each request, with what it is for: `npm downloads of 128 packages`. */
  readonly onRequest?: (label: string) => void;
  readonly onWait?: (wait: {
    readonly label: string;
    readonly waitMs: number;
    readonly reason: string;
  }) => void;
}

/** npm's download counts. */
export interface DownloadsClient {
  /** Whose counts these are: `api.npmjs.org`, or another that was configured. */
  readonly host: string;
  /**
   * Daily counts of packages, both days included, with as few requests as the service allows: the newest days of
   * all packages first.
   *
   * @throws ConnectorError when the service fails as a whole; what was yielded before stays good
   */
  range(
    names: readonly string[],
    from: DayUtc,
    to: DayUtc,
    options?: RangeOptions,
  ): AsyncIterable<RangeAnswer>;
  /** Daily counts of the whole registry, in order; a day that is not among them is unknown. @throws ConnectorError */
  registryRange(from: DayUtc, to: DayUtc, options?: RangeOptions): Promise<readonly DayCount[]>;
  /** Null where the service does not know the package. @throws ConnectorError */
  versions(name: string, options?: RangeOptions): Promise<VersionCounts | null>;
  state(): ServiceState;
}
