import {
  DAY,
  formatDecimal,
  formatWindow,
  type Granularity,
  type MetricQuery,
  parseDayUtc,
  type QueryResult,
  runQuery,
  toDayUtc,
  type UnixSeconds,
} from '@shipstats/core';
import { type AutomatedFloor, estimateFloor, type PackageFacts } from '@shipstats/registry';
import type { AppContext } from '../../app-context.ts';
import type { DownloadLine } from '../downloads.ts';
import { downloadsQuery } from '../downloads-query.ts';
import { type ChartRange, chartWindow, FIRST_DAY, withPartialEnd } from './chart-range.ts';

/** What the store holds of a package's downloads, each number an answer to a query of `npm_downloads`. */
export interface PackageDownloads {
  /** The 30 days to the last one that npm has counted, with the 30 before. */
  readonly month: QueryResult;
  readonly week: QueryResult;
  readonly year: QueryResult;
  readonly allTime: QueryResult;
  readonly chart: QueryResult;
  readonly bucket: Granularity;
  /** The question that the chart answers, for its CSV. */
  readonly query: MetricQuery;
  readonly versions: VersionDownloads | null;
  readonly floor: AutomatedFloor | null;
}

/** Downloads by version in the seven days before a snapshot. */
export interface VersionDownloads {
  /** The last snapshot's day, `YYYY-MM-DD`. */
  readonly through: string;
  readonly counts: ReadonlyMap<string, number>;
  /** The biggest ones over the stored snapshots. */
  readonly chart: QueryResult;
}

/** Days whose weekends tell how quiet it gets; see `estimateFloor`. */
const FLOOR_DAYS = 56;
/** Snapshots are kept from when a package was first followed: this many are looked at. */
const SNAPSHOT_DAYS = 90;
const TOP_VERSIONS = 8;

/** Reads everything that the page shows of downloads; null where none are stored. */
export async function readPackageDownloads(
  facts: PackageFacts,
  line: DownloadLine | undefined,
  range: ChartRange,
  context: AppContext,
): Promise<PackageDownloads | null> {
  const lastDay = line?.from === 'store' ? parseDayUtc(line.through) : undefined;
  if (lastDay === undefined) return null;
  const end = lastDay + DAY;
  const first = firstDayOf(facts);
  const { window, bucket } = chartWindow(range, end, first);
  const query = ask(facts.name, window, context, { bucket });
  if (query === null) return null;
  const total = (start: UnixSeconds, compare = false) =>
    run(ask(facts.name, { start: Math.min(start, end - DAY), end }, context, { compare }), context);
  const [month, week, year, allTime, chart, recent, versions] = await Promise.all([
    total(end - 30 * DAY, true),
    total(end - 7 * DAY),
    total(Math.max(first, end - 365 * DAY)),
    total(first),
    run(query, context),
    run(ask(facts.name, { start: end - FLOOR_DAYS * DAY, end }, context, { bucket: 'day' }), context),
    readVersionDownloads(facts.name, end, context),
  ]);
  return {
    month,
    week,
    year,
    allTime,
    chart: withPartialEnd(chart, bucket),
    bucket,
    query,
    versions,
    floor: versions === null ? null : floorOf(facts, versions, recent, end),
  };
}

/** The day from which there can be downloads. */
function firstDayOf({ createdAt }: PackageFacts): UnixSeconds {
  const created = createdAt === null ? Number.NaN : Math.floor(Date.parse(createdAt) / 1000 / DAY) * DAY;
  return Number.isFinite(created) ? Math.max(FIRST_DAY, created) : FIRST_DAY;
}

function ask(
  name: string,
  window: { readonly start: UnixSeconds; readonly end: UnixSeconds },
  { catalog }: AppContext,
  options: { readonly bucket?: Granularity; readonly compare?: boolean },
): MetricQuery | null {
  const query = downloadsQuery([name], catalog, {
    window: formatWindow(window),
    bucket: options.bucket ?? null,
    isSplit: false,
    compare: options.compare ?? false,
  });
  return query ?? null;
}

async function run(query: MetricQuery | null, context: AppContext): Promise<QueryResult> {
  if (query === null) throw new Error('whoever has an answer of npm_downloads can ask for another');
  return runQuery(query, context.query);
}

async function readVersionDownloads(
  name: string,
  end: UnixSeconds,
  context: AppContext,
): Promise<VersionDownloads | null> {
  const entry = context.catalog.find('npm_version_downloads');
  if (entry === undefined) return null;
  const query = (start: UnixSeconds, stop: UnixSeconds, more: Partial<MetricQuery>): MetricQuery => ({
    kind: 'metric',
    connector: entry.connector,
    metric: 'npm_version_downloads',
    field: null,
    fn: 'latest',
    window: formatWindow({ start, end: stop }),
    filter: [{ field: 'package', op: 'eq', value: name }],
    by: [],
    bucket: null,
    top: null,
    compare: false,
    label: null,
    ...more,
  });
  const start = end - SNAPSHOT_DAYS * DAY;
  const chart = await runQuery(
    query(start, end + DAY, { by: ['version'], bucket: 'day', top: TOP_VERSIONS }),
    context.query,
  );
  const isKnown = (index: number) => chart.series.some((series) => (series.points[index] ?? null) !== null);
  const last = chart.buckets.findLastIndex((_, index) => isKnown(index));
  const first = chart.buckets.findIndex((_, index) => isKnown(index));
  const snapshot = chart.buckets[last];
  if (snapshot === undefined) return null;
  // The last snapshot alone, with every version in it.
  const whole = await runQuery(query(snapshot.start, snapshot.end, { by: ['version'] }), context.query);
  const counts = new Map<string, number>();
  for (const { dimensions, value } of whole.series) {
    if (typeof dimensions.version === 'string' && value !== null) {
      counts.set(dimensions.version, Number(formatDecimal(value)));
    }
  }
  const shown = chart.buckets.slice(first, last + 1);
  return {
    through: toDayUtc(snapshot.start),
    counts,
    chart: {
      ...chart,
      buckets: shown,
      // Snapshots begin when somebody first asked for them: days before are no holes.
      stamps: chart.stamps.map((stamp) => ({
        ...stamp,
        unknownBuckets: shown.filter(({ state }) => state === 'unknown').length,
      })),
      window: { start: chart.buckets[first]?.start ?? start, end: snapshot.end },
      series: chart.series.map((series) => ({ ...series, points: series.points.slice(first, last + 1) })),
    },
  };
}

function floorOf(
  { versions: published }: PackageFacts,
  { counts }: VersionDownloads,
  recent: QueryResult,
  end: UnixSeconds,
): AutomatedFloor | null {
  const points = recent.series[0]?.points ?? [];
  return estimateFloor({
    weekByVersion: counts,
    publishedAt: new Map(
      published.flatMap(({ version, publishedAt }) =>
        publishedAt === null ? [] : [[version, publishedAt] as const],
      ),
    ),
    days: recent.buckets.flatMap(({ start }, index) => {
      const point = points[index] ?? null;
      return point === null ? [] : [{ day: toDayUtc(start), downloads: Number(formatDecimal(point)) }];
    }),
    today: toDayUtc(end),
  });
}
