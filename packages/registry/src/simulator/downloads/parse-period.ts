import { readDay } from '../base/day.ts';
import { newestCountedDay, today } from './calendar.ts';

/** UTC days, both included. */
export interface Days {
  readonly start: number;
  readonly end: number;
}

const named: Readonly<Record<string, number>> = {
  'last-day': 1,
  'last-week': 7,
  'last-month': 30,
  'last-year': 365,
};

/**
 * Reads `last-week`, `2026-11-01` or `2026-11-01:2026-11-07`; a text that says what is wrong where it is none.
 * Named periods end with the newest day that has counts.
 */
export function parsePeriod(text: string, now: number): Days | string {
  const length = Object.hasOwn(named, text) ? named[text] : undefined;
  if (length !== undefined) {
    const end = newestCountedDay(now);
    return { start: end - length + 1, end };
  }
  const [first = '', second = first, ...more] = text.split(':');
  const [start, end] = [readDay(first), readDay(second)];
  if (start === null || end === null || more.length > 0) return 'Bad Request';
  if (start > end) return 'start date > end date';
  if (start > today(now)) return 'start date > today';
  return { start, end: Math.min(end, today(now)) };
}
