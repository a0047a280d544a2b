import {
  compare as compareDecimals,
  type Decimal,
  divide,
  fromNumber,
  multiply,
  subtract,
  ZERO,
} from '../decimal.ts';
import { HttpError } from '../errors.ts';
import type { BucketState, Stamp } from '../stamp.ts';
import { count } from '../unit.ts';
import { aggregateValues } from './aggregate.ts';
import type { DerivedQuery, MergedQuery } from './query.ts';
import type { QueryResult, Series } from './result.ts';
import { worseBuckets } from './result-buckets.ts';
import { OTHER_KEY } from './split.ts';

/**
 * Combines the answers to both sides, which have the same time axis, series by series and bucket by bucket.
 *
 * A ratio has the left side's series, in its order, and no "other". A difference has those of both sides: where one
 * has no row on a known day, it is zero there.
 */
export function combineDerived(query: DerivedQuery, left: QueryResult, right: QueryResult): QueryResult {
  const combine = (a: Decimal | null | undefined, b: Decimal | null | undefined): Decimal | null => {
    if (!a || !b) return null;
    if (query.op === 'difference') return subtract(a, b);
    return divide(multiply(a, fromNumber(query.per)), b) ?? null;
  };
  const pair = (one: Series, other: Series): Series => ({
    ...one,
    value: combine(one.value, other.value),
    points: one.points.map((point, index) => combine(point, other.points[index])),
    previous: combine(one.previous, other.previous),
  });
  const split = left.by.length > 0;
  const value = combine(left.value, right.value);
  const whole = { key: query.label, label: query.label };
  const series = split
    ? query.op === 'ratio'
      ? pairRatios(left, right, pair)
      : pairDifferences(left, right, pair, query.left.top)
    : left.series.map((one, index) => ({ ...pair(one, right.series[index] ?? one), ...whole }));
  return {
    ...left,
    title: query.label,
    field: null,
    unit: query.unit,
    fn: null,
    // A ratio of two flows does not add up: it is drawn as a line.
    kind: query.op === 'ratio' ? 'level' : left.kind,
    moreIs: 'neutral',
    value,
    buckets: worseBuckets([left, right]),
    series,
    seriesCount: split ? series.filter((one) => !one.isOther).length : 1,
    comparison: left.comparison &&
      right.comparison && {
        window: left.comparison.window,
        value: combine(left.comparison.value, right.comparison.value),
        unknownBuckets: Math.max(left.comparison.unknownBuckets, right.comparison.unknownBuckets),
        obstacle: left.comparison.obstacle ?? right.comparison.obstacle,
      },
    stamps: mergeStamps([left, right]),
  };
}

type Pair = (one: Series, other: Series) => Series;

function pairRatios(left: QueryResult, right: QueryResult, pair: Pair): Series[] {
  const byKey = new Map(right.series.map((series) => [series.key, series]));
  return left.series
    .filter((one) => !one.isOther)
    .map((one) => pair(one, byKey.get(one.key) ?? { ...one, value: null, points: [], previous: null }));
}

function pairDifferences(left: QueryResult, right: QueryResult, pair: Pair, top: number | null): Series[] {
  const leftByKey = new Map(left.series.map((series) => [series.key, series]));
  const rightByKey = new Map(right.series.map((series) => [series.key, series]));
  const paired = [...new Map([...rightByKey, ...leftByKey]).values()].map((one) =>
    pair(leftByKey.get(one.key) ?? nothingOf(one, left), rightByKey.get(one.key) ?? nothingOf(one, right)),
  );
  const ranked = paired.toSorted((one, other) => compareDecimals(other.value ?? ZERO, one.value ?? ZERO));
  if (top === null || ranked.length <= top) return ranked;
  const rest = ranked.slice(top);
  const addUp = (values: readonly (Decimal | null | undefined)[]) =>
    aggregateValues(
      values.map((value) => value ?? null),
      'sum',
    );
  const other: Series = {
    key: OTHER_KEY,
    label: 'other',
    dimensions: {},
    isOther: true,
    value: addUp(rest.map((series) => series.value)),
    points: left.buckets.map((_, index) => addUp(rest.map((series) => series.points[index]))),
    previous: addUp(rest.map((series) => series.previous)),
  };
  return [...ranked.slice(0, top), other];
}

/** A series that a side has no row of: zero on the days that this side knows, unknown on the others. */
function nothingOf(like: Series, side: QueryResult): Series {
  const isKnown = (state: BucketState) =>
    state === 'complete' || state === 'provisional' || state === 'partial';
  return {
    ...like,
    value: side.value && ZERO,
    points: side.buckets.map((bucket) => (isKnown(bucket.state) ? ZERO : null)),
    previous: side.comparison?.obstacle === null ? ZERO : null,
  };
}

/** Merges several answers into one series. @throws HttpError 400 where their units differ. */
export function mergeResults(query: MergedQuery, results: readonly QueryResult[]): QueryResult {
  const [first] = results;
  if (!first) throw new HttpError(400, 'There is nothing to merge.');
  const units = new Set(results.map((result) => JSON.stringify(result.unit)));
  if (units.size > 1) throw new HttpError(400, `"${query.label}" merges metrics of different units.`);
  // Of a whole of which a part is not known, nothing is known.
  const merge = (values: readonly (Decimal | null | undefined)[]) =>
    values.every((value) => value)
      ? aggregateValues(
          values.map((value) => value ?? null),
          query.fn,
        )
      : null;
  const value = merge(results.map((result) => result.value));
  const comparisons = results.map((result) => result.comparison);
  return {
    ...first,
    title: query.label,
    field: null,
    value,
    buckets: worseBuckets(results),
    unit: query.fn === 'count' ? count('metrics') : first.unit,
    by: [],
    series: [
      {
        key: query.label,
        label: query.label,
        dimensions: {},
        isOther: false,
        value,
        points: first.buckets.map((_, index) =>
          merge(results.map((result) => result.series[0]?.points[index])),
        ),
        previous: merge(results.map((result) => result.series[0]?.previous)),
      },
    ],
    seriesCount: 1,
    comparison: first.comparison && {
      window: first.comparison.window,
      value: merge(comparisons.map((comparison) => comparison?.value)),
      unknownBuckets: Math.max(...comparisons.map((comparison) => comparison?.unknownBuckets ?? 0)),
      obstacle: comparisons.find((comparison) => comparison?.obstacle)?.obstacle ?? null,
    },
    stamps: mergeStamps(results),
  };
}

/** One stamp a source: two metrics of one endpoint share theirs. */
function mergeStamps(results: readonly QueryResult[]): Stamp[] {
  const stamps = new Map(
    results
      .flatMap((result) => result.stamps)
      .map((stamp) => [`${stamp.source.connector}/${stamp.source.resource}`, stamp]),
  );
  return [...stamps.values()];
}
