import { type MetricQuery, type QueryResult, runQuery } from '@shipstats/core';
import type { Followed, Sourced, UserPackages } from '@shipstats/registry';
import type { AppContext } from '../../app-context.ts';
import { type Conditions, readConditions } from '../attention/read-conditions.ts';
import {
  downloadsQuery,
  lastCountedDay,
  RECENT_RANGES,
  type RecentRange,
  rangeWindow,
  wholeDays,
} from '../downloads-query.ts';
import { downloadsOf, type PackageRow } from './sort-packages.ts';

/** Of so many packages downloads are read from npm and added up: those with the most. */
export const MAX_PORTFOLIO = 100;
/** Series of the chart; the rest is "other". */
const TOP = 8;
const WAIT_MS = 1_200;

/** What is shown of somebody who has packages. */
export interface UserView {
  readonly user: string;
  readonly rows: readonly PackageRow[];
  /** npm knows of more packages than it has told. */
  readonly hasMore: boolean;
  /** The packages that totals and chart are made of. */
  readonly portfolio: readonly string[];
  /** Of the portfolio: those whose counts are not there; and whether any of them are on their way. */
  readonly unread: number;
  readonly isWaiting: boolean;
  /** Null where no source of downloads is configured. */
  readonly total: QueryResult | null;
  readonly chart: QueryResult | null;
  readonly chartQuery: MetricQuery | null;
  readonly conditions: Conditions;
  readonly followed: readonly Followed[];
}

/** Gathers everything of a user whose packages are known. */
export async function readUser(
  found: Extract<Sourced<UserPackages>, { kind: 'known' }>,
  range: RecentRange,
  context: AppContext,
): Promise<UserView> {
  const { explore, downloads } = context;
  const { user, packages, hasMore } = found.value;
  const names = packages.map(({ name }) => name);
  const before = toRows(packages, await downloads.lines(names));
  const portfolio = [...before]
    .sort((a, b) => (downloadsOf(b) ?? -1) - (downloadsOf(a) ?? -1))
    .slice(0, MAX_PORTFOLIO)
    .map(({ hit }) => hit.name);
  await downloads.want(portfolio, { history: 'recent', waitMs: WAIT_MS });
  const lines = await downloads.lines(names);
  const through = lastCountedDay(lines.values());
  // One that was never read would make the whole unknown: it is left out, and told.
  const read = portfolio.filter((name) => lines.get(name)?.from === 'store');
  const unread = portfolio.filter((name) => lines.get(name)?.from !== 'store');
  const chartQuery = downloadsQuery(read, context.catalog, {
    window: rangeWindow(range, through),
    bucket: RECENT_RANGES[range].bucket,
    isSplit: true,
    top: TOP,
  });
  const ask = async (query: ReturnType<typeof downloadsQuery>) =>
    query === undefined || read.length === 0 ? null : runQuery(query, context.query);
  const [total, chart, conditions, followed] = await Promise.all([
    ask(
      downloadsQuery(read, context.catalog, {
        window: wholeDays(30, through),
        bucket: 'day',
        isSplit: false,
        compare: true,
      }),
    ),
    ask(chartQuery),
    readConditions(portfolio, { explore, lines }),
    explore.followed(),
  ]);
  return {
    user,
    rows: toRows(packages, lines),
    hasMore,
    portfolio,
    unread: unread.length,
    isWaiting: unread.some((name) => downloads.isReading(name)),
    total,
    chart,
    chartQuery: chartQuery ?? null,
    conditions,
    followed,
  };
}

function toRows(
  packages: UserPackages['packages'],
  lines: Awaited<ReturnType<AppContext['downloads']['lines']>>,
): readonly PackageRow[] {
  return packages.map((hit) => ({ hit, line: lines.get(hit.name) }));
}
