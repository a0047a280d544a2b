import type { DayUtc } from '@shipstats/core';
import { addDays } from './day-count.ts';

/** Downloads by day; a day that is absent, or null, is unknown. */
export type KnownDays = ReadonlyMap<DayUtc, number | null>;

/** Four weeks, so that both halves have the same weekdays. */
const TREND_DAYS = 28;
/** npm loses a day now and then: with more of them unknown, what is left says little of the whole. */
const MAX_UNKNOWN_PAIRS = 4;

/**
 * The last 28 days over the 28 before: 0.1 is ten per cent more.
 *
 * An unknown day is left out together with that of the other half four weeks from it, so that weekdays stay the same.
 *
 * @param through - the last whole day that is counted
 * @returns null where days of more than four such pairs are unknown, or there was nothing before
 */
export function trendOf(days: KnownDays, through: DayUtc): number | null {
  let last = 0;
  let before = 0;
  let unknownPairs = 0;
  for (let back = 0; back < TREND_DAYS; back += 1) {
    const newer = days.get(addDays(through, -back)) ?? null;
    const older = days.get(addDays(through, -back - TREND_DAYS)) ?? null;
    if (newer === null || older === null) {
      unknownPairs += 1;
      continue;
    }
    last += newer;
    before += older;
  }
  return unknownPairs > MAX_UNKNOWN_PAIRS || before === 0 ? null : last / before - 1;
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
