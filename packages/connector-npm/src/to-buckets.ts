import {
  ConnectorError,
  type DayUtc,
  type FetchedBucket,
  parseDayUtc,
  type UnixSeconds,
} from '@shipstats/core';
import { addDays, type DayCount, type DaySpan, findOwnHoles, listDays } from '@shipstats/registry';
import type { Counted } from './counting.ts';

/** A day that npm left out of an answer is lost if it is older than this; a newer one may still come. */
const LOST_AFTER_DAYS = 7;

/**
 * The days of an answer as buckets: counts, holes, and nothing for days that npm has not counted yet.
 *
 * A day that npm lost is a hole whatever number it has: zero, or the part that was counted.
 */
export function toBuckets(
  answer: DaySpan & { readonly days: readonly DayCount[] },
  options: { readonly counted: Counted; readonly today: DayUtc; readonly dimensions: readonly string[] },
): FetchedBucket[] {
  const { counted, today, dimensions } = options;
  const { holes, countedThrough } = 'refusal' in counted ? findOwnHoles(answer.days, today) : counted;
  const counts = new Map(answer.days.map(({ day, downloads }) => [day, downloads]));
  const lostBefore = addDays(today, -LOST_AFTER_DAYS);
  const buckets: FetchedBucket[] = [];
  for (const day of listDays(answer)) {
    if (countedThrough === null || day > countedThrough) break;
    const downloads = counts.get(day);
    if (holes.has(day) || (downloads === undefined && day < lostBefore)) buckets.push(toHole(day));
    else if (downloads !== undefined) {
      buckets.push({ start: toStart(day), rows: [{ dimensions, values: [downloads] }], quarantined: [] });
    }
  }
  return buckets;
}

/** Days that npm was asked for and has no counts of. */
export function holesOf(span: DaySpan): FetchedBucket[] {
  return [...listDays(span)].map(toHole);
}

function toHole(day: DayUtc): FetchedBucket {
  return { start: toStart(day), rows: [], quarantined: [], isHole: true };
}

/** The start of a day. */
export function toStart(day: DayUtc): UnixSeconds {
  const start = parseDayUtc(day);
  if (start === undefined)
    throw new ConnectorError(`npm: ${JSON.stringify(day)} is no day.`, { code: 'bad-response' });
  return start;
}
