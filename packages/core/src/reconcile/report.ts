import type { Decimal } from '../decimal.ts';
import type { BucketState, Stamp } from '../stamp.ts';
import type { UnixSeconds } from '../time.ts';
import type { Unit } from '../unit.ts';
import type { Window } from '../window.ts';
import type { PriceJump } from './implied-price.ts';

/** What costs and usage are matched by: an endpoint, and a model where both name one. */
export interface ReconcilePart {
  readonly resource: string;
  readonly model: string | null;
}

export interface ChargedLineItem {
  readonly lineItem: string;
  readonly amount: Decimal;
}

export interface UsedMeasure {
  readonly measure: string;
  readonly unit: Unit;
  readonly value: Decimal;
}

/** Something of a settled day that does not fit together. */
export type ReconcileFinding =
  | ({
      readonly kind: 'cost-without-usage';
      readonly cost: Decimal;
      readonly lineItems: readonly ChargedLineItem[];
    } & ReconcilePart)
  | ({
      readonly kind: 'usage-without-cost';
      readonly usage: readonly UsedMeasure[];
      /** Line items of it that charge nothing; empty where there is none at all. */
      readonly lineItems: readonly ChargedLineItem[];
    } & ReconcilePart)
  | PriceJump;

/** Why a cost stands alone, with no usage set beside it. */
export type AloneReason =
  /** The connector knows it: a tax, a commitment, an adjustment. */
  | 'known'
  /** All rows of the line item together come to less than zero. */
  | 'credit'
  /** A line item that the connector does not know. */
  | 'unknown-line-item'
  /** The source did not say what it charged for. */
  | 'no-line-item'
  /** The usage of that endpoint is not synced. */
  | 'usage-not-read'
  /** Of another currency: named, in no sum. */
  | 'other-currency'
  /** The row carries no amount: named, in no sum. */
  | 'no-amount';

/** A cost that no usage is set beside. */
export interface CostAlone {
  readonly lineItem: string | null;
  readonly reason: AloneReason;
  /** What it is, for people: `tax`, `credit`, `unknown line item`. */
  readonly what: string;
  /** Null where the row carries none. */
  readonly amount: Decimal | null;
  readonly currency: string | null;
  /** The organization as a whole is charged. */
  readonly isWithoutProject: boolean;
}

export interface UsageOfDay {
  readonly resource: string;
  readonly state: BucketState;
  readonly measures: readonly UsedMeasure[];
}

/** One day: its costs and its usage side by side. */
export interface ReconciledDay {
  readonly start: UnixSeconds;
  /** The least certain of costs and of all usage that is read. Only a `complete` day has findings. */
  readonly state: BucketState;
  readonly costState: BucketState;
  /** All of it; null where it is unknown. It is `matched` and the amounts of `alone` together. */
  readonly cost: Decimal | null;
  /** Of line items that belong to usage that is read. */
  readonly matched: Decimal;
  readonly alone: readonly CostAlone[];
  /** The part of the cost that the organization as a whole is charged. */
  readonly withoutProject: Decimal;
  readonly usage: readonly UsageOfDay[];
  readonly findings: readonly ReconcileFinding[];
}

/** Sums over the days whose cost is known. */
export interface ReconcileTotals {
  readonly cost: Decimal;
  readonly matched: Decimal;
  readonly alone: Decimal;
  readonly credits: Decimal;
  readonly withoutProject: Decimal;
}

/** Costs beside usage, day by day. */
export interface ReconcileReport {
  readonly window: Window;
  readonly unit: Unit;
  /** In order of time; none that has not begun. */
  readonly days: readonly ReconciledDay[];
  readonly totals: ReconcileTotals;
  /** Usage of the connector's table of which no day of the window was read: nothing is said of it. */
  readonly unread: readonly string[];
}

/** The report of a configured source, with where its numbers are from. */
export interface SourceReport extends ReconcileReport {
  readonly source: string;
  readonly title: string;
  /** Of the costs first, then of each usage that is read. */
  readonly stamps: readonly Stamp[];
}
