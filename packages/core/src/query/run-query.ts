import { HttpError } from '../errors.ts';
import type { MeasureSpec } from '../metric.ts';
import { createNameBook, type NameBook } from '../names.ts';
import { makeStamp, type NativeBucket, syncPatience } from '../stamp.ts';
import { nextBucket, type SourceGranularity, type UnixSeconds } from '../time.ts';
import { count } from '../unit.ts';
import { previousWindow, type Window } from '../window.ts';
import { aggregator, type Whole } from './aggregate.ts';
import { widestOf } from './choose-granularity.ts';
import { combineDerived, mergeResults } from './derive.ts';
import { keepFinal } from './final-window.ts';
import { settleWindow } from './lagging-window.ts';
import { granularityOf, type Plan, planQuery, type QueryContext, source } from './plan-query.ts';
import { type DerivedQuery, leafQueries, type MergedQuery, type MetricQuery, type Query } from './query.ts';
import { readSplit, readSplitBefore } from './read-split.ts';
import type { CatalogEntry } from './reader.ts';
import type { Comparison, ComparisonObstacle, QueryResult, Series } from './result.ts';
import { resultBuckets } from './result-buckets.ts';
import { splitSeries } from './split.ts';
import { aggregatorsOfSplit } from './split-aggregators.ts';
import { readCoverage, touchPartitions } from './touched-partitions.ts';
import { isMixed, kindOfSum } from './within.ts';

/**
 * Answers a query: the one way from stored samples to a number, for pages, API and terminal alike.
 *
 * Aggregates work on the totals of the source's own buckets: `avg` of a daily metric is the average day, `max` the
 * highest day, `count` the number of days with data. Where it is stored in finer buckets, too, those answer only what
 * whole days cannot (see `chooseGranularity`): then `avg` is the average hour. Buckets that were never read are unknown, not zero.
 *
 * @throws HttpError 404 for an unknown metric, 400 for a window, field or dimension that does not fit it.
 */
export async function runQuery(query: Query, context: QueryContext): Promise<QueryResult> {
  for (let attempt = 1; ; attempt++) {
    const version = await context.reader.version();
    const result = await readAnswer(query, context);
    // An answer is made of several reads; one commit between them and its parts would not make its whole.
    if (attempt === MAX_ATTEMPTS || (await context.reader.version()) === version) return result;
  }
}

/** A sync commits a few times a second at most. */
const MAX_ATTEMPTS = 5;

async function readAnswer(query: Query, context: QueryContext): Promise<QueryResult> {
  switch (query.kind) {
    case 'metric':
      return runMetricQuery(query, context);
    case 'derived': {
      refuseCutting(query);
      // The same days, split alike; all series, because their ranking may differ from side to side.
      const { window, bucket, by, compare } = query.left;
      const granularity = sharedGranularity(query, context);
      if (query.op === 'difference') refuseMixing(query, context);
      const [left, right] = await Promise.all([
        runMetricQuery(
          { ...query.left, top: query.op === 'ratio' ? query.left.top : null },
          context,
          granularity,
        ),
        runMetricQuery({ ...query.right, window, bucket, by, compare, top: null }, context, granularity),
      ]);
      return combineDerived(query, left, right);
    }
    case 'merged': {
      const [first] = query.of;
      if (!first) throw new HttpError(400, 'There is nothing to merge.');
      refuseCutting(query);
      refuseMixing(query, context);
      const { window, bucket, compare } = first;
      const granularity = sharedGranularity(query, context);
      const plain = query.of.map((one) =>
        runMetricQuery({ ...one, window, bucket, compare, by: [], top: null }, context, granularity),
      );
      return mergeResults(query, await Promise.all(plain));
    }
    default:
      return query satisfies never;
  }
}

/** The buckets that numbers are read in which become one: the same hours for all, or else the same days. */
function sharedGranularity(query: DerivedQuery | MergedQuery, { catalog }: QueryContext): SourceGranularity {
  const leaves = leafQueries(query).map((leaf) => {
    const entry = catalog.find(leaf.metric, leaf.connector);
    return entry === undefined ? 'day' : granularityOf(leaf, entry);
  });
  return widestOf(leaves);
}

/** @throws HttpError 400: each source has days of its own that are not final, so that the parts would not be of the same days */
function refuseCutting(query: DerivedQuery | MergedQuery): void {
  if (leafQueries(query).every((leaf) => !leaf.finalOnly)) return;
  throw new HttpError(
    400,
    `"${query.label}" is made of several numbers: provisional days can be left out of one.`,
  );
}

/** @throws HttpError 400 where amounts of different currencies would be added up, or one taken from the other */
function refuseMixing(query: DerivedQuery | MergedQuery, context: QueryContext): void {
  const kinds = leafQueries(query).map((leaf) => kindOfSum(leaf, planQuery(leaf, context).measure));
  if (new Set(kinds).size <= 1) return;
  throw new HttpError(400, `"${query.label}" mixes numbers of several kinds, which do not add up.`);
}

async function runMetricQuery(
  query: MetricQuery,
  context: QueryContext,
  granularity?: SourceGranularity,
): Promise<QueryResult> {
  const settled = await settleWindow(await touchPartitions(planQuery(query, context, granularity)), query);
  const { plan, leftOut } = await keepFinal(settled, query);
  const { entry, window, reader } = plan;
  const reading = readWhole(plan, window);
  const [whole, freshness, previous, split, book] = await Promise.all([
    reading,
    reader.freshness(entry.connector, entry.resource.name, plan.partitions?.names),
    query.compare ? readComparison(query, plan) : null,
    query.by.length > 0 ? readSplit(query, plan, reading) : null,
    readNames(query, plan),
  ]);
  const { native, totals } = whole;
  const { kind, granularity: sourceGranularity } = entry.resource;
  const isSum = kind === 'flow' && (query.fn === 'sum' || query.fn === 'count');
  const buckets =
    query.bucket === null
      ? []
      : resultBuckets(window, query.bucket, { native, source: sourceGranularity, isSum });
  const aggregate = aggregator(query, entry, whole, buckets);
  const mixed = isMixed(query, plan.measure);
  const value = mixed ? null : aggregate.value(totals);
  const obstacle = previous && findObstacle(previous.unknownBuckets, native, entry, plan.now);
  const comparable = previous !== null && obstacle === null;
  const ofSplit = split
    ? splitSeries(
        query,
        split,
        totals,
        await aggregatorsOfSplit({ query, plan, named: split.named, whole, buckets }),
        comparable ? await readSplitBefore(query, plan, split, previous) : null,
        book,
      )
    : null;
  const series: readonly Series[] = ofSplit
    ? ofSplit.map((one) => (mixed && isOfSeveralKinds(one, plan.measure) ? withoutNumbers(one) : one))
    : [
        {
          key: query.metric,
          label: query.label ?? plan.title,
          dimensions: {},
          isOther: false,
          value,
          points: aggregate.points(totals),
          previous: comparable ? previous.value : null,
        },
      ];
  return {
    metric: query.metric,
    title: query.label ?? plan.title,
    field: query.field,
    unit: query.fn === 'count' ? count(`${entry.resource.granularity}s`) : plan.measure.unit,
    fn: query.fn,
    kind: entry.resource.kind,
    moreIs: entry.metric.moreIs ?? 'neutral',
    window,
    leftOut,
    by: query.by,
    named: query.by.filter((name) => book.has(name)),
    value,
    buckets,
    series,
    seriesCount: split?.seriesCount ?? 1,
    comparison: previous && {
      window: previous.window,
      value: mixed ? null : previous.value,
      unknownBuckets: previous.unknownBuckets,
      obstacle,
    },
    stamps: [makeStamp({ entry, buckets: native, freshness, now: plan.now })],
  };
}

/** The names of what a query splits by. */
async function readNames(query: MetricQuery, { entry, reader }: Plan): Promise<NameBook> {
  const dimensions = entry.resource.dimensions.filter(
    ({ name, names }) => names !== undefined && query.by.includes(name),
  );
  return createNameBook(dimensions.length === 0 ? [] : await reader.names(entry.connector), dimensions);
}

/** Whether a series may itself hold several currencies or units: the rest, and what the source gave none for. */
function isOfSeveralKinds({ isOther, dimensions }: Series, { within = [] }: MeasureSpec): boolean {
  return isOther || !within.some((dimension) => (dimensions[dimension] ?? null) !== null);
}

function withoutNumbers(series: Series): Series {
  return { ...series, value: null, points: series.points.map(() => null), previous: null };
}

async function readWhole(plan: Plan, window: Window): Promise<Whole> {
  const { reader, filter } = plan;
  const [native, rows] = await Promise.all([
    readCoverage(plan, window),
    reader.read({ ...source(plan), window, by: [], filter, bucketed: true }),
  ]);
  return { native, totals: new Map(rows.map((row) => [row.bucket ?? window.start, row.value])) };
}

async function readComparison(query: MetricQuery, plan: Plan): Promise<Omit<Comparison, 'obstacle'> & Whole> {
  const window = previousWindow(plan.window, query.window, plan.calendar);
  const whole = await readWhole(plan, window);
  return {
    ...whole,
    window,
    value: aggregator(query, plan.entry, whole, []).value(whole.totals),
    unknownBuckets: whole.native.filter((bucket) => !isWhole(bucket)).length,
  };
}

function isWhole({ state }: NativeBucket): boolean {
  return state === 'complete' || state === 'provisional';
}

/**
 * Looks for what forbids to set this window against the one before.
 *
 * A day that is not over, or that was over before its next sync was due, is no gap: the stamp tells that it is partial.
 */
function findObstacle(
  unknownBefore: number,
  native: readonly NativeBucket[],
  entry: CatalogEntry,
  now: UnixSeconds,
): ComparisonObstacle | null {
  if (unknownBefore > 0) return 'gaps-before';
  const endsBy = ({ start }: NativeBucket, moment: UnixSeconds) =>
    nextBucket(start, entry.resource.granularity) <= moment;
  const gaps = native.filter((bucket) => !isWhole(bucket));
  if (gaps.some((bucket) => endsBy(bucket, bucket.state === 'partial' ? now - syncPatience(entry) : now))) {
    return 'gaps-now';
  }
  return native.some(isWhole) ? null : 'not-over';
}
