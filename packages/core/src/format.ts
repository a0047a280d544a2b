import { compare, type Decimal, divide, formatDecimal, multiply, round, subtract, ZERO } from './decimal.ts';
import { DAY, type DayUtc, HOUR, type UnixSeconds } from './time.ts';
import type { Unit } from './unit.ts';

/*
 * Numbers and days for people, in one locale (en-US, days as `21 Nov`). Made by hand from exact decimals and not
 * by Intl: the same digits on every machine, whatever its ICU, and cheap enough for tables of thousands of cells.
 */

/** Between a number and its unit: narrow, and never broken across lines. */
export const THIN_SPACE = '\u202f';
/** As wide as a plus, so that gains and losses line up. */
export const MINUS = '\u2212';

/** How a number is read where its unit alone does not say: `percent` reads 0.631 as 63.1%. */
export type FormatKind = 'number' | 'currency' | 'percent' | 'duration' | 'bytes';

/** How a number is written where its unit does not decide. */
export interface FormatOptions {
  /** `12.4 M` instead of `12,412,305`. */
  readonly compact?: boolean;
  /** Exactly so many digits after the point, instead of those that the unit and the size ask for. */
  readonly decimals?: number;
  /** A plus before what is above zero. */
  readonly sign?: boolean;
  /** Adds the noun of a count: `41.8 M tokens`. */
  readonly noun?: boolean;
  readonly kind?: FormatKind;
  /** The currency that `kind: 'currency'` reads a number without one in; US dollars if not told. */
  readonly currency?: string;
}

/** A number cut in two, so that a page can set the part that matters less in small type. */
export interface FormatParts {
  /** `$2,723`, `41.8`, `63.1` */
  readonly big: string;
  /** `.59`, `M tokens`, `%`; empty where there is nothing small. */
  readonly small: string;
}

/** Writes a number with its unit for people: `$2,723.59`, `41.8 M`, `63.1%`, `3 h 12 min`, `1.2 GB`. */
export function formatValue(value: Decimal, unit: Unit, options: FormatOptions = {}): string {
  const { big, small } = formatParts(value, unit, options);
  return small === '' || /^[.%]/.test(small) ? big + small : `${big}${THIN_SPACE}${small}`;
}

/** The same as `formatValue`, in two parts: the digits that matter, and cents, magnitude or unit. */
export function formatParts(value: Decimal, unit: Unit, options: FormatOptions = {}): FormatParts {
  const read = options.kind === undefined ? unit : unitOfKind(options.kind, unit, options.currency);
  const sign = signOf(value, options.sign === true);
  const size = absolute(value);
  switch (read.kind) {
    case 'money':
      return moneyParts(size, sign, read.currency, options);
    case 'ratio': {
      const percent = multiply(size, HUNDRED);
      return { big: sign + group(round(percent, options.decimals ?? 1), options.decimals ?? 1), small: '%' };
    }
    case 'seconds':
      return durationParts(size, sign, options);
    case 'bytes':
      return scaledParts(size, sign, BYTE_STEPS, options);
    case 'count':
    case 'plain': {
      const noun = read.kind === 'count' && options.noun === true ? nounOf(size, read) : '';
      if (options.compact === true) {
        const parts = scaledParts(size, sign, COUNT_STEPS, options);
        return { big: parts.big, small: [parts.small, noun].filter(Boolean).join(THIN_SPACE) };
      }
      const decimals = options.decimals ?? smallDecimals(size, 2);
      const rounded = round(size, decimals);
      return { big: sign + group(rounded, options.decimals ?? 0), small: noun };
    }
    default:
      return read satisfies never;
  }
}

/** Writes every digit there is, with the unit: `$101.2034567`, `41,812,305`; for tables. */
export function formatExact(value: Decimal, unit: Unit): string {
  const sign = signOf(value, false);
  const size = absolute(value);
  switch (unit.kind) {
    case 'money':
      return `${sign}${currencySign(unit.currency)}${group(size, minorDigits(unit.currency))}`;
    case 'ratio':
      return `${sign}${group(round(multiply(size, HUNDRED), 4), 1)}%`;
    case 'seconds':
      return `${sign}${group(size, 0)}${THIN_SPACE}s`;
    case 'bytes':
      return `${sign}${group(size, 0)}${THIN_SPACE}B`;
    case 'count':
    case 'plain':
      return sign + group(size.scale > 12 ? round(size, 12) : size, 0);
    default:
      return unit satisfies never;
  }
}

/** Three digits and a magnitude: `12.4 M`, `1.24 k`, `312`. */
export function formatCompact(value: Decimal): string {
  return formatValue(value, { kind: 'plain' }, { compact: true });
}

/** A ratio as a percentage: 0.631 is `63.1%`. */
export function formatPercent(ratio: Decimal, decimals = 1): string {
  return formatValue(ratio, { kind: 'ratio' }, { decimals });
}

/**
 * How much a number moved: `+12.4%`, `−22%`, `×12` from ten times on, `new` from nothing.
 *
 * Ratios move by points (`−2.3 points`). Undefined where no percentage has a meaning: a start below zero.
 */
export function formatChange(before: Decimal, after: Decimal, unit?: Unit): string | undefined {
  const difference = subtract(after, before);
  if (unit?.kind === 'ratio') {
    const points = round(multiply(difference, HUNDRED), 1);
    return `${signOf(points, true)}${group(absolute(points), 0)} points`;
  }
  if (difference.coefficient === 0n) return '0%';
  if (before.coefficient === 0n) return 'new';
  if (before.coefficient < 0n) return undefined;
  const times = divide(after, before, 6);
  if (times && compare(times, TEN) >= 0)
    return `×${group(round(times, compare(times, HUNDRED) < 0 ? 1 : 0), 0)}`;
  const change = divide(multiply(difference, HUNDRED), before, 6);
  if (!change) return undefined;
  const digits = compare(absolute(change), HUNDRED) < 0 ? 1 : 0;
  const rounded = round(change, digits);
  if (rounded.coefficient === 0n) return `${change.coefficient < 0n ? MINUS : '+'}0.0%`;
  return `${signOf(rounded, true)}${group(absolute(rounded), digits)}%`;
}

/** How long ago something was: `just now`, `4 min ago`, `3 h ago`, `2 days ago`, `5 months ago`, `3 years ago`. */
export function formatAgo(from: UnixSeconds, now: UnixSeconds): string {
  const seconds = now - from;
  if (seconds < 45) return 'just now';
  if (seconds < HOUR - 30) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < DAY - HOUR / 2) return `${Math.round(seconds / HOUR)} h ago`;
  const days = Math.round(seconds / DAY);
  if (days === 1) return '1 day ago';
  // Rounded down: what is two and a half years old is not three.
  if (days >= 2 * 365.25) return `${Math.floor(days / 365.25)} years ago`;
  return days >= 90 ? `${Math.floor(days / 30.44)} months ago` : `${days} days ago`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A UTC day for people: `2026-11-21` is `21 Nov`, or `21 Nov 2026` with its year. */
export function formatDay(day: DayUtc, options: { readonly year?: boolean } = {}): string {
  const [year = '', month = '', date = ''] = day.split('-');
  const text = `${Number(date)} ${MONTHS[Number(month) - 1] ?? month}`;
  return options.year === true ? `${text} ${year}` : text;
}

/** A bucket of a source by its start, as `formatBucket` writes it: `22 Nov`, or `22 Nov 14:00` of an hour or minute. */
export function formatBucketName(start: string, options: { readonly year?: boolean } = {}): string {
  const day = formatDay(start.slice(0, 10), options);
  return start.length > 10 ? `${day} ${start.slice(11, 16)}` : day;
}

/** A month's short name: `Nov`, or `Nov 2026` with its year. */
export function formatMonth(day: DayUtc, options: { readonly year?: boolean } = {}): string {
  const [year = '', month = ''] = day.split('-');
  const text = MONTHS[Number(month) - 1] ?? month;
  return options.year === true ? `${text} ${year}` : text;
}

const TEN: Decimal = { coefficient: 10n, scale: 0 };
const HUNDRED: Decimal = { coefficient: 100n, scale: 0 };

type Step = readonly [power: number, name: string];
const COUNT_STEPS: readonly Step[] = [
  [12, 'T'],
  [9, 'B'],
  [6, 'M'],
  [3, 'k'],
  [0, ''],
];
const BYTE_STEPS: readonly Step[] = [
  [12, 'TB'],
  [9, 'GB'],
  [6, 'MB'],
  [3, 'kB'],
  [0, 'B'],
];

function moneyParts(size: Decimal, sign: string, currency: string, options: FormatOptions): FormatParts {
  const symbol = sign + currencySign(currency);
  if (options.compact === true && compare(size, { coefficient: 1000n, scale: 0 }) >= 0) {
    const { big, small } = scaledParts(size, '', COUNT_STEPS, options);
    return { big: symbol + big, small };
  }
  const cents = minorDigits(currency);
  const decimals = options.decimals ?? Math.max(cents, smallDecimals(size, cents));
  const text = group(round(size, decimals), options.decimals ?? cents);
  const point = text.indexOf('.');
  // Less than one unit: the digits after the point are the ones that matter.
  if (point < 0 || compare(size, { coefficient: 1n, scale: 0 }) < 0) return { big: symbol + text, small: '' };
  return { big: symbol + text.slice(0, point), small: text.slice(point) };
}

function durationParts(size: Decimal, sign: string, options: FormatOptions): FormatParts {
  const seconds = Number(formatDecimal(round(size, 0)));
  if (options.compact === true || options.decimals !== undefined) {
    const [divisor, name] =
      seconds >= 2 * DAY
        ? [DAY, 'd']
        : seconds >= HOUR
          ? [HOUR, 'h']
          : seconds >= 60
            ? [60, 'min']
            : [1, 's'];
    const scaled = divide(size, { coefficient: BigInt(divisor), scale: 0 }, 6) ?? ZERO;
    const digits = options.decimals ?? significantDecimals(scaled);
    return { big: sign + group(round(scaled, digits), options.decimals ?? 0), small: name };
  }
  if (seconds < 60) return { big: sign + group(round(size, smallDecimals(size, 1)), 0), small: 's' };
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return { big: `${sign}${minutes}`, small: 'min' };
  const hours = group({ coefficient: BigInt(Math.floor(minutes / 60)), scale: 0 }, 0);
  const rest = minutes % 60;
  return { big: sign + hours, small: rest === 0 ? 'h' : `h${THIN_SPACE}${rest}${THIN_SPACE}min` };
}

function scaledParts(
  size: Decimal,
  sign: string,
  steps: readonly Step[],
  options: FormatOptions,
): FormatParts {
  for (const [power, name] of steps) {
    // 999,950 reads as 1 M and not as 1,000 k: the step is chosen by the rounded number.
    const scaled: Decimal = { coefficient: size.coefficient, scale: size.scale + power };
    const digits = options.decimals ?? (power === 0 ? smallDecimals(size, 2) : significantDecimals(scaled));
    const rounded = round(scaled, digits);
    if (power !== 0 && compare(round(scaled, 3), { coefficient: 1n, scale: 0 }) < 0) continue;
    return { big: sign + group(rounded, options.decimals ?? 0), small: name };
  }
  return { big: `${sign}0`, small: '' };
}

/** Digits after the point that leave three that count: 1.24, 12.4, 124. */
function significantDecimals(size: Decimal): number {
  if (compare(size, { coefficient: 9995n, scale: 2 }) >= 0) return 0;
  return compare(size, { coefficient: 9995n, scale: 3 }) >= 0 ? 1 : 2;
}

/** Enough digits to show two that count of a number below one; otherwise `usual`. */
function smallDecimals(size: Decimal, usual: number): number {
  if (size.coefficient === 0n) return usual;
  const whole = size.coefficient.toString().length - size.scale;
  return whole > 0 ? usual : Math.max(usual, Math.min(12, 2 - whole));
}

/** Digits in groups of three, with at least `minimum` after the point. */
function group(value: Decimal, minimum: number): string {
  const text = formatDecimal(value);
  const point = text.indexOf('.');
  let grouped = point < 0 ? text : text.slice(0, point);
  const fraction = point < 0 ? '' : text.slice(point + 1);
  // By hand: this runs once for every cell of every table.
  for (let at = grouped.length - 3; at > 0; at -= 3) grouped = `${grouped.slice(0, at)},${grouped.slice(at)}`;
  if (fraction.length === 0 && minimum === 0) return grouped;
  return `${grouped}.${fraction.length < minimum ? fraction.padEnd(minimum, '0') : fraction}`;
}

function signOf(value: Decimal, plus: boolean): string {
  if (value.coefficient < 0n) return MINUS;
  return plus && value.coefficient > 0n ? '+' : '';
}

function absolute(value: Decimal): Decimal {
  return value.coefficient < 0n ? { coefficient: -value.coefficient, scale: value.scale } : value;
}

function nounOf(size: Decimal, unit: { readonly noun: string; readonly singular?: string }): string {
  return compare(size, { coefficient: 1n, scale: 0 }) === 0 ? (unit.singular ?? unit.noun) : unit.noun;
}

function currencySign(currency: string): string {
  switch (currency.toLowerCase()) {
    case 'usd':
      return '$';
    case 'eur':
      return '€';
    case 'gbp':
      return '£';
    case 'jpy':
      return '¥';
    default:
      return `${currency.toUpperCase()}\u00a0`;
  }
}

/** ISO 4217: the currencies without cents that are likely to be met. */
function minorDigits(currency: string): number {
  return ['jpy', 'krw', 'vnd', 'clp', 'isk'].includes(currency.toLowerCase()) ? 0 : 2;
}

function unitOfKind(kind: FormatKind, unit: Unit, currency = 'usd'): Unit {
  switch (kind) {
    case 'currency':
      return unit.kind === 'money' ? unit : { kind: 'money', currency };
    case 'percent':
      return { kind: 'ratio' };
    case 'duration':
      return { kind: 'seconds' };
    case 'bytes':
      return { kind: 'bytes' };
    case 'number':
      return unit.kind === 'count' ? unit : { kind: 'plain' };
    default:
      return kind satisfies never;
  }
}
