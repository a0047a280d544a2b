import type { Decimal } from './decimal.ts';
import type { UnixSeconds } from './time.ts';

/** A number as a row carries it: whole numbers as such, exact decimals as Decimal, null where the source gave none. */
export type MeasureValue = number | Decimal | null;

/** One row of a bucket; both lists are in the order of the resource's dimensions and measures. */
export interface SampleRow {
  readonly dimensions: readonly (string | null)[];
  readonly values: readonly MeasureValue[];
}

/** A row that could not be read: kept with its text, never guessed, never zero. */
export interface QuarantinedRow {
  /** The dimensions where they could be read: the row's previous value is kept. Null: the whole previous bucket is. */
  readonly dimensions: readonly (string | null)[] | null;
  readonly reason: string;
  /** The row as the source sent it. */
  readonly raw: string;
  /** The row is among the bucket's rows all the same: only the number that `reason` names is unknown of it. */
  readonly isStored?: true;
}

/** Everything that the source says about one bucket of time. */
export interface FetchedBucket {
  readonly start: UnixSeconds;
  readonly rows: readonly SampleRow[];
  readonly quarantined: readonly QuarantinedRow[];
  /**
   * The source was asked and has no numbers of this bucket though there must be some (npm lost the day): stored as
   * known to be unknown, without rows, drawn as a hole, and not asked for again at each sync.
   */
  readonly isHole?: true;
}
