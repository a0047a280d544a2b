import {
  bucketStart,
  DAY,
  type DayUtc,
  HttpError,
  type MetricCatalog,
  type MetricQuery,
  parseDayUtc,
  toDayUtc,
  type WindowSpec,
} from '@shipstats/core';
import type { DownloadLine } from './downloads.ts';

/** Spans of time that pages about several packages offer: what `history: 'recent'` reads is there for all of them. */
export const RECENT_RANGES = {
  '1m': { label: '1 m', title: 'last 30 days', days: 30, bucket: 'day' },
  '4m': { label: '4 m', title: 'last 120 days', days: 120, bucket: 'day' },
  '1y': { label: '1 y', title: 'last year', days: 364, bucket: 'week' },
  '18m': { label: '18 m', title: 'last 18 months', days: 532, bucket: 'week' },
} as const;

export type RecentRange = keyof typeof RECENT_RANGES;

/** @throws HttpError 400 for a range that is not offered */
export function readRange(text: string | undefined, usual: RecentRange = '4m'): RecentRange {
  if (text === undefined || text === '') return usual;
  const found = (Object.keys(RECENT_RANGES) as RecentRange[]).find((range) => range === text);
  if (found !== undefined) return found;
  throw new HttpError(
    400,
    `There is no range ${JSON.stringify(text)}.`,
    `Use one of ${Object.keys(RECENT_RANGES).join(', ')}.`,
  );
}

/** The last day that npm has counted, as far as it was read: of all packages of a page; null where none was read. */
export function lastCountedDay(lines: Iterable<DownloadLine>): DayUtc | null {
  let last: DayUtc | null = null;
  for (const { from, through } of lines)
    if (from === 'store' && (last === null || through > last)) last = through;
  return last;
}

/**
 * So many whole days up to the last that npm has counted: it counts a day or two late, and a window up to today would
 * set fewer days against as many as there are before.
 *
 * @param through the last counted day; null where none is known: then up to today, which says what is not known
 */
export function wholeDays(days: number, through: DayUtc | null): WindowSpec {
  const last = through === null ? undefined : parseDayUtc(through);
  if (last === undefined) return `${days}d`;
  return { from: toDayUtc(last + DAY - days * DAY), to: toDayUtc(last + DAY) };
}

/** The window of a range, in whole buckets: a week that is not over would look like a fall. */
export function rangeWindow(range: RecentRange, through: DayUtc | null): WindowSpec {
  const { days, bucket } = RECENT_RANGES[range];
  const last = through === null ? undefined : parseDayUtc(through);
  if (bucket === 'day' || last === undefined) return wholeDays(days, through);
  const end = bucketStart(last + DAY, 'week');
  return { from: toDayUtc(end - days * DAY), to: toDayUtc(end) };
}

export interface DownloadsQueryOptions {
  readonly window: WindowSpec;
  readonly bucket: MetricQuery['bucket'];
  /** A series a package; without it one for all of them. */
  readonly isSplit: boolean;
  readonly top?: number;
  readonly compare?: boolean;
}

/**
 * The question for the downloads of packages, as every dashboard puts it; undefined where no npm source is configured.
 */
export function downloadsQuery(
  names: readonly string[],
  catalog: MetricCatalog,
  { window, bucket, isSplit, top, compare = false }: DownloadsQueryOptions,
): MetricQuery | undefined {
  const entry = catalog.find('npm_downloads');
  if (entry === undefined) return undefined;
  return {
    kind: 'metric',
    connector: entry.connector,
    metric: 'npm_downloads',
    field: null,
    fn: 'sum',
    window,
    filter: [
      names.length === 1 && names[0] !== undefined
        ? { field: 'package', op: 'eq', value: names[0] }
        : { field: 'package', op: 'in', value: names },
    ],
    by: isSplit ? ['package'] : [],
    bucket,
    top: top ?? null,
    compare,
    finalOnly: false,
    label: null,
  };
}
