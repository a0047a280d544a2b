import { add, compare as compareDecimals, type Decimal, subtract, ZERO } from '../decimal.ts';
import type { IdName, NameBook } from '../names.ts';
import type { UnixSeconds } from '../time.ts';
import type { Window } from '../window.ts';
import type { Aggregator, BucketValues } from './aggregate.ts';
import { type Plan, source } from './plan-query.ts';
import type { FilterClause, MetricQuery } from './query.ts';
import type { ReadRow } from './reader.ts';
import type { Series } from './result.ts';

/** The key of what is not named. */
export const OTHER_KEY = 'other';

/** Sums over a window by the values of the query's dimensions. */
export type SplitValues = ReadonlyMap<string, Decimal | null>;

/** Makes the numbers of the series of a split query, which may be known for different buckets. */
export interface SplitAggregators {
  of(dimensions: readonly (string | null)[]): Aggregator;
  readonly other: Aggregator;
  /** Whether there is any bucket of which the rest is known. */
  readonly isOtherKnown: boolean;
}

/** Reads the sums of every series over a window. */
export async function readSums(query: MetricQuery, plan: Plan, window: Window): Promise<SplitValues> {
  const rows = await plan.reader.read({
    ...source(plan),
    window,
    by: query.by,
    filter: plan.filter,
    bucketed: false,
  });
  return new Map(rows.map((row) => [seriesKey(row.dimensions), row.value]));
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

/**
 * Reads the series of a split query: first their sums, to find the biggest, then the buckets of those alone, so that
 * five thousand series over a year are never in memory at once.
 */
export async function readSplit(query: MetricQuery, plan: Plan): Promise<Split> {
  const { window, reader, filter } = plan;
  const sums = await reader.read({ ...source(plan), window, by: query.by, filter, bucketed: false });
  const empty = emptyPartitions(query, plan, sums);
  const ranked = [...sums, ...empty].toSorted(
    (left, right) => bySize(left.value, right.value) || byName(left.dimensions, right.dimensions),
  );
  const top = query.top === null ? ranked : ranked.slice(0, query.top);
  const valuesOf = new Map(
    top.map((row) => [seriesKey(row.dimensions), new Map<UnixSeconds, Decimal | null>()]),
  );
  if (query.fn !== 'sum' || query.bucket !== null) {
    const only: FilterClause[] =
      top.length === ranked.length
        ? []
        : query.by.map((field, index) => ({
            field,
            op: 'in',
            value: [...new Set(top.map((row) => row.dimensions[index] ?? null))],
          }));
    const rows = await reader.read({
      ...source(plan),
      window,
      by: query.by,
      filter: [...filter, ...only],
      bucketed: true,
    });
    for (const row of rows)
      valuesOf.get(seriesKey(row.dimensions))?.set(row.bucket ?? window.start, row.value);
  }
  const named = top.map((row) => ({
    dimensions: row.dimensions,
    sum: row.value,
    values: valuesOf.get(seriesKey(row.dimensions)) ?? new Map(),
    isEmpty: empty.includes(row),
  }));
  return { named, seriesCount: ranked.length };
}

/** Partitions that were asked for by name have a series each, whatever is known of them. */
function emptyPartitions(
  query: MetricQuery,
  { partitions }: Plan,
  sums: readonly ReadRow[],
): readonly ReadRow[] {
  if (!partitions?.isNamed || query.by.length !== 1 || query.by[0] !== partitions.field) return [];
  const found = new Set(sums.map((row) => row.dimensions[0]));
  return partitions.names
    .filter((name) => !found.has(name))
    .map((name) => ({ bucket: null, dimensions: [name], value: null }));
}

/** Makes the series of a split query, "other" last. */
export function splitSeries(
  query: MetricQuery,
  split: Split,
  totals: BucketValues,
  aggregators: SplitAggregators,
  /** Sums over the window before; null where they cannot be compared. */
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
      previous: before ? (before.get(key) ?? ZERO) : null,
    };
  });
  if (split.seriesCount <= named.length) return named;
  const rest = restOf(totals, split.named);
  const names = new Set(named.map((series) => series.key));
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
    previous: before ? addAll([...before].map(([key, value]) => (names.has(key) ? null : value))) : null,
  };
  return [...named, other];
}

/** What of each bucket's total is not in the named series. */
function restOf(totals: BucketValues, named: readonly NamedSeries[]): BucketValues {
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

function addAll(values: Iterable<Decimal | null>): Decimal {
  let total = ZERO;
  for (const value of values) if (value) total = add(total, value);
  return total;
}

function subtractAll(total: Decimal, values: Iterable<Decimal | null | undefined>): Decimal {
  let left = total;
  for (const value of values) if (value) left = subtract(left, value);
  return left;
}

/** No text of a source can look like another key, nor like that of the rest. */
function seriesKey(dimensions: readonly (string | null)[]): string {
  return JSON.stringify(dimensions);
}

function bySize(left: Decimal | null, right: Decimal | null): number {
  if (left === null || right === null) return (left === null ? 1 : 0) - (right === null ? 1 : 0);
  return compareDecimals(right, left);
}

function byName(left: readonly (string | null)[], right: readonly (string | null)[]): number {
  return seriesKey(left) < seriesKey(right) ? -1 : 1;
}
