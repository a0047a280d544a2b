import { type Decimal, divide, fromNumber, multiply, subtract } from '../decimal.ts';
import { HttpError } from '../errors.ts';
import type { Stamp } from '../stamp.ts';
import { count } from '../unit.ts';
import { aggregateValues } from './aggregate.ts';
import type { DerivedQuery, MergedQuery } from './query.ts';
import type { Comparison, QueryResult, Series } from './result.ts';

/** Combines the answers to both sides, series by series and bucket by bucket; the left side's ranking holds. */
export function combineDerived(query: DerivedQuery, left: QueryResult, right: QueryResult): QueryResult {
  const combine = (a: Decimal | null | undefined, b: Decimal | null | undefined): Decimal | null => {
    if (!a || !b) return null;
    if (query.op === 'difference') return subtract(a, b);
    return divide(multiply(a, fromNumber(query.per)), b) ?? null;
  };
  const rightByKey = new Map(right.series.map((series) => [series.key, series]));
  const split = query.left.by.length > 0;
  const series = left.series
    .filter((one) => !one.isOther)
    .map((one): Series => {
      const other = split ? rightByKey.get(one.key) : right.series[0];
      return {
        ...one,
        label: split ? one.label : query.label,
        key: split ? one.key : query.label,
        value: combine(one.value, other?.value),
        points: one.points.map((point, index) => combine(point, other?.points[index])),
        previous: combine(one.previous, other?.previous),
      };
    });
  const comparison: Comparison | null =
    left.comparison && right.comparison
      ? {
          window: left.comparison.window,
          value: combine(left.comparison.value, right.comparison.value),
          unknownBuckets: Math.max(left.comparison.unknownBuckets, right.comparison.unknownBuckets),
        }
      : null;
  return {
    ...left,
    title: query.label,
    field: null,
    unit: query.unit,
    fn: null,
    // A ratio of two flows does not add up: it is drawn as a line.
    kind: query.op === 'ratio' ? 'level' : left.kind,
    moreIs: 'neutral',
    value: combine(left.value, right.value),
    series,
    comparison,
    stamps: mergeStamps([left, right]),
  };
}

/** Merges several answers into one series. @throws HttpError 400 where their units differ. */
export function mergeResults(query: MergedQuery, results: readonly QueryResult[]): QueryResult {
  const [first] = results;
  if (!first) throw new HttpError(400, 'There is nothing to merge.');
  const units = new Set(results.map((result) => JSON.stringify(result.unit)));
  if (units.size > 1) throw new HttpError(400, `"${query.label}" merges metrics of different units.`);
  const merge = (values: readonly (Decimal | null | undefined)[]) =>
    aggregateValues(
      values.map((value) => value ?? null),
      query.fn,
    );
  const value = merge(results.map((result) => result.value));
  const comparisons = results.map((result) => result.comparison);
  return {
    ...first,
    title: query.label,
    field: null,
    value,
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
