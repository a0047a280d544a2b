import { add, type Decimal, subtract, ZERO } from '../decimal.ts';
import type { IdName, NameBook } from '../names.ts';
import type { Aggregator, BucketValues } from './aggregate.ts';
import type { MetricQuery } from './query.ts';
import type { Series } from './result.ts';

/** The key of what is not named. */
export const OTHER_KEY = 'other';

/** Numbers of a window by the keys of series. */
export type SplitValues = ReadonlyMap<string, Decimal | null>;

/** Makes the numbers of the series of a split query, which may be known for different buckets. */
export interface SplitAggregators {
  of(dimensions: readonly (string | null)[]): Aggregator;
  readonly other: Aggregator;
  /** Whether there is any bucket of which the rest is known. */
  readonly isOtherKnown: boolean;
}

/** A series of the top, read. */
export interface NamedSeries {
  readonly dimensions: readonly (string | null)[];
  /** Over the whole window. */
  readonly sum: Decimal | null;
  /** By bucket of the source; empty where the query needs no buckets. */
  readonly values: BucketValues;
  /** A partition that the query names and that has no row. */
  readonly isEmpty: boolean;
}

/** What was read for the series of a query. */
export interface Split {
  /** Biggest first. */
  readonly named: readonly NamedSeries[];
  readonly seriesCount: number;
}

/** Makes the series of a split query, "other" last. */
export function splitSeries(
  query: MetricQuery,
  split: Split,
  totals: BucketValues,
  aggregators: SplitAggregators,
  /** The numbers of the window before, from `readSplitBefore`; null where they cannot be compared. */
  before: SplitValues | null,
  book: NameBook,
): Series[] {
  const named = split.named.map(({ dimensions, sum, values, isEmpty }): Series => {
    const key = seriesKey(dimensions);
    const aggregate = aggregators.of(dimensions);
    const names = Object.fromEntries(
      query.by.flatMap((name, index): [string, IdName][] => {
        const known = book.find(name, dimensions[index]);
        return known ? [[name, known]] : [];
      }),
    );
    return {
      key,
      label: query.by.map((name, index) => names[name]?.label ?? dimensions[index] ?? '(none)').join(' · '),
      dimensions: Object.fromEntries(query.by.map((name, index) => [name, dimensions[index] ?? null])),
      ...(Object.keys(names).length > 0 ? { names } : {}),
      isOther: false,
      value: query.fn === 'sum' && !isEmpty ? sum : aggregate.value(values),
      points: aggregate.points(values),
      previous: before?.get(key) ?? null,
    };
  });
  if (split.seriesCount <= named.length) return named;
  const rest = restOf(totals, split.named);
  const other: Series = {
    key: OTHER_KEY,
    label: 'other',
    dimensions: {},
    isOther: true,
    value: !aggregators.isOtherKnown
      ? null
      : query.fn === 'sum'
        ? subtractAll(
            addAll(totals.values()),
            split.named.map((series) => series.sum),
          )
        : aggregators.other.value(rest),
    points: aggregators.other.points(rest),
    previous: before?.get(OTHER_KEY) ?? null,
  };
  return [...named, other];
}

/** What of each bucket's total is not in the named series. */
export function restOf(
  totals: BucketValues,
  named: readonly { readonly values: BucketValues }[],
): BucketValues {
  return new Map(
    [...totals].map(([start, total]) => [
      start,
      total === null
        ? null
        : subtractAll(
            total,
            named.map((series) => series.values.get(start)),
          ),
    ]),
  );
}

export function addAll(values: Iterable<Decimal | null>): Decimal {
  let total = ZERO;
  for (const value of values) if (value) total = add(total, value);
  return total;
}

export function subtractAll(total: Decimal, values: Iterable<Decimal | null | undefined>): Decimal {
  let left = total;
  for (const value of values) if (value) left = subtract(left, value);
  return left;
}

/** No text of a source can look like another key, nor like that of the rest. */
export function seriesKey(dimensions: readonly (string | null)[]): string {
  return JSON.stringify(dimensions);
}
