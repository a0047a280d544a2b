/**
 * The facts of one endpoint on one day, in columns. A fact is a piece of usage (or cost) at a minute of the day;
 * it is part of what the API says from `from` (it was reported) until `until` (it was taken back).
 */
export interface FactTable {
  readonly count: number;
  /** Index of the fact's dimensions in the endpoint's series. */
  readonly series: Uint32Array;
  /** Minute of the day, 0 … 1439. */
  readonly minute: Uint16Array;
  /** Milliseconds since 1970; infinite when never taken back. */
  readonly from: Float64Array;
  readonly until: Float64Array;
  /** Measures, row after row; whole numbers (but for cost quantities). */
  readonly values: Float64Array;
  readonly measureCount: number;
  /** Moment (milliseconds) after which nothing of this day changes any more. */
  readonly settledAt: number;
}

/** Collects facts; `finish` gives the table. */
export class FactTableBuilder {
  readonly measureCount: number;
  readonly series: number[] = [];
  readonly minute: number[] = [];
  readonly from: number[] = [];
  readonly until: number[] = [];
  readonly values: number[] = [];

  constructor(measureCount: number) {
    this.measureCount = measureCount;
  }

  get count(): number {
    return this.series.length;
  }

  add(series: number, minute: number, from: number, until: number, values: readonly number[]): void {
    this.series.push(series);
    this.minute.push(minute);
    this.from.push(from);
    this.until.push(until);
    for (const value of values) this.values.push(value);
  }

  valuesOf(row: number): number[] {
    return this.values.slice(row * this.measureCount, (row + 1) * this.measureCount);
  }

  finish(): FactTable {
    let settledAt = 0;
    for (const moment of this.from) if (moment > settledAt) settledAt = moment;
    for (const moment of this.until)
      if (moment !== Number.POSITIVE_INFINITY && moment > settledAt) settledAt = moment;
    return {
      count: this.count,
      series: Uint32Array.from(this.series),
      minute: Uint16Array.from(this.minute),
      from: Float64Array.from(this.from),
      until: Float64Array.from(this.until),
      values: Float64Array.from(this.values),
      measureCount: this.measureCount,
      settledAt,
    };
  }
}
