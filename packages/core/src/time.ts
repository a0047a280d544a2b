/** Seconds since 1970-01-01T00:00:00Z, whole. Bucket starts and windows are told in these. */
export type UnixSeconds = number;

/** A calendar day in UTC, `YYYY-MM-DD`. */
export type DayUtc = string;

/** The widths of a bucket of a source. */
export type SourceGranularity = 'minute' | 'hour' | 'day';

/** The widths of a bucket of time. */
export type Granularity = SourceGranularity | 'week' | 'month';

/** Seconds of a minute. */
export const MINUTE = 60;
/** Seconds of an hour. */
export const HOUR = 3_600;
/** Seconds of a day in UTC, which has no shorter and longer ones. */
export const DAY = 86_400;

/** Tells what time it is; a fixed one in tests. */
export type Clock = () => Date;

/** The whole second that a moment falls into. */
export function toUnixSeconds(date: Date): UnixSeconds {
  return Math.floor(date.getTime() / 1000);
}

/** The moment at which a second begins. */
export function toDate(seconds: UnixSeconds): Date {
  return new Date(seconds * 1000);
}

/**
 * The UTC day that holds a moment.
 *
 * @throws RangeError beyond the years that `Date` can hold
 */
export function toDayUtc(seconds: UnixSeconds): DayUtc {
  return toDate(seconds).toISOString().slice(0, 10);
}

/** `2026-11-22T00:00:00Z`: without the fraction that `toISOString` adds. */
export function toIso(seconds: UnixSeconds): string {
  return `${toDate(seconds).toISOString().slice(0, 19)}Z`;
}

/** The start of a day written `YYYY-MM-DD`; undefined for a text that is no day of the calendar. */
export function parseDayUtc(text: string): UnixSeconds | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(milliseconds)) return undefined;
  const seconds = milliseconds / 1000;
  return toDayUtc(seconds) === text ? seconds : undefined;
}

/** Seconds of a bucket of a source. */
export function bucketWidth(granularity: SourceGranularity): number {
  return { minute: MINUTE, hour: HOUR, day: DAY }[granularity];
}

/** The start of a bucket of a source as people and programs read it: `2026-11-22`, or `2026-11-22T14:00:00Z`. */
export function formatBucket(start: UnixSeconds, granularity: SourceGranularity): string {
  return granularity === 'day' ? toDayUtc(start) : toIso(start);
}

/** The start of the bucket that holds a moment. Weeks begin on Monday (ISO 8601); all buckets are UTC. */
export function bucketStart(seconds: UnixSeconds, granularity: Granularity): UnixSeconds {
  switch (granularity) {
    case 'minute':
      return Math.floor(seconds / MINUTE) * MINUTE;
    case 'hour':
      return Math.floor(seconds / HOUR) * HOUR;
    case 'day':
      return Math.floor(seconds / DAY) * DAY;
    case 'week': {
      const day = Math.floor(seconds / DAY);
      // 1970-01-01 was a Thursday: three days after a Monday.
      return (day - ((((day + 3) % 7) + 7) % 7)) * DAY;
    }
    case 'month': {
      const date = toDate(seconds);
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / 1000;
    }
    default:
      return granularity satisfies never;
  }
}

/** The start of the bucket after the one that begins at `start`. */
export function nextBucket(start: UnixSeconds, granularity: Granularity): UnixSeconds {
  switch (granularity) {
    case 'minute':
      return start + MINUTE;
    case 'hour':
      return start + HOUR;
    case 'day':
      return start + DAY;
    case 'week':
      return start + 7 * DAY;
    case 'month':
      return addMonths(start, 1);
    default:
      return granularity satisfies never;
  }
}

/** Moves a month start by whole months, back or forth. */
export function addMonths(monthStart: UnixSeconds, months: number): UnixSeconds {
  const date = toDate(monthStart);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate()) / 1000;
}

/** The bucket starts that a half-open range touches, in order. */
export function bucketStarts(
  range: { readonly start: UnixSeconds; readonly end: UnixSeconds },
  granularity: Granularity,
): UnixSeconds[] {
  const starts: UnixSeconds[] = [];
  for (let at = bucketStart(range.start, granularity); at < range.end; at = nextBucket(at, granularity)) {
    starts.push(at);
  }
  return starts;
}
