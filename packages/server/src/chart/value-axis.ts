import type { FormatOptions, Unit } from '@shipstats/core';
import { scaleLinear } from 'd3-scale';

export interface ValueTick {
  readonly value: number;
  readonly label: string;
  /** Pixels from the top of the plot. */
  readonly y: number;
}

export interface ValueAxis {
  readonly ticks: readonly ValueTick[];
  /** Where a value is drawn, in pixels from the top of the plot. */
  readonly y: (value: number) => number;
  /** Where zero is drawn; outside the plot when the axis does not hold it. */
  readonly zeroY: number;
  readonly holdsZero: boolean;
  /** Pixels that the widest label needs beside the plot. */
  readonly gutter: number;
}

export interface ValueAxisOptions {
  readonly min: number;
  readonly max: number;
  readonly unit: Unit;
  readonly height: number;
  /** Space above the highest tick, so that its label is not cut. */
  readonly top?: number;
  /** Bars start at zero; a line of a level may stay close to its values. */
  readonly fromZero: boolean;
  readonly format?: FormatOptions;
}

/** Room beyond a small end, as a part of the step between ticks: its line is not drawn on the edge. */
const MINOR_ROOM = 0.1;

/** Makes an axis of three to five round ticks, labelled in one magnitude: `$0 $40 $80`, `0 20 M 40 M`. */
export function valueAxis(options: ValueAxisOptions): ValueAxis {
  const { unit, height, top = 8, fromZero } = options;
  const narrow = options.max > 0 && options.min > 0 && options.max - options.min < options.max * 0.35;
  let low = fromZero || !narrow ? Math.min(0, options.min) : options.min;
  let high = fromZero || !narrow ? Math.max(0, options.max) : options.max;
  if (low === high) {
    high = low === 0 ? 1 : Math.max(high, 0) + Math.abs(high) * 0.1;
    low = Math.min(low, high);
  }
  const magnitude = magnitudeOf(Math.max(Math.abs(low), Math.abs(high)), unit, options.format);
  const scale = scaleLinear()
    .domain(niceDomain(low / magnitude.divisor, high / magnitude.divisor))
    .range([height, top]);
  const y = (value: number) => scale(value / magnitude.divisor);
  const isAllZero = options.min === 0 && options.max === 0;
  const whole = unit.kind === 'count' && magnitude.divisor === 1;
  const values = scale
    .ticks(4)
    .filter((value) => (isAllZero ? value === 0 : !whole || Number.isInteger(value)));
  const decimals = Math.max(0, ...values.map(decimalsOf));
  const ticks = values.map((value) => ({
    value: value * magnitude.divisor,
    label: tickLabel(value, decimals, magnitude),
    y: Math.round(scale(value)),
  }));
  const longest = Math.max(1, ...ticks.map((tick) => tick.label.length));
  const [start = 0, end = 1] = scale.domain();
  return {
    ticks,
    y,
    zeroY: Math.round(y(0)),
    holdsZero: start <= 0 && end >= 0,
    // 7.4 px is a digit of the widest common system font at 12 px.
    gutter: Math.ceil(longest * 7.4) + 10,
  };
}

/** Rounds both ends; one that is small beside the other stays close to its value: a credit of cents is no $50. */
function niceDomain(low: number, high: number): [number, number] {
  const [start = low, end = high] = scaleLinear().domain([low, high]).nice(4).domain();
  if (low >= 0 || high <= 0) return [start, end];
  const isLowMinor = -low < high;
  const major = scaleLinear().domain(isLowMinor ? [0, high] : [low, 0]);
  const [nicest = 0, next = 0] = major.nice(4).ticks(4);
  const step = next - nicest;
  const minor = Math.min(-low, high);
  if (minor >= step / 2) return [start, end];
  const rest = minor + step * MINOR_ROOM;
  const [from = 0, to = 0] = major.domain();
  return isLowMinor ? [-rest, to] : [from, rest];
}

interface Magnitude {
  readonly divisor: number;
  readonly prefix: string;
  readonly suffix: string;
}

function tickLabel(value: number, decimals: number, { prefix, suffix }: Magnitude): string {
  const digits = Math.abs(value)
    .toFixed(value === 0 ? 0 : decimals)
    .replace(/\B(?=(?:\d{3})+(?!\d))(?<!\.\d*)/g, ',');
  return `${value < 0 ? '\u2212' : ''}${prefix}${digits}${value === 0 && suffix !== '%' ? '' : suffix}`;
}

function decimalsOf(value: number): number {
  const [, fraction = ''] = Number(value.toPrecision(12)).toString().split('.');
  const exponent = /e-(\d+)$/.exec(value.toPrecision(12))?.[1];
  return exponent === undefined ? fraction.length : Number(exponent) + 1;
}

function magnitudeOf(size: number, unit: Unit, format: FormatOptions = {}): Magnitude {
  const kind = format.kind;
  const isRatio = kind === 'percent' || (unit.kind === 'ratio' && kind === undefined);
  if (isRatio) return { divisor: 0.01, prefix: '', suffix: '%' };
  if (unit.kind === 'seconds' || kind === 'duration') {
    if (size >= 2 * 86_400) return { divisor: 86_400, prefix: '', suffix: '\u202fd' };
    if (size >= 2 * 3_600) return { divisor: 3_600, prefix: '', suffix: '\u202fh' };
    if (size >= 120) return { divisor: 60, prefix: '', suffix: '\u202fmin' };
    return { divisor: 1, prefix: '', suffix: '\u202fs' };
  }
  const bytes = unit.kind === 'bytes' || kind === 'bytes';
  const names: readonly (readonly [number, string])[] = bytes
    ? [
        [1e12, '\u202fTB'],
        [1e9, '\u202fGB'],
        [1e6, '\u202fMB'],
        [1e3, '\u202fkB'],
        [1, '\u202fB'],
      ]
    : [
        [1e12, '\u202fT'],
        [1e9, '\u202fB'],
        [1e6, '\u202fM'],
        [1e3, '\u202fk'],
        [1, ''],
      ];
  const prefix = currencyPrefix(unit, format);
  // 1,200 is still read at a glance; 2 k is shorter from there on.
  const [divisor, suffix] = names.find(([power]) => size >= power * (power === 1e3 ? 2 : 1)) ?? [1, ''];
  return { divisor, prefix, suffix };
}

function currencyPrefix(unit: Unit, format: FormatOptions): string {
  const currency =
    unit.kind === 'money'
      ? unit.currency
      : format.kind === 'currency'
        ? (format.currency ?? 'usd')
        : undefined;
  if (currency === undefined) return '';
  const signs: Record<string, string> = { usd: '$', eur: '€', gbp: '£', jpy: '¥' };
  return signs[currency.toLowerCase()] ?? `${currency.toUpperCase()}\u00a0`;
}
