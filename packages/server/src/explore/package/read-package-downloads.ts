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
  type Window,
} from '@shipstats/core';
import { type AutomatedFloor, estimateFloor, type PackageFacts } from '@shipstats/registry';
import type { AppContext } from '../../app-context.ts';
import type { DownloadLine } from '../downloads.ts';
import { downloadsQuery } from '../downloads-query.ts';
import { type ChartRange, chartWindow, FIRST_DAY } from './chart-range.ts';

/** What the store holds of a package's downloads, each number an answer to a query of `npm_downloads`. */
export interface PackageDownloads {
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
  /** The biggest ones over the stored snapshots; null where it was not asked for, or there is but one. */
  readonly chart: QueryResult | null;
}

/** Days whose weekends tell how quiet it gets; see `estimateFloor`. */
const FLOOR_DAYS = 56;
/** Snapshots are kept from when a package was first followed: this many are looked at. */
const SNAPSHOT_DAYS = 90;
const TOP_VERSIONS = 8;

export interface DownloadsOptions {
  readonly range: ChartRange;
  /** Downloads by version over time are shown. */
  readonly withVersions: boolean;
}

/** Reads everything that the page shows of downloads; null where none are stored. */
export async function readPackageDownloads(
  facts: PackageFacts,
  line: DownloadLine | undefined,
  { range, withVersions }: DownloadsOptions,
  context: AppContext,
): Promise<PackageDownloads | null> {
  const lastDay = line?.from === 'store' ? parseDayUtc(line.through) : undefined;
  if (lastDay === undefined) return null;
  const end = lastDay + DAY;
  const first = firstDayOf(facts);
  const { window, bucket } = chartWindow(range, end, first);
  const query = ask(facts.name, window, context, { bucket });
  if (query === null) return null;
  const total = (start: UnixSeconds) =>
    run(ask(facts.name, { start: Math.min(start, end - DAY), end }, context), context);
  const [week, year, allTime, chart, versions] = await Promise.all([
    total(end - 7 * DAY),
    total(Math.max(first, end - 365 * DAY)),
    total(first),
    run(query, context),
    readVersionDownloads(facts.name, end, withVersions, context),
  ]);
  return {
    week,
    year,
    allTime,
    chart,
    bucket,
    query,
    versions,
    floor: versions === null ? null : await readFloor(facts, versions, end, context),
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
  options: { readonly bucket?: Granularity } = {},
): MetricQuery | null {
  const query = downloadsQuery([name], catalog, {
    window: formatWindow(window),
    bucket: options.bucket ?? null,
    isSplit: false,
    compare: false,
  });
  return query ?? null;
}

async function run(query: MetricQuery | null, context: AppContext): Promise<QueryResult> {
  if (query === null) throw new Error('whoever has an answer of npm_downloads can ask for another');
  return runQuery(query, context.query);
}

/** The last snapshot whole, and, where it is asked for, the biggest versions over all of them. */
async function readVersionDownloads(
  name: string,
  end: UnixSeconds,
  withChart: boolean,
  context: AppContext,
): Promise<VersionDownloads | null> {
  const entry = context.catalog.find('npm_version_downloads');
  if (entry === undefined) return null;
  const ask = (window: Window, more: Partial<MetricQuery>) =>
    runQuery(
      {
        kind: 'metric',
        connector: entry.connector,
        metric: 'npm_version_downloads',
        field: null,
        fn: 'latest',
        window: formatWindow(window),
        filter: [{ field: 'package', op: 'eq', value: name }],
        by: [],
        bucket: null,
        top: null,
        compare: false,
        finalOnly: false,
        label: null,
        ...more,
      },
      context.query,
    );
  const days = await ask({ start: end - SNAPSHOT_DAYS * DAY, end: end + DAY }, { bucket: 'day' });
  const known = days.buckets.filter((_, index) => (days.series[0]?.points[index] ?? null) !== null);
  const first = known.at(0);
  const last = known.at(-1);
  if (first === undefined || last === undefined) return null;
  const [whole, chart] = await Promise.all([
    ask(last, { by: ['version'] }),
    // From the first snapshot on: days before it are no holes, nobody had asked.
    withChart && last.start > first.start
      ? ask({ start: first.start, end: last.end }, { by: ['version'], bucket: 'day', top: TOP_VERSIONS })
      : null,
  ]);
  const counts = new Map<string, number>();
  for (const { dimensions, value } of whole.series) {
    if (typeof dimensions.version === 'string' && value !== null) {
      counts.set(dimensions.version, Number(formatDecimal(value)));
    }
  }
  return { through: toDayUtc(last.start), counts, chart };
}

async function readFloor(
  { name, versions: published }: PackageFacts,
  { counts }: VersionDownloads,
  end: UnixSeconds,
  context: AppContext,
): Promise<AutomatedFloor | null> {
  const days = ask(name, { start: end - FLOOR_DAYS * DAY, end }, context, { bucket: 'day' });
  const recent = await run(days, context);
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
