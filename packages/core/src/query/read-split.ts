import { compare as compareDecimals, type Decimal, ZERO } from '../decimal.ts';
import type { UnixSeconds } from '../time.ts';
import type { Window } from '../window.ts';
import { aggregator, type BucketValues, findAnchor, type Whole } from './aggregate.ts';
import { type Plan, source } from './plan-query.ts';
import type { FilterClause, MetricQuery } from './query.ts';
import type { ReadRow } from './reader.ts';
import { addAll, OTHER_KEY, restOf, type Split, type SplitValues, seriesKey, subtractAll } from './split.ts';
import { aggregatorsOfSplit } from './split-aggregators.ts';

/**
 * Reads the series of a split query: first their sizes, to find the biggest, then the buckets of those alone, so that
 * five thousand series over a year are never in memory at once.
 */
export async function readSplit(query: MetricQuery, plan: Plan, whole: Promise<Whole>): Promise<Split> {
  const sums = await readSums(query, plan, plan.window);
  const empty = emptyPartitions(query, plan, sums);
  const all = [...sums, ...empty];
  const sizes = await readSizes(query, plan, all, whole);
  const sizeOf = (row: ReadRow) => sizes.get(seriesKey(row.dimensions)) ?? null;
  const ranked = all.toSorted(
    (left, right) => bySize(sizeOf(left), sizeOf(right)) || byName(left.dimensions, right.dimensions),
  );
  const top = query.top === null ? ranked : ranked.slice(0, query.top);
  const isAll = top.length === ranked.length;
  const values =
    query.fn === 'sum' && query.bucket === null
      ? new Map<string, BucketValues>()
      : await readValues(query, plan, plan.window, isAll ? null : top);
  const named = top.map((row) => ({
    dimensions: row.dimensions,
    sum: row.value,
    values: values.get(seriesKey(row.dimensions)) ?? new Map(),
    isEmpty: empty.includes(row),
  }));
  return { named, seriesCount: ranked.length };
}

/**
 * What series are ranked by: what adds up by its sum, whatever is made of its buckets; a level by the value that is
 * shown, since the sum over days of what was stored means nothing.
 */
async function readSizes(
  query: MetricQuery,
  plan: Plan,
  all: readonly ReadRow[],
  whole: Promise<Whole>,
): Promise<SplitValues> {
  const { kind } = plan.entry.resource;
  if (kind === 'flow') return toValues(all);
  const { fn } = query;
  const { native, totals } = await whole;
  const isByPartition = plan.partitions !== undefined && query.by.includes(plan.partitions.field);
  if (!isByPartition && (fn === 'latest' || fn === 'first')) {
    const anchor = findAnchor(fn, native, totals);
    if (anchor === undefined) return new Map();
    return toValues(await readSums(query, plan, { start: anchor.start, end: anchor.start + 1 }));
  }
  const values = await readValues(query, plan, plan.window, null);
  const aggregators = await aggregatorsOfSplit({
    query,
    plan,
    named: all,
    whole: { native, totals },
    buckets: [],
  });
  return new Map(
    all.map(({ dimensions }) => {
      const key = seriesKey(dimensions);
      return [key, aggregators.of(dimensions).value(values.get(key) ?? new Map())];
    }),
  );
}

/**
 * Reads the numbers of the same series, and of the rest, over the window before.
 *
 * @returns by the keys of the series; what was not there was nothing
 */
export async function readSplitBefore(
  query: MetricQuery,
  plan: Plan,
  split: Split,
  before: Whole & { readonly window: Window },
): Promise<SplitValues> {
  const { named, seriesCount } = split;
  const { totals, window } = before;
  if (query.fn === 'sum') {
    const sums = toValues(await readSums(query, plan, window));
    const ofNamed = named.map(({ dimensions }): [string, Decimal] => {
      const key = seriesKey(dimensions);
      return [key, sums.get(key) ?? ZERO];
    });
    const rest = subtractAll(
      addAll(totals.values()),
      ofNamed.map(([, sum]) => sum),
    );
    return new Map([...ofNamed, [OTHER_KEY, rest]]);
  }
  const values = await readValues(query, plan, window, named.length === seriesCount ? null : named);
  const { value } = aggregator(query, plan.entry, before, []);
  const series = named.map(({ dimensions }) => {
    const key = seriesKey(dimensions);
    return { key, values: values.get(key) ?? new Map<UnixSeconds, Decimal | null>() };
  });
  return new Map([
    ...series.map((one): [string, Decimal | null] => [one.key, value(one.values)]),
    [OTHER_KEY, value(restOf(totals, series))],
  ]);
}

/** Reads the sum of every series over a window. */
function readSums(query: MetricQuery, plan: Plan, window: Window): Promise<readonly ReadRow[]> {
  const { reader, filter } = plan;
  return reader.read({ ...source(plan), window, by: query.by, filter, bucketed: false });
}

/** Reads the buckets of some series, or of all; a few others may be among them. */
async function readValues(
  query: MetricQuery,
  plan: Plan,
  window: Window,
  only: readonly Pick<ReadRow, 'dimensions'>[] | null,
): Promise<ReadonlyMap<string, BucketValues>> {
  const { reader, filter } = plan;
  const narrowed: FilterClause[] =
    only === null
      ? []
      : query.by.map((field, index) => ({
          field,
          op: 'in',
          value: [...new Set(only.map((row) => row.dimensions[index] ?? null))],
        }));
  const rows = await reader.read({
    ...source(plan),
    window,
    by: query.by,
    filter: [...filter, ...narrowed],
    bucketed: true,
  });
  const values = new Map<string, Map<UnixSeconds, Decimal | null>>();
  for (const row of rows) {
    const key = seriesKey(row.dimensions);
    const ofSeries = values.get(key) ?? new Map<UnixSeconds, Decimal | null>();
    values.set(key, ofSeries.set(row.bucket ?? window.start, row.value));
  }
  return values;
}

function toValues(rows: readonly ReadRow[]): SplitValues {
  return new Map(rows.map((row) => [seriesKey(row.dimensions), row.value]));
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

function bySize(left: Decimal | null, right: Decimal | null): number {
  if (left === null || right === null) return (left === null ? 1 : 0) - (right === null ? 1 : 0);
  return compareDecimals(right, left);
}

function byName(left: readonly (string | null)[], right: readonly (string | null)[]): number {
  return seriesKey(left) < seriesKey(right) ? -1 : 1;
}
