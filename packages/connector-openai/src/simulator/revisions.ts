import { DAY_MS } from './day.ts';
import type { FactTableBuilder } from './fact-table.ts';
import { hash } from './random.ts';
import type { Workload } from './world.ts';

/** What a day's closing brings. */
export interface UsageRevision {
  readonly seed: number;
  readonly day: number;
  readonly workloads: readonly Workload[];
  /** Days after the day on which it is revised. */
  readonly revisionDays: readonly number[];
}

/** The moment (milliseconds) at which a day's revision of `daysAfter` shows: between 00:30 and 01:59 UTC. */
export function revisionMoment(seed: number, day: number, daysAfter: number): number {
  return (day + daysAfter) * DAY_MS + (30 + (hash(seed, 'moment', daysAfter) % 90)) * 60_000;
}

/**
 * Revises a day's usage, once for each of the revision days, in one of four ways: late usage is added, some is taken
 * back, a row appears, a row vanishes. The kinds follow each other so that every one occurs within any four days.
 */
export function reviseUsage(builder: FactTableBuilder, revision: UsageRevision): void {
  const { seed, day, revisionDays } = revision;
  const originals = builder.count;
  if (originals === 0) return;
  for (const daysAfter of revisionDays) {
    const moment = revisionMoment(seed, day, daysAfter);
    const pick = hash(seed, 'revision', daysAfter) % originals;
    switch ((day + daysAfter) % 4) {
      case 0:
        for (const offset of [0, 7, 19]) addLate(builder, (pick + offset) % originals, moment);
        break;
      case 1:
        for (const offset of [0, 5]) takeBack(builder, (pick + offset) % originals, moment);
        break;
      case 2:
        addAbsentRow(builder, revision, pick, moment);
        break;
      default:
        takeBackSmallestRow(builder, originals, moment);
    }
  }
}

/** Reports the same usage once more, in the same minute: a batch that came in late. */
function addLate(builder: FactTableBuilder, row: number, moment: number): void {
  builder.add(
    builder.series[row] ?? 0,
    builder.minute[row] ?? 0,
    moment,
    Number.POSITIVE_INFINITY,
    builder.valuesOf(row),
  );
}

function takeBack(builder: FactTableBuilder, row: number, moment: number): void {
  if ((builder.until[row] ?? 0) > moment && (builder.from[row] ?? 0) < moment) builder.until[row] = moment;
}

/** Gives a series without usage on this day the usage of another fact; all present: adds to one. */
function addAbsentRow(
  builder: FactTableBuilder,
  { workloads, day }: UsageRevision,
  row: number,
  moment: number,
): void {
  const present = new Set(builder.series);
  const absent = workloads.findIndex(
    (workload, series) => workload.isRare && day < workload.endsBefore && !present.has(series),
  );
  if (absent === -1) {
    addLate(builder, row, moment);
    return;
  }
  builder.add(absent, builder.minute[row] ?? 0, moment, Number.POSITIVE_INFINITY, builder.valuesOf(row));
}

/** Takes back everything of the series with the least usage (its first measure), if it is not the only one. */
function takeBackSmallestRow(builder: FactTableBuilder, originals: number, moment: number): void {
  const totals = new Map<number, number>();
  for (let row = 0; row < originals; row += 1) {
    const series = builder.series[row] ?? 0;
    totals.set(series, (totals.get(series) ?? 0) + (builder.values[row * builder.measureCount] ?? 0));
  }
  if (totals.size < 2) {
    takeBack(builder, 0, moment);
    return;
  }
  let smallest = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [series, total] of totals) {
    if (total < least) {
      least = total;
      smallest = series;
    }
  }
  for (let row = 0; row < originals; row += 1) {
    if (builder.series[row] === smallest) takeBack(builder, row, moment);
  }
}
