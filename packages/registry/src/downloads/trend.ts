import type { DayUtc } from '@shipstats/core';
import { addDays } from './day-count.ts';

/** Downloads by day; a day that is absent, or null, is unknown. */
export type KnownDays = ReadonlyMap<DayUtc, number | null>;

/** Four weeks, so that both halves have the same weekdays. */
const TREND_DAYS = 28;

/**
 * The last 28 days over the 28 before: 0.1 is ten per cent more.
 *
 * @param through - the last whole day that is counted
 * @returns null where a day of either half is unknown, or there was nothing before
 */
export function trendOf(days: KnownDays, through: DayUtc): number | null {
  const last = sumDays(days, through, TREND_DAYS);
  const before = sumDays(days, addDays(through, -TREND_DAYS), TREND_DAYS);
  if (last === null || before === null || before === 0) return null;
  return last / before - 1;
}

/** Downloads of the last `weeks` spans of seven days up to `through`, oldest first; null where a day is unknown. */
export function weeklyShape(days: KnownDays, through: DayUtc, weeks: number): (number | null)[] {
  return Array.from({ length: weeks }, (_, at) => sumDays(days, addDays(through, -7 * (weeks - 1 - at)), 7));
}

function sumDays(days: KnownDays, through: DayUtc, count: number): number | null {
  let sum = 0;
  for (let back = 0; back < count; back += 1) {
    const downloads = days.get(addDays(through, -back)) ?? null;
    if (downloads === null) return null;
    sum += downloads;
  }
  return sum;
}
