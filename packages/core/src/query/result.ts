import type { Decimal } from '../decimal.ts';
import type { IdName } from '../names.ts';
import type { BucketState, Stamp } from '../stamp.ts';
import type { SourceGranularity, UnixSeconds } from '../time.ts';
import type { Unit } from '../unit.ts';
import type { Window } from '../window.ts';
import type { AggregateFn } from './query.ts';

/** One bucket of the result's time axis. */
export interface ResultBucket {
  readonly start: UnixSeconds;
  readonly end: UnixSeconds;
  readonly state: BucketState;
  /** Where it is wider than the source's own: what is missing of it. */
  readonly gaps?: BucketGaps;
}

/** How many of the source's buckets that a wider one is made of are missing from its number. */
export interface BucketGaps {
  /** How wide the source's are. */
  readonly granularity: SourceGranularity;
  /** Never read, or lost by the source. */
  readonly unknownBuckets: number;
  /** Rows of them could not be read, or they are known of some partitions alone. */
  readonly incompleteBuckets: number;
}

/** One line of a chart, one row of a table: a combination of dimension values over time. */
export interface Series {
  /** Stable over pages and reloads, and unlike that of any other series. */
  readonly key: string;
  /** For people; `(none)` where the source left a dimension empty. */
  readonly label: string;
  readonly dimensions: Readonly<Record<string, string | null>>;
  /** What the ids among the dimensions are called, where that is known. */
  readonly names?: Readonly<Record<string, IdName>>;
  /** All that did not make it into the top, added up. */
  readonly isOther: boolean;
  /** Over the whole window; null where nothing is known. */
  readonly value: Decimal | null;
  /** One a bucket of the result, in order; null where nothing is known. Empty for a result without buckets. */
  readonly points: readonly (Decimal | null)[];
  /** Over the window before; null where it was not asked for or not wholly known. */
  readonly previous: Decimal | null;
}

/**
 * Why a change cannot be told: buckets of the window before, or of this one, were never read or not read whole; or
 * this one is a single bucket that is not over, to set against a whole one.
 */
export type ComparisonObstacle = 'gaps-before' | 'gaps-now' | 'not-over';

/** The window before, to compare with. */
export interface Comparison {
  readonly window: Window;
  /** Null where nothing is known of it. */
  readonly value: Decimal | null;
  /** Buckets of it that were never read or not read whole. */
  readonly unknownBuckets: number;
  /** Null where the two values may be compared. */
  readonly obstacle: ComparisonObstacle | null;
}

/** What a query that asks for final numbers alone left out at the end of its window. */
export interface LeftOut {
  readonly window: Window;
  /** How many buckets of the source that are: not over, or still to be revised. */
  readonly buckets: number;
}

/** The answer to a query: one number, its series, its time axis, and how far it can be trusted. */
export interface QueryResult {
  readonly metric: string;
  readonly title: string;
  readonly field: string | null;
  readonly unit: Unit;
  readonly fn: AggregateFn | null;
  readonly kind: 'flow' | 'level';
  readonly moreIs: 'better' | 'worse' | 'neutral';
  /** What the answer is of: what was left out is no part of it. */
  readonly window: Window;
  /** Null where nothing was. */
  readonly leftOut: LeftOut | null;
  readonly by: readonly string[];
  /** Those of `by` whose ids have names. */
  readonly named?: readonly string[];
  readonly value: Decimal | null;
  readonly buckets: readonly ResultBucket[];
  /** Biggest first, "other" last. One without dimensions where the query does not split. */
  readonly series: readonly Series[];
  /** How many series there are in all, those in "other" included. */
  readonly seriesCount: number;
  readonly comparison: Comparison | null;
  /** One for each source that the number is made from. */
  readonly stamps: readonly Stamp[];
}
