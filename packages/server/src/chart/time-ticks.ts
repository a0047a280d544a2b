import {
  bucketWidth,
  DAY,
  formatBucketName,
  formatDay,
  formatMonth,
  type Granularity,
  type ResultBucket,
  toDayUtc,
  toIso,
  type UnixSeconds,
} from '@shipstats/core';

export interface TimeTick {
  /** Which bucket it stands under. */
  readonly index: number;
  readonly label: string;
  /** Only where there is room: hidden in a narrow chart. */
  readonly isExtra: boolean;
}

const STEPS: Record<Granularity, readonly number[]> = {
  minute: [1, 2, 5, 10, 30, 60, 120, 360, 720, 1440, 2880],
  hour: [1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672],
  day: [1, 2, 7, 14, 28, 56, 112, 224, 448, 896, 1792],
  week: [1, 2, 4, 8, 16, 32, 64, 128, 256],
  month: [1, 2, 4, 12, 24, 48, 96],
};

const YEAR = 366 * DAY;

/** The width of a result's buckets. */
export function granularityOf(buckets: readonly ResultBucket[]): Granularity {
  const first = buckets[0];
  if (!first) return 'day';
  const hours = (first.end - first.start) / 3_600;
  if (hours < 1) return 'minute';
  return hours <= 1 ? 'hour' : hours <= 24 ? 'day' : hours <= 7 * 24 ? 'week' : 'month';
}

/** Few labels for a time axis, counted back from the last bucket: up to eight, of which up to four are for phones. */
export function timeTicks(buckets: readonly ResultBucket[], now: Date): TimeTick[] {
  const granularity = granularityOf(buckets);
  const steps = STEPS[granularity];
  const total = buckets.length;
  const largest = steps.at(-1) ?? 1;
  const wide = steps.find((step) => Math.ceil(total / step) <= 8) ?? largest;
  const narrow = steps.find((step) => step % wide === 0 && Math.ceil(total / step) <= 4) ?? largest;
  // Steps of whole days stand at midnights, or they would all be the same time of day.
  const isDays = isFine(granularity) && (wide * bucketWidth(granularity)) % DAY === 0;
  const anchor = isDays ? buckets.findLastIndex(({ start }) => start % DAY === 0) : total - 1;
  const ticks: TimeTick[] = [];
  // Over more than a year a day and a month are not enough.
  const isLong = (buckets.at(-1)?.end ?? 0) - (buckets[0]?.start ?? 0) > YEAR;
  let year: string | undefined;
  buckets.forEach((bucket, index) => {
    const back = anchor - index;
    if (back % wide !== 0) return;
    const day = toDayUtc(bucket.start);
    const isTold = granularity === 'month' ? day.slice(0, 4) !== year : isLong;
    const withYear = isTold && !holds(bucket, now);
    year = day.slice(0, 4);
    ticks.push({
      index,
      label: `${bucketLabel(bucket, now)}${withYear ? ` ’${day.slice(2, 4)}` : ''}`,
      isExtra: back % narrow !== 0,
    });
  });
  return ticks;
}

/** Whether several of these buckets make a day. */
function isFine(granularity: Granularity): granularity is 'hour' | 'minute' {
  return granularity === 'hour' || granularity === 'minute';
}

/** A bucket in one or two words, for an axis: `21 Nov`, `today`, `14:00`, `this week`. */
export function bucketLabel(bucket: ResultBucket, now: Date): string {
  const granularity = granularityOf([bucket]);
  if (holds(bucket, now)) {
    return { minute: 'now', hour: 'now', day: 'today', week: 'this week', month: 'this month' }[granularity];
  }
  const day = toDayUtc(bucket.start);
  if (granularity === 'month') return formatMonth(day);
  if (!isFine(granularity)) return formatDay(day);
  const time = timeOfDay(bucket.start);
  return time === '00:00' ? formatDay(day) : time;
}

function timeOfDay(seconds: UnixSeconds): string {
  return toIso(seconds).slice(11, 16);
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A bucket in full, for a table or a readout: `Sat 21 Nov 2026`, `week of 16 Nov 2026`, `Nov 2026`. */
export function bucketName(bucket: ResultBucket): string {
  const day = toDayUtc(bucket.start);
  const date = new Date(bucket.start * 1000);
  const weekday = WEEKDAYS[date.getUTCDay()] ?? '';
  switch (granularityOf([bucket])) {
    case 'minute':
    case 'hour':
      return `${weekday} ${formatDay(day)}, ${timeOfDay(bucket.start)} UTC`;
    case 'day':
      return `${weekday} ${formatDay(day, { year: true })}`;
    case 'week':
      return `week of ${formatDay(day, { year: true })}`;
    case 'month':
      return formatMonth(day, { year: true });
  }
}

/**
 * A half-open span in words: `24 Oct – 22 Nov 2026`; years are told twice only where they differ. One that is not of whole
 * days has its times: `21 Nov 11:00 – 22 Nov 2026 11:00 UTC`.
 */
export function spanName(span: { readonly start: number; readonly end: number }): string {
  const first = toDayUtc(span.start);
  const last = toDayUtc(Math.max(span.start, span.end - 1));
  const isDays = span.start % DAY === 0 && span.end % DAY === 0;
  if (isDays && first === last) return formatDay(first, { year: true });
  const year = first.slice(0, 4) !== last.slice(0, 4);
  if (!isDays) {
    return `${formatBucketName(toIso(span.start), { year })} – ${formatBucketName(toIso(span.end), { year: true })} UTC`;
  }
  return `${formatDay(first, { year })} – ${formatDay(last, { year: true })}`;
}

function holds(bucket: ResultBucket, now: Date): boolean {
  const seconds = now.getTime() / 1000;
  return bucket.start <= seconds && seconds < bucket.end;
}
