import {
  bucketStart,
  DAY,
  type Granularity,
  HttpError,
  type UnixSeconds,
  type Window,
} from '@shipstats/core';
import { DEFAULT_RANGE } from './package-address.ts';

/** The spans that a package's chart can have. */
export const CHART_RANGES = {
  '1m': { label: '1 m', days: 30 },
  '4m': { label: '4 m', days: 120 },
  '1y': { label: '1 y', days: 364 },
  '3y': { label: '3 y', days: 1_092 },
  all: { label: 'All', days: Number.POSITIVE_INFINITY },
} as const;

export type ChartRange = keyof typeof CHART_RANGES;

/** The first day that npm has counts of: 10 January 2015. */
export const FIRST_DAY: UnixSeconds = Date.UTC(2015, 0, 10) / 1000;

/** @throws HttpError 400 for a range that is not offered */
export function readChartRange(text: string | undefined): ChartRange {
  const wanted = text || DEFAULT_RANGE;
  const range = (Object.keys(CHART_RANGES) as ChartRange[]).find((one) => one === wanted);
  if (range !== undefined) return range;
  throw new HttpError(
    400,
    `There is no range ${JSON.stringify(text)}.`,
    `Use one of ${Object.keys(CHART_RANGES).join(', ')}.`,
  );
}

/** A window ends with the last day that npm has counted, and begins no earlier than the package. */
export function chartWindow(
  range: ChartRange,
  end: UnixSeconds,
  firstDay: UnixSeconds,
): { readonly window: Window; readonly bucket: Granularity } {
  const { days } = CHART_RANGES[range];
  const first = Math.min(firstDay, end - DAY);
  const start = Number.isFinite(days) ? Math.max(end - days * DAY, first) : first;
  const span = (end - start) / DAY;
  const bucket = span <= 200 ? 'day' : span <= 1_100 ? 'week' : 'month';
  return { window: { start: bucketStart(start, bucket), end }, bucket };
}
