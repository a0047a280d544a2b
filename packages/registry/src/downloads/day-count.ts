import { DAY, type DayUtc, parseDayUtc, toDayUtc } from '@shipstats/core';

/** The downloads of one UTC day. */
export interface DayCount {
  readonly day: DayUtc;
  readonly downloads: number;
}

/** The first day that npm has counts of (https://github.com/npm/registry/blob/main/docs/download-counts.md). */
export const FIRST_COUNTED_DAY: DayUtc = '2015-01-10';

/** A span of UTC days, both ends included, as npm's downloads service means it. */
export interface DaySpan {
  readonly from: DayUtc;
  readonly to: DayUtc;
}

/** The day so many days later, or earlier. @throws RangeError for what is no day */
export function addDays(day: DayUtc, days: number): DayUtc {
  return toDayUtc(dayStart(day) + days * DAY);
}

/** How many days a span has; 0 or less for one that ends before it begins. */
export function countDays({ from, to }: DaySpan): number {
  return Math.round((dayStart(to) - dayStart(from)) / DAY) + 1;
}

/** Cuts a span into pieces of at most `days`, the newest first. */
export function cutSpan({ from, to }: DaySpan, days: number): DaySpan[] {
  const pieces: DaySpan[] = [];
  for (let end = to; end >= from; end = addDays(end, -days)) {
    const start = addDays(end, 1 - days);
    pieces.push({ from: start > from ? start : from, to: end });
  }
  return pieces;
}

/** The days of a span. */
export function listDays({ from, to }: DaySpan): Set<DayUtc> {
  const days = new Set<DayUtc>();
  for (let start = dayStart(from); start <= dayStart(to); start += DAY) days.add(toDayUtc(start));
  return days;
}

function dayStart(day: DayUtc): number {
  const start = parseDayUtc(day);
  if (start === undefined) throw new RangeError(`${JSON.stringify(day)} is no day, YYYY-MM-DD`);
  return start;
}
