import {
  addMonths,
  bucketStart,
  DAY,
  HOUR,
  parseDayUtc,
  toDayUtc,
  toUnixSeconds,
  type UnixSeconds,
} from './time.ts';

/** A half-open span of time `[start, end)`. */
export interface Window {
  readonly start: UnixSeconds;
  readonly end: UnixSeconds;
}

/**
 * A window as the user writes it: `30d`, `24h`, `12w`, `6m`, `1y`, `today`, `yesterday`, `mtd`, `ytd`,
 * `last-month`, `2026-11-01..2026-11-15`, or `{ from, to }` with `to` exclusive.
 */
export type WindowSpec = string | { readonly from: string; readonly to?: string | undefined };

export interface WindowContext {
  readonly now: Date;
  /** The size of the source's buckets: windows of a daily source are whole UTC days. */
  readonly granularity: 'hour' | 'day';
  /** An IANA zone; moves the days of hourly sources only (days of a daily source stay UTC). */
  readonly timeZone?: string;
}

export const WINDOW_FORMS = '30d, 24h, 12w, 6m, 1y, today, yesterday, mtd, ytd, last-month or { from, to }';

const ROLLING = /^(\d{1,5})(h|d|w|m|y)$/;
/** Ten years: more is a slip of the keyboard. */
const MAX_DAYS = 3_660;

/** Why a window cannot be read, in words for its author; undefined where it can. */
export function windowProblem(spec: unknown): string | undefined {
  try {
    parseWindow(spec as WindowSpec, { now: new Date(0), granularity: 'day' });
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/**
 * Turns what the user wrote into a half-open span that ends with the bucket holding `now`.
 *
 * `30d` is the last 30 days with today as the last, partial one; `12w` is 84 days; `6m` starts on the day after
 * the same date six months ago. For a daily source hours are rounded up to whole days.
 *
 * @throws RangeError for a window that cannot be read: it is never taken for "all time".
 */
export function parseWindow(spec: WindowSpec, context: WindowContext): Window {
  if (typeof spec === 'string') {
    const text = spec.trim().toLowerCase();
    const span = /^(\S+?)\.\.(\S*)$/.exec(text);
    if (span) return explicitWindow(span[1] ?? '', span[2] || undefined, context);
    return namedWindow(text, spec, context);
  }
  if (typeof spec === 'object' && spec !== null && typeof spec.from === 'string') {
    return explicitWindow(spec.from, spec.to, context);
  }
  throw new RangeError(`not a window: ${JSON.stringify(spec)}. Use ${WINDOW_FORMS}.`);
}

/** The window of the same length right before; for a month to date, the same days of the month before. */
export function previousWindow(window: Window, spec?: WindowSpec): Window {
  if (spec === 'mtd' || spec === 'last-month') {
    const start = addMonths(window.start, -1);
    const end =
      spec === 'last-month' ? window.start : Math.min(start + (window.end - window.start), window.start);
    return { start, end };
  }
  if (spec === 'ytd') {
    const start = addMonths(window.start, -12);
    return { start, end: Math.min(start + (window.end - window.start), window.start) };
  }
  return { start: window.start - (window.end - window.start), end: window.start };
}

/** A window in words for a title: `last 30 days`, `month to date`, `1 Nov – 14 Nov 2026`. */
export function windowLabel(spec: WindowSpec): string {
  if (typeof spec !== 'string') return `${spec.from} to ${spec.to ?? 'today'}`;
  const rolling = ROLLING.exec(spec.trim().toLowerCase());
  if (rolling) {
    const [, amount = '', unit = ''] = rolling;
    if (amount === '1' && unit === 'd') return 'today';
    const noun = { h: 'hour', d: 'day', w: 'week', m: 'month', y: 'year' }[unit] ?? unit;
    return amount === '1' ? `last ${noun}` : `last ${amount} ${noun}s`;
  }
  switch (spec) {
    case 'mtd':
      return 'month to date';
    case 'ytd':
      return 'year to date';
    case 'last-month':
      return 'last month';
    default:
      return spec.replace('..', ' to ');
  }
}

function namedWindow(text: string, spec: string, context: WindowContext): Window {
  const today = startOfDay(context);
  const rolling = ROLLING.exec(text);
  if (rolling) {
    const amount = Number(rolling[1]);
    const unit = rolling[2] as 'h' | 'd' | 'w' | 'm' | 'y'; // the pattern admits no other
    return rollingWindow(amount, unit, spec, today, context);
  }
  const tomorrow = today + DAY;
  const month = bucketStart(today, 'month');
  switch (text) {
    case 'today':
      return { start: today, end: tomorrow };
    case 'yesterday':
      return { start: today - DAY, end: today };
    case 'mtd':
      return { start: month, end: tomorrow };
    case 'ytd':
      return { start: Date.UTC(new Date(today * 1000).getUTCFullYear(), 0, 1) / 1000, end: tomorrow };
    case 'last-month':
      return { start: addMonths(month, -1), end: month };
    default:
      throw new RangeError(`not a window: ${JSON.stringify(spec)}. Use ${WINDOW_FORMS}.`);
  }
}

function rollingWindow(
  amount: number,
  unit: 'h' | 'd' | 'w' | 'm' | 'y',
  spec: string,
  today: UnixSeconds,
  context: WindowContext,
): Window {
  const days = { h: amount / 24, d: amount, w: amount * 7, m: amount * 31, y: amount * 366 }[unit];
  if (amount < 1 || days > MAX_DAYS) {
    throw new RangeError(`not a window: ${JSON.stringify(spec)}. It must span from 1 to ${MAX_DAYS} days.`);
  }
  const end = today + DAY;
  switch (unit) {
    case 'h': {
      if (context.granularity === 'day') return { start: end - Math.ceil(amount / 24) * DAY, end };
      const hour = bucketStart(toUnixSeconds(context.now), 'hour') + HOUR;
      return { start: hour - amount * HOUR, end: hour };
    }
    case 'd':
    case 'w':
      return { start: end - days * DAY, end };
    case 'm':
    case 'y':
      return { start: monthsBefore(today, unit === 'y' ? amount * 12 : amount) + DAY, end };
    default:
      return unit satisfies never;
  }
}

/** The same day of an earlier month, or that month's last day where it is shorter. */
function monthsBefore(day: UnixSeconds, months: number): UnixSeconds {
  const date = new Date(day * 1000);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1);
  const lastDay = new Date(
    Date.UTC(new Date(first).getUTCFullYear(), new Date(first).getUTCMonth() + 1, 0),
  ).getUTCDate();
  return first / 1000 + (Math.min(date.getUTCDate(), lastDay) - 1) * DAY;
}

function explicitWindow(from: string, to: string | undefined, context: WindowContext): Window {
  const start = parseMoment(from, context);
  const end = to === undefined ? startOfDay(context) + DAY : parseMoment(to, context);
  if (end <= start) {
    throw new RangeError(`not a window: it ends (${to}, exclusive) before it starts (${from}).`);
  }
  if (end - start > MAX_DAYS * DAY) throw new RangeError(`not a window: it is longer than ${MAX_DAYS} days.`);
  return { start, end };
}

function parseMoment(text: string, context: WindowContext): UnixSeconds {
  const day = parseDayUtc(text);
  if (day !== undefined) return day;
  const milliseconds = /^\d{4}-\d{2}-\d{2}T/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds)) {
    throw new RangeError(`not a day: ${JSON.stringify(text)}. Write it as 2026-11-22.`);
  }
  return bucketStart(Math.floor(milliseconds / 1000), context.granularity);
}

function startOfDay(context: WindowContext): UnixSeconds {
  const now = toUnixSeconds(context.now);
  if (context.granularity === 'day' || context.timeZone === undefined) return bucketStart(now, 'day');
  const local = localSeconds(context.now, context.timeZone);
  return now - (local - bucketStart(local, 'day'));
}

/** What the wall clock of a zone shows, as if it were UTC. */
function localSeconds(now: Date, timeZone: string): UnixSeconds {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(now);
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value);
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) /
    1000
  );
}

/** `2026-11-01..2026-11-15`: the form that goes into a link. */
export function formatWindow(window: Window): string {
  return `${toDayUtc(window.start)}..${toDayUtc(window.end)}`;
}
