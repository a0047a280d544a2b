import type { FactTable } from './fact-table.ts';
import type { Shape } from './shape.ts';

/** The part of a day that a bucket covers. */
export interface Slice {
  /** View time, milliseconds: facts reported later or taken back by then do not count. */
  readonly viewAt: number;
  /** First minute of the day, and the minute after the last. */
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly kind: 'flow' | 'level';
}

/** One row of a bucket: its group, and its measures as exact whole numbers. */
export interface AggregatedRow {
  readonly group: number;
  readonly values: Float64Array;
}

/** Adds up the visible facts of a slice by group; rows come in the order of groups. */
export function aggregate(facts: FactTable, shape: Shape, slice: Slice): AggregatedRow[] {
  const { count, measureCount, values } = facts;
  const sums: (Float64Array | undefined)[] = new Array(shape.groups.length);
  const add = (row: number) => {
    const group = shape.groupOf[facts.series[row] ?? 0] ?? -1;
    if (group === -1) return;
    let sum = sums[group];
    if (sum === undefined) {
      sum = new Float64Array(measureCount);
      sums[group] = sum;
    }
    const start = row * measureCount;
    for (let measure = 0; measure < measureCount; measure += 1) {
      sum[measure] = (sum[measure] ?? 0) + (values[start + measure] ?? 0);
    }
  };
  const latest = new Map<number, number>();
  for (let row = 0; row < count; row += 1) {
    const minute = facts.minute[row] ?? 0;
    if (minute < slice.fromMinute || minute >= slice.toMinute) continue;
    if ((facts.from[row] ?? 0) > slice.viewAt || (facts.until[row] ?? 0) <= slice.viewAt) continue;
    if (slice.kind === 'flow') add(row);
    else latest.set(facts.series[row] ?? 0, row);
  }
  for (const row of latest.values()) add(row);

  const rows: AggregatedRow[] = [];
  for (const [group, sum] of sums.entries()) {
    if (sum === undefined) continue;
    for (const value of sum)
      if (Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new RangeError('sum beyond 2^53');
    rows.push({ group, values: sum });
  }
  return rows;
}
