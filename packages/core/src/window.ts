import {
  addMonths,
  bucketStart,
  bucketWidth,
  DAY,
  HOUR,
  parseDayUtc,
  type SourceGranularity,
  toDate,
  toDayUtc,
  toIso,
  toUnixSeconds,
  type UnixSeconds,
} from './time.ts';
import { fromWallClock, toWallClock } from './wall-clock.ts';

/** A half-open span of time `[start, end)`. */
export interface Window {
  readonly start: UnixSeconds;
  readonly end: UnixSeconds;
}

/**
 * A window as the user writes it: `30d`, `24h`, `12w`, `6m`, `1y`, `today`, `yesterday`, `mtd`, `ytd`,
 * `last-month`, `2026-11-01..2026-11-15`, or `{ from, to }` with `to` exclusive; without `to`, until now.
 */
export type WindowSpec = string | { readonly from: string; readonly to?: string | undefined };

/** What a window is counted from. */
export interface WindowContext {
  readonly now: Date;
  /** The size of the source's buckets: windows of a daily source are whole UTC days. */
  readonly granularity: SourceGranularity;
  /** An IANA zone; moves the days of hourly and finer sources only (days of a daily source stay UTC). */
  readonly timeZone?: string;
}

/** The ways to write a window as text, for messages. */
export const WINDOW_FORMS =
  '30d, 24h, 12w, 6m, 1y, today, yesterday, mtd, ytd, last-month or FROM..TO (2026-11-01..2026-11-15)';

const ROLLING = /^(\d+)(h|d|w|m|y)$/;
/** Twenty years: what npm counts began in 2015; more is a slip of the keyboard. */
const MAX_DAYS = 7_320;

/** Why a window cannot be read, in words for its author; undefined where it can. */
export function windowProblem(spec: unknown): string | undefined {
  // Only the form is checked, so that any moment will do for "now"; an open end has nothing else to be compared with.
  const context: WindowContext = { now: new Date(0), granularity: 'minute' };
  try {
    const form = readForm(spec);
    if (typeof form === 'object' && form.to === undefined) parseMoment(form.from, context);
    else resolveForm(form, context);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/**
 * Turns what the user wrote into a half-open span of whole buckets that ends with the bucket or the day holding `now`.
 *
 * `30d` is the last 30 days with today as the last, partial one; `12w` is 84 days; `6m` starts on the day after
 * the same date six months ago. For a daily source hours are rounded up to whole days.
 *
 * @throws RangeError for a window that cannot be read: it is never taken for "all time".
 */
export function parseWindow(spec: WindowSpec, context: WindowContext): Window {
  return resolveForm(readForm(spec), context);
}

/**
 * The window of the same length right before; for a month or a year to date, and for a month of which the end was left
 * out, the same days of the one before.
 *
 * @param context what the window was parsed with: days of an hourly source are those of its zone
 */
export function previousWindow(window: Window, spec?: WindowSpec, context?: Calendar): Window {
  const start = toCalendar(window.start, context);
  const end = toCalendar(window.end, context);
  const between = (from: UnixSeconds, to: UnixSeconds) => ({
    start: fromCalendar(from, context),
    end: fromCalendar(to, context),
  });
  const form = spec === undefined ? undefined : readForm(spec);
  if (form === 'last-month' && end === addMonths(start, 1)) return between(addMonths(start, -1), start);
  if (form === 'mtd' || form === 'ytd' || form === 'last-month') {
    const before = addMonths(start, form === 'ytd' ? -12 : -1);
    return between(before, Math.min(before + (end - start), start));
  }
  // Hours are counted as they pass; days as the calendar has them, whatever their length.
  const isDays = start % DAY === 0 && end % DAY === 0;
  if (isDays) return between(start - (end - start), start);
  return { start: window.start - (window.end - window.start), end: window.start };
}

/**
 * Whether a window is so many units up to now (`30d`, `12w`, `6m`), of which it makes sense to say "up to yesterday".
 * `1d` is today.
 */
export function isRolling(spec: WindowSpec): boolean {
  const form = readForm(spec);
  return typeof form === 'string' && ROLLING.test(form) && form !== '1d';
}

/** A window in words for a title: `last 30 days`, `month to date`, `2026-11-01 to 2026-11-15`. */
export function windowLabel(spec: WindowSpec): string {
  const form = readForm(spec);
  if (typeof form === 'object') return `${form.from} to ${form.to ?? 'today'}`;
  const rolling = ROLLING.exec(form);
  if (rolling) {
    const [, amount = '', unit = ''] = rolling;
    if (amount === '1' && unit === 'd') return 'today';
    const noun = { h: 'hour', d: 'day', w: 'week', m: 'month', y: 'year' }[unit] ?? unit;
    return amount === '1' ? `last ${noun}` : `last ${amount} ${noun}s`;
  }
  switch (form) {
    case 'mtd':
      return 'month to date';
    case 'ytd':
      return 'year to date';
    case 'last-month':
      return 'last month';
    default:
      return form;
  }
}

/** Whether two windows are written alike, but for spaces and capitals. */
export function isSameWindow(left: WindowSpec, right: WindowSpec): boolean {
  return JSON.stringify(readForm(left)) === JSON.stringify(readForm(right));
}

/** A window's name in small letters, or its two ends. */
type WindowForm = string | { readonly from: string; readonly to: string | undefined };

/** The one reading of what the user wrote, so that ` MTD ` and `mtd` are the same everywhere. */
function readForm(spec: unknown): WindowForm {
  if (typeof spec === 'string') {
    const text = spec.trim();
    const [, from, to] = /^(\S+?)\.\.(\S*)$/.exec(text) ?? [];
    return from === undefined ? text.toLowerCase() : { from, to: to || undefined };
  }
  if (typeof spec === 'object' && spec !== null && 'from' in spec && typeof spec.from === 'string') {
    const to = 'to' in spec ? spec.to : undefined;
    if (to === undefined || typeof to === 'string') return { from: spec.from, to };
  }
  throw unreadable(spec);
}

function resolveForm(form: WindowForm, context: WindowContext): Window {
  return typeof form === 'string' ? namedWindow(form, context) : explicitWindow(form, context);
}

function unreadable(spec: unknown): RangeError {
  // What is no text can only stand in a configuration; links and terminals carry nothing else.
  const forms = typeof spec === 'string' ? WINDOW_FORMS : `${WINDOW_FORMS} or { from, to }`;
  return new RangeError(`not a window: ${JSON.stringify(spec)}. Use ${forms}.`);
}

/** What days are counted by. */
type Calendar = Pick<WindowContext, 'granularity' | 'timeZone'>;

/** The zone whose days count: days of a daily source are UTC whatever zone is named. */
function zoneOf({ granularity, timeZone }: Calendar) {
  return granularity !== 'day' ? timeZone : undefined;
}

/**
 * The moment from which on a time of the wall clock counts: the start of the bucket that holds it. In a zone half an
 * hour off, midnight cuts an hour; that hour belongs to the day that begins in it, so that no bucket is in two days.
 */
function fromCalendar(wall: UnixSeconds, calendar: Calendar | undefined): UnixSeconds {
  if (calendar === undefined) return wall;
  return bucketStart(fromWallClock(wall, zoneOf(calendar)), calendar.granularity);
}

/** What the wall clock shows at the start of a bucket; the midnight in it, where there is one. */
function toCalendar(start: UnixSeconds, calendar: Calendar | undefined): UnixSeconds {
  if (calendar === undefined) return start;
  const wall = toWallClock(start, zoneOf(calendar));
  const midnight = bucketStart(wall + bucketWidth(calendar.granularity) - 1, 'day');
  return Math.max(wall, midnight);
}

/** Midnight of today, on the wall clock. */
function today(context: WindowContext): UnixSeconds {
  return bucketStart(toWallClock(toUnixSeconds(context.now), zoneOf(context)), 'day');
}

function namedWindow(text: string, context: WindowContext): Window {
  const rolling = ROLLING.exec(text);
  if (rolling) {
    const amount = Number(rolling[1]);
    const unit = rolling[2] as 'h' | 'd' | 'w' | 'm' | 'y'; // the pattern admits no other
    return rollingWindow(amount, unit, text, context);
  }
  const day = today(context);
  const month = bucketStart(day, 'month');
  const between = (start: UnixSeconds, end: UnixSeconds) => calendarWindow(start, end, context);
  switch (text) {
    case 'today':
      return between(day, day + DAY);
    case 'yesterday':
      return between(day - DAY, day);
    case 'mtd':
      return between(month, day + DAY);
    case 'ytd':
      return between(Date.UTC(toDate(day).getUTCFullYear(), 0, 1) / 1000, day + DAY);
    case 'last-month':
      return between(addMonths(month, -1), month);
    default:
      throw unreadable(text);
  }
}

/** From two midnights of the wall clock to the moments from which on they count. */
function calendarWindow(start: UnixSeconds, end: UnixSeconds, context: WindowContext): Window {
  return { start: fromCalendar(start, context), end: fromCalendar(end, context) };
}

function rollingWindow(
  amount: number,
  unit: 'h' | 'd' | 'w' | 'm' | 'y',
  text: string,
  context: WindowContext,
): Window {
  const days = { h: amount / 24, d: amount, w: amount * 7, m: amount * 31, y: amount * 366 }[unit];
  if (amount < 1 || days > MAX_DAYS) {
    throw new RangeError(`not a window: ${JSON.stringify(text)}. It must span from 1 to ${MAX_DAYS} days.`);
  }
  const day = today(context);
  const end = day + DAY;
  switch (unit) {
    case 'h': {
      if (context.granularity === 'day') return { start: end - Math.ceil(amount / 24) * DAY, end };
      const { granularity } = context;
      const last = bucketStart(toUnixSeconds(context.now), granularity) + bucketWidth(granularity);
      return { start: last - amount * HOUR, end: last };
    }
    case 'd':
    case 'w':
      return calendarWindow(end - days * DAY, end, context);
    case 'm':
    case 'y':
      return calendarWindow(monthsBefore(day, unit === 'y' ? amount * 12 : amount) + DAY, end, context);
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

function explicitWindow(
  { from, to }: { readonly from: string; readonly to: string | undefined },
  context: WindowContext,
): Window {
  const start = parseMoment(from, context);
  const end = to === undefined ? fromCalendar(today(context) + DAY, context) : parseEnd(to, context);
  if (end <= start) {
    throw new RangeError(
      to === undefined
        ? `not a window: it starts in the future (${from}).`
        : `not a window: it ends (${to}, exclusive) before it starts (${from}).`,
    );
  }
  if (end - start > MAX_DAYS * DAY) throw new RangeError(`not a window: it is longer than ${MAX_DAYS} days.`);
  return { start, end };
}

/** The end of the bucket that a moment cuts: a window holds whole buckets. */
function parseEnd(text: string, context: WindowContext): UnixSeconds {
  const end = parseMoment(text, context);
  const isCut = parseDayUtc(text) === undefined && Date.parse(text) / 1000 > end;
  return isCut ? end + bucketWidth(context.granularity) : end;
}

function parseMoment(text: string, context: WindowContext): UnixSeconds {
  const day = parseDayUtc(text);
  if (day !== undefined) return fromCalendar(day, context);
  const milliseconds = /^\d{4}-\d{2}-\d{2}T/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds)) {
    throw new RangeError(`not a day: ${JSON.stringify(text)}. Write it as 2026-11-22.`);
  }
  return bucketStart(Math.floor(milliseconds / 1000), context.granularity);
}

/** `2026-11-01..2026-11-15`, or with the time of day where it has one: the form that goes into a link. */
export function formatWindow({ start, end }: Window): string {
  const format = start % DAY === 0 && end % DAY === 0 ? toDayUtc : toIso;
  return `${format(start)}..${format(end)}`;
}

/** The widest buckets that a window is made of: `24h` is of hours, `7d` and `mtd` of days. */
export function windowGranularity(spec: WindowSpec): SourceGranularity {
  const form = readForm(spec);
  if (typeof form === 'string') return form.endsWith('h') && ROLLING.test(form) ? 'hour' : 'day';
  const moments = [form.from, form.to ?? form.from].map((text) =>
    parseDayUtc(text) === undefined ? Date.parse(text) / 1000 : 0,
  );
  if (moments.every((moment) => moment % DAY === 0)) return 'day';
  return moments.every((moment) => moment % HOUR === 0) ? 'hour' : 'minute';
}
