import { DAY_MS, dayOf, parseDay } from '../base/day.ts';
import { hash } from '../base/random.ts';

/** Nothing was counted before. */
export const EARLIEST_DAY = parseDay('2015-01-10');
/** The counts of a day are there from this hour of the next one (UTC). */
export const BATCH_HOUR = 6;

/** Real days that npm has no counts of. */
const pastHoles: ReadonlySet<number> = new Set(
  [
    '2018-05-27',
    '2018-05-28',
    '2018-06-09',
    '2018-10-17',
    '2022-07-21',
    '2022-07-22',
    '2024-01-14',
    '2024-11-13',
    '2025-02-19',
  ].map(parseDay),
);
/** From here on two days of sixty are holes, so that any last sixty days have two. */
const HOLES_SINCE = parseDay('2026-07-01');
const HOLE_PERIOD_DAYS = 60;

/** True for a day of which the whole registry has no counts: ranges say 0 for every package. */
export function isHole(seed: number, day: number): boolean {
  if (pastHoles.has(day)) return true;
  if (day < HOLES_SINCE) return false;
  const first = hash(seed, 'hole') % HOLE_PERIOD_DAYS;
  const place = day % HOLE_PERIOD_DAYS;
  return place === first || place === (first + 23) % HOLE_PERIOD_DAYS;
}

/** The newest day whose counts are there. */
export function newestCountedDay(now: number): number {
  return dayOf(now - BATCH_HOUR * 3_600_000) - 1;
}

/** The day that holds this moment. */
export function today(now: number): number {
  return dayOf(now);
}

/** The same day of the month so many months before, or that month's last. */
export function monthsBefore(day: number, months: number): number {
  const date = new Date(day * DAY_MS);
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1));
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return dayOf(first.getTime()) + Math.min(date.getUTCDate(), length) - 1;
}
