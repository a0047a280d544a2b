import type { DayUtc } from '@shipstats/core';
import { addDays, type DayCount } from './day-count.ts';

/** What daily totals tell of the counting itself. */
export interface CountedDays {
  /** Days that npm has lost, or counted a small part of: unknown, whatever number stands there. */
  readonly holes: ReadonlySet<DayUtc>;
  /** The last day that is counted; null if none is. The days after it are not there yet: no holes. */
  readonly countedThrough: DayUtc | null;
}

/** The newest days, today included, that may be missing because npm has not counted them yet. */
const UNCOUNTED_DAYS = 3;
/** The days of the same weekday that a day is compared with reach so many weeks to either side. */
const WEEKS_AROUND = 4;
/** As many of them make a comparison. */
const LEAST_NEIGHBOURS = 3;
/**
 * A day below this share of what its weekday has around it is a hole. Lost days are at zero or a few per cent;
 * Christmas and New Year, the lowest days that were counted, keep above 35 %.
 */
const HOLE_SHARE = 0.25;

/** A quiet day of a package is no hole; a zero at such a level is one. */
const STEADY_MEDIAN = 1_000;
const STEADY_MINIMUM = 100;
const STEADY_DAYS_AROUND = 7;
const STEADY_LEAST_KNOWN = 9;
const STEADY_LEAST_ON_EITHER_SIDE = 2;
const LONGEST_OWN_HOLE = 2;

/**
 * Tells from the whole registry's daily totals which days are holes, and which are not counted yet.
 *
 * Hundreds of millions of downloads do not stop for a day: a day at zero, or far below the same weekday in the weeks
 * around it, is one that npm did not count (https://github.com/npm/documentation/issues/1366 and others). At the end
 * it is one that npm is still counting.
 */
export function findHoles(totals: readonly DayCount[], today: DayUtc): CountedDays {
  const counts = toMap(totals);
  const isLow = (day: DayUtc): boolean => {
    const count = counts.get(day) ?? 0;
    if (count === 0) return true;
    const around: number[] = [];
    for (let weeks = -WEEKS_AROUND; weeks <= WEEKS_AROUND; weeks += 1) {
      const neighbour = counts.get(addDays(day, 7 * weeks)) ?? 0;
      if (weeks !== 0 && neighbour > 0) around.push(neighbour);
    }
    return around.length >= LEAST_NEIGHBOURS && count < HOLE_SHARE * median(around);
  };

  const days = [...counts.keys()].sort();
  const uncountedFrom = addDays(today, 1 - UNCOUNTED_DAYS);
  while (days.length > 0) {
    const last = days.at(-1) ?? '';
    if (last < uncountedFrom || !isLow(last)) break;
    days.pop();
  }
  return { holes: new Set(days.filter(isLow)), countedThrough: days.at(-1) ?? null };
}

/**
 * The same from one package's own days, for when the registry's totals cannot be had.
 *
 * It says "hole" only where nothing else is likely: one or two days at zero in a package that never comes near it.
 * The newest days at zero are taken for not counted yet.
 */
export function findOwnHoles(own: readonly DayCount[], today: DayUtc): CountedDays {
  const counts = toMap(own);
  const days = [...counts.keys()].sort();
  const uncountedFrom = addDays(today, 1 - UNCOUNTED_DAYS);
  while (days.length > 0) {
    const last = days.at(-1) ?? '';
    if (last < uncountedFrom || counts.get(last) !== 0) break;
    days.pop();
  }
  const holes = new Set<DayUtc>();
  for (let at = 0; at < days.length; at += 1) {
    const run: DayUtc[] = [];
    for (let day = days[at]; day !== undefined && counts.get(day) === 0; day = days[at + run.length]) {
      run.push(day);
    }
    const [first] = run;
    if (first === undefined) continue;
    at += run.length - 1;
    if (run.length > LONGEST_OWN_HOLE) continue;
    const before = known(counts, addDays(first, -STEADY_DAYS_AROUND), STEADY_DAYS_AROUND);
    const after = known(counts, addDays(first, run.length), STEADY_DAYS_AROUND);
    const around = [...before, ...after];
    const isSteady =
      Math.min(before.length, after.length) >= STEADY_LEAST_ON_EITHER_SIDE &&
      around.length >= STEADY_LEAST_KNOWN &&
      Math.min(...around) >= STEADY_MINIMUM &&
      median(around) >= STEADY_MEDIAN;
    if (isSteady) for (const day of run) holes.add(day);
  }
  return { holes, countedThrough: days.at(-1) ?? null };
}

/** The counts of so many days from `first` on, where they are known. */
function known(counts: ReadonlyMap<DayUtc, number>, first: DayUtc, days: number): number[] {
  const all = Array.from({ length: days }, (_, step) => counts.get(addDays(first, step)));
  return all.filter((count) => count !== undefined);
}

function toMap(days: readonly DayCount[]): Map<DayUtc, number> {
  return new Map(days.map(({ day, downloads }) => [day, downloads]));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? upper) + upper) / 2 : upper;
}
