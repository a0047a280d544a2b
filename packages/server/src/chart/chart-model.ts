import {
  add,
  type Decimal,
  type FormatOptions,
  formatExact,
  formatValue,
  type QueryResult,
  type Series,
  toNumber,
} from '@shipstats/core';
import { isOfPart } from './bucket-states.ts';
import { stackedExtent } from './draw-bars.ts';
import { assignSlots, COLOUR_SLOTS } from './palette.ts';
import { type ChartMark, type PlacedMark, placeMarks } from './place-marks.ts';
import { type ValueAxis, valueAxis } from './value-axis.ts';

export type ChartKind = 'bars' | 'line';

export interface ChartSeries {
  readonly series: Series;
  /** Undefined for "other". */
  readonly slot: number | undefined;
  /** Nearest numbers, for drawing only. */
  readonly values: readonly (number | null)[];
  /** There are more series than colours, and this is one of the small ones: drawn in grey. */
  readonly isMinor: boolean;
}

export interface ChartModel {
  readonly result: QueryResult;
  readonly kind: ChartKind;
  readonly series: readonly ChartSeries[];
  readonly axis: ValueAxis;
  /** Each bucket's own number: the total of stacked bars, the value of a single line; null where unknown. */
  readonly totals: readonly (Decimal | null)[];
  /** What is of a part alone. */
  readonly isPale: readonly boolean[];
  readonly isSplit: boolean;
  readonly height: number;
  readonly format: FormatOptions;
  /** What happened when, on the time axis. */
  readonly marks: readonly PlacedMark[];
  /** Written over the widest run of unknown buckets. */
  readonly holeLabel: string | null;
}

export interface ChartModelOptions {
  readonly kind?: ChartKind;
  readonly height?: number;
  readonly format?: FormatOptions;
  /** All values of the dimension in an order that does not change: gives each its colour on every page. */
  readonly known?: readonly string[];
  /** What happened when: releases. */
  readonly marks?: readonly ChartMark[];
  /** Why buckets are unknown, in few words: `no data at npm`. */
  readonly holeLabel?: string;
}

/** Bars for what adds up; a line for levels, ratios, averages and a single count of things. */
export function chartKind(result: QueryResult): ChartKind {
  const addsUp = result.kind === 'flow' && (result.fn === 'sum' || result.fn === 'count');
  if (!addsUp || result.unit.kind === 'ratio') return 'line';
  const isSingle = result.series.length <= 1 && result.by.length === 0;
  const isEnough = result.buckets.length > 2;
  return isSingle && result.unit.kind === 'count' && isEnough ? 'line' : 'bars';
}

/** Everything that the parts of a chart need to know, worked out once. */
export function chartModel(result: QueryResult, options: ChartModelOptions = {}): ChartModel {
  const kind = options.kind ?? chartKind(result);
  const height = options.height ?? 208;
  const isSplit = result.by.length > 0 || result.series.length > 1;
  const named = result.series.filter((series) => !series.isOther);
  const slots = isSplit
    ? assignSlots(
        named.slice(0, COLOUR_SLOTS).map((series) => series.key),
        options.known,
      )
    : new Map(named.map((series) => [series.key, 0]));
  const series = result.series.map((one, index) => ({
    series: one,
    slot: one.isOther ? undefined : slots.get(one.key),
    values: one.points.map((point) => (point === null ? null : toNumber(point))),
    isMinor: !one.isOther && index >= COLOUR_SLOTS,
  }));
  const values = series.map((one) => one.values);
  const flat = values.flat().filter((value) => value !== null);
  const [min, max] =
    kind === 'bars'
      ? stackedExtent(values, result.buckets.length)
      : [
          flat.reduce((a, b) => Math.min(a, b), flat[0] ?? 0),
          flat.reduce((a, b) => Math.max(a, b), flat[0] ?? 0),
        ];
  const format = options.format ?? {};
  return {
    result,
    kind,
    series,
    axis: valueAxis({
      min,
      max,
      unit: result.unit,
      height,
      fromZero: kind === 'bars' || result.kind === 'flow',
      format,
    }),
    totals: result.buckets.map((_, index) => totalOf(result.series, index, kind)),
    isPale: result.buckets.map((bucket) => isOfPart(bucket.state)),
    isSplit,
    height,
    format,
    marks: placeMarks(options.marks ?? [], result.buckets),
    holeLabel: options.holeLabel ?? null,
  };
}

/** A number as the chart's legend, readout and label write it. */
export function chartValue(model: ChartModel, value: Decimal): string {
  const compact = Math.abs(toNumber(value)) >= (model.result.unit.kind === 'money' ? 1e7 : 10_000);
  return formatValue(value, model.result.unit, { compact, ...model.format });
}

/** A number with all of its digits, as the chart's table writes it. */
export function exactValue(model: ChartModel, value: Decimal): string {
  return model.format.kind === undefined
    ? formatExact(value, model.result.unit)
    : formatValue(value, model.result.unit, { ...model.format, compact: false });
}

function totalOf(series: readonly Series[], index: number, kind: ChartKind): Decimal | null {
  if (kind === 'line') return series.length === 1 ? (series[0]?.points[index] ?? null) : null;
  let total: Decimal | null = null;
  for (const one of series) {
    const point = one.points[index];
    if (point) total = total === null ? point : add(total, point);
  }
  return total;
}
