import { HttpError, type MetricCatalog, type MetricQuery } from '@shipstats/core';

/** Spans of time that pages about several packages offer: what `history: 'recent'` reads is there for all of them. */
export const RECENT_RANGES = {
  '30d': { label: '1 m', title: 'last 30 days', window: '30d', bucket: 'day' },
  '120d': { label: '4 m', title: 'last 120 days', window: '120d', bucket: 'day' },
  '1y': { label: '1 y', title: 'last year', window: '364d', bucket: 'week' },
  '18m': { label: '18 m', title: 'last 18 months', window: '532d', bucket: 'week' },
} as const;

export type RecentRange = keyof typeof RECENT_RANGES;

/** @throws HttpError 400 for a range that is not offered */
export function readRange(text: string | undefined, usual: RecentRange = '120d'): RecentRange {
  if (text === undefined || text === '') return usual;
  const found = (Object.keys(RECENT_RANGES) as RecentRange[]).find((range) => range === text);
  if (found !== undefined) return found;
  throw new HttpError(
    400,
    `There is no range ${JSON.stringify(text)}.`,
    `Use one of ${Object.keys(RECENT_RANGES).join(', ')}.`,
  );
}

export interface DownloadsQueryOptions {
  readonly window: string;
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
    label: null,
  };
}
