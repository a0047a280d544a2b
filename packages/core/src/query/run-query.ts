import { bucketState, makeStamp, type NativeBucket } from '../stamp.ts';
import { bucketStarts } from '../time.ts';
import { count } from '../unit.ts';
import { previousWindow, type Window } from '../window.ts';
import { aggregator, type BucketValues } from './aggregate.ts';
import { combineDerived, mergeResults } from './derive.ts';
import { type Plan, planQuery, type QueryContext, source } from './plan-query.ts';
import type { MetricQuery, Query } from './query.ts';
import type { Comparison, QueryResult, Series } from './result.ts';
import { resultBuckets } from './result-buckets.ts';
import { readSplit, readSums, type SplitValues, splitSeries } from './split.ts';

/**
 * Answers a query: the one way from stored samples to a number, for pages, API and terminal alike.
 *
 * Aggregates work on the totals of the source's own buckets: `avg` of a daily metric is the average day, `max` the
 * highest day, `count` the number of days with data. Buckets that were never read are unknown, not zero.
 *
 * @throws HttpError 404 for an unknown metric, 400 for a window, field or dimension that does not fit it.
 */
export async function runQuery(query: Query, context: QueryContext): Promise<QueryResult> {
  switch (query.kind) {
    case 'metric':
      return runMetricQuery(query, context);
    case 'derived': {
      // All series of the right side: its ranking may differ from the left one's.
      const [left, right] = await Promise.all([
        runMetricQuery(query.left, context),
        runMetricQuery({ ...query.right, top: null }, context),
      ]);
      return combineDerived(query, left, right);
    }
    case 'merged': {
      const plain = query.of.map((one) => runMetricQuery({ ...one, by: [], top: null }, context));
      return mergeResults(query, await Promise.all(plain));
    }
    default:
      return query satisfies never;
  }
}

async function runMetricQuery(query: MetricQuery, context: QueryContext): Promise<QueryResult> {
  const plan = planQuery(query, context);
  const { entry, window, reader } = plan;
  const [infos, freshness, totals, previous, split] = await Promise.all([
    reader.buckets(entry.connector, entry.resource.name, window),
    reader.freshness(entry.connector, entry.resource.name),
    readTotals(plan, window),
    query.compare ? readComparison(query, plan) : null,
    query.by.length > 0 ? readSplit(query, plan) : null,
  ]);
  const byStart = new Map(infos.map((info) => [info.start, info]));
  const native: NativeBucket[] = bucketStarts(window, entry.resource.granularity).map((start) => ({
    start,
    state: bucketState(start, byStart.get(start), entry.resource, plan.now),
  }));
  const buckets = query.bucket === null ? [] : resultBuckets(window, query.bucket, native);
  const aggregate = aggregator(query, entry, native, buckets);
  const value = aggregate.value(totals);
  const comparable = previous !== null && previous.unknownBuckets === 0;
  const series: Series[] = split
    ? splitSeries(query, split, totals, aggregate, comparable ? previous.sums : null)
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
    by: query.by,
    value,
    buckets,
    series,
    seriesCount: split?.seriesCount ?? 1,
    comparison: previous && {
      window: previous.window,
      value: previous.value,
      unknownBuckets: previous.unknownBuckets,
    },
    stamps: [makeStamp({ entry, buckets: native, freshness, now: plan.now })],
  };
}

async function readTotals(plan: Plan, window: Window): Promise<BucketValues> {
  const rows = await plan.reader.read({
    ...source(plan),
    window,
    by: [],
    filter: plan.filter,
    bucketed: true,
  });
  return new Map(rows.map((row) => [row.bucket ?? window.start, row.value]));
}

async function readComparison(
  query: MetricQuery,
  plan: Plan,
): Promise<Comparison & { readonly sums: SplitValues | null }> {
  const window = previousWindow(plan.window, query.window);
  const { entry } = plan;
  const [infos, totals, sums] = await Promise.all([
    plan.reader.buckets(entry.connector, entry.resource.name, window),
    readTotals(plan, window),
    query.by.length > 0 && query.fn === 'sum' ? readSums(query, plan, window) : null,
  ]);
  const native = bucketStarts(window, entry.resource.granularity);
  const known = new Set(infos.map((info) => info.start));
  const states = native.map(
    (start): NativeBucket => ({ start, state: known.has(start) ? 'complete' : 'unknown' }),
  );
  return {
    window,
    value: aggregator(query, entry, states, []).value(totals),
    unknownBuckets: native.filter((start) => !known.has(start)).length,
    sums,
  };
}
