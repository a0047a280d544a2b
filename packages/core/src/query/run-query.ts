import {
  add,
  compare as compareDecimals,
  type Decimal,
  divide,
  fromNumber,
  multiply,
  subtract,
  ZERO,
} from '../decimal.ts';
import { HttpError } from '../errors.ts';
import { measureFor } from '../metric.ts';
import { type BucketState, bucketState, makeStamp, type NativeBucket, type Stamp } from '../stamp.ts';
import { suggest } from '../suggest.ts';
import {
  bucketStart,
  bucketStarts,
  type Clock,
  type Granularity,
  nextBucket,
  toUnixSeconds,
  type UnixSeconds,
} from '../time.ts';
import { count } from '../unit.ts';
import { parseWindow, previousWindow, type Window } from '../window.ts';
import type { AggregateFn, DerivedQuery, FilterClause, MergedQuery, MetricQuery, Query } from './query.ts';
import type { CatalogEntry, MetricCatalog, SampleReader } from './reader.ts';
import type { Comparison, QueryResult, ResultBucket, Series } from './result.ts';

export interface QueryContext {
  readonly catalog: MetricCatalog;
  readonly reader: SampleReader;
  readonly clock: Clock;
  readonly timeZone?: string | null;
}

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
    case 'derived':
      return runDerivedQuery(query, context);
    case 'merged':
      return runMergedQuery(query, context);
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
  const series: Series[] = split
    ? splitSeries(query, split, totals, aggregate, previous?.unknownBuckets === 0)
    : [
        {
          key: query.metric,
          label: query.label ?? plan.title,
          dimensions: {},
          isOther: false,
          value,
          points: aggregate.points(totals),
          previous: previous?.unknownBuckets === 0 ? previous.value : null,
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
    comparison: previous,
    stamps: [makeStamp({ entry, buckets: native, freshness, now: plan.now })],
  };
}

interface Plan {
  readonly entry: CatalogEntry;
  readonly measure: { readonly name: string; readonly unit: QueryResult['unit'] };
  readonly title: string;
  readonly window: Window;
  readonly now: UnixSeconds;
  readonly reader: SampleReader;
  readonly filter: readonly FilterClause[];
}

/** Checks a query against the catalogue: queries come from links and terminals too, not only from a checked file. */
function planQuery(query: MetricQuery, { catalog, reader, clock, timeZone }: QueryContext): Plan {
  const entry = catalog.find(query.metric, query.connector);
  if (!entry) {
    const names = catalog.entries.map((candidate) => candidate.metric.name);
    throw new HttpError(
      404,
      `There is no metric ${JSON.stringify(query.metric)}.`,
      suggest(query.metric, names),
    );
  }
  const measure = measureFor(entry, query.field ?? undefined);
  if (!measure) {
    const fields = ['value', ...entry.metric.fields];
    throw new HttpError(
      400,
      `${query.metric} has no field ${JSON.stringify(query.field)}.`,
      suggest(query.field ?? '', fields),
    );
  }
  const dimensions = entry.resource.dimensions.map((dimension) => dimension.name);
  const conditions = query.filter.flatMap((clause) => ('or' in clause ? clause.or : [clause]));
  for (const name of [...query.by, ...conditions.map((condition) => condition.field)]) {
    if (dimensions.includes(name)) continue;
    throw new HttpError(
      400,
      `${query.metric} has no dimension ${JSON.stringify(name)}.`,
      suggest(name, dimensions),
    );
  }
  if (query.by.length > 2) throw new HttpError(400, 'A query splits by two dimensions at most.');
  if (query.bucket === 'hour' && entry.resource.granularity === 'day') {
    throw new HttpError(400, `${query.metric} is daily: it has no hours.`, 'Use day, week or month.');
  }
  if (query.fn === 'sum' && entry.resource.kind === 'level') {
    throw new HttpError(
      400,
      `${query.metric} is a level: it does not add up over time.`,
      'Use latest, avg, min or max.',
    );
  }
  const now = clock();
  const title =
    measure.name === entry.measure.name
      ? entry.metric.title
      : `${entry.metric.title}: ${measure.name.replaceAll('_', ' ')}`;
  return {
    entry,
    measure,
    title,
    window: readWindow(query, entry, now, timeZone),
    now: toUnixSeconds(now),
    reader,
    filter: query.filter,
  };
}

function readWindow(
  query: MetricQuery,
  entry: CatalogEntry,
  now: Date,
  timeZone: string | null | undefined,
): Window {
  try {
    return parseWindow(query.window, {
      now,
      granularity: entry.resource.granularity,
      ...(timeZone ? { timeZone } : {}),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new HttpError(400, error.message);
    throw error;
  }
}

/** The value of each bucket of the source that has rows. */
type BucketValues = ReadonlyMap<UnixSeconds, Decimal | null>;

async function readTotals(plan: Plan, window: Window, filter = plan.filter): Promise<BucketValues> {
  const rows = await plan.reader.read({ ...source(plan), window, by: [], filter, bucketed: true });
  return new Map(rows.map((row) => [row.bucket ?? window.start, row.value]));
}

function source(plan: Plan) {
  return { connector: plan.entry.connector, resource: plan.entry.resource.name, measure: plan.measure.name };
}

async function readComparison(
  query: MetricQuery,
  plan: Plan,
): Promise<Comparison & { readonly split: SplitValues | null }> {
  const window = previousWindow(plan.window, query.window);
  const { entry } = plan;
  const [infos, totals, split] = await Promise.all([
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
    split,
  };
}

/** Sums over a window by the values of the query's dimensions. */
type SplitValues = ReadonlyMap<string, Decimal | null>;

async function readSums(query: MetricQuery, plan: Plan, window: Window): Promise<SplitValues> {
  const rows = await plan.reader.read({
    ...source(plan),
    window,
    by: query.by,
    filter: plan.filter,
    bucketed: false,
  });
  return new Map(rows.map((row) => [seriesKey(row.dimensions), row.value]));
}

interface NamedSeries {
  readonly dimensions: readonly (string | null)[];
  /** Over the whole window. */
  readonly sum: Decimal | null;
  /** By bucket of the source; empty where the query needs no buckets. */
  readonly values: BucketValues;
}

interface Split {
  /** Biggest first. */
  readonly named: readonly NamedSeries[];
  readonly seriesCount: number;
  readonly previous: SplitValues | null;
}

/**
 * Reads the series of a split query: first their sums, to find the biggest, then the buckets of those alone, so that
 * five thousand series over a year are never in memory at once.
 */
async function readSplit(query: MetricQuery, plan: Plan): Promise<Split> {
  const { window, reader, filter } = plan;
  const sums = await reader.read({ ...source(plan), window, by: query.by, filter, bucketed: false });
  const ranked = sums.toSorted(
    (left, right) => bySize(left.value, right.value) || byName(left.dimensions, right.dimensions),
  );
  const top = query.top === null ? ranked : ranked.slice(0, query.top);
  const previous =
    query.compare && query.fn === 'sum'
      ? await readSums(query, plan, previousWindow(window, query.window))
      : null;
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
  }));
  return { named, seriesCount: sums.length, previous };
}

function splitSeries(
  query: MetricQuery,
  split: Split,
  totals: BucketValues,
  aggregate: Aggregator,
  comparable: boolean,
): Series[] {
  const before = comparable ? split.previous : null;
  const named = split.named.map(({ dimensions, sum, values }): Series => {
    const key = seriesKey(dimensions);
    return {
      key,
      label: dimensions.map((value) => value ?? '(none)').join(' · '),
      dimensions: Object.fromEntries(query.by.map((name, index) => [name, dimensions[index] ?? null])),
      isOther: false,
      value: query.fn === 'sum' ? sum : aggregate.value(values),
      points: aggregate.points(values),
      previous: before ? (before.get(key) ?? ZERO) : null,
    };
  });
  if (split.seriesCount <= named.length) return named;
  const rest = restOf(totals, split.named);
  const names = new Set(named.map((series) => series.key));
  const other: Series = {
    key: 'other',
    label: `other (${split.seriesCount - named.length})`,
    dimensions: {},
    isOther: true,
    value:
      query.fn === 'sum'
        ? subtractAll(
            addAll(totals.values()),
            split.named.map((series) => series.sum),
          )
        : aggregate.value(rest),
    points: aggregate.points(rest),
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

interface Aggregator {
  value(values: BucketValues): Decimal | null;
  points(values: BucketValues): (Decimal | null)[];
}

/** Makes the two ways in which a series' buckets become numbers: over the whole window, and a bucket of the result. */
function aggregator(
  query: MetricQuery,
  entry: CatalogEntry,
  native: readonly NativeBucket[],
  buckets: readonly ResultBucket[],
): Aggregator {
  const known = native
    .filter((bucket) => bucket.state !== 'unknown' && bucket.state !== 'future')
    .map((bucket) => bucket.start);
  const inBucket = new Map<UnixSeconds, UnixSeconds[]>(buckets.map((bucket) => [bucket.start, []]));
  if (query.bucket !== null) {
    for (const start of known) inBucket.get(clampedStart(start, query.bucket, buckets))?.push(start);
  }
  /** A known bucket in which a series has no row: nothing was used, which for a flow is zero. */
  const absent = entry.resource.kind === 'flow' ? ZERO : null;
  const fold = (starts: readonly UnixSeconds[], values: BucketValues) => {
    const numbers = starts.map((start) => (values.has(start) ? (values.get(start) ?? null) : absent));
    return aggregateValues(numbers, query.fn);
  };
  return {
    value: (values) => fold(known, values),
    points: (values) => buckets.map((bucket) => fold(inBucket.get(bucket.start) ?? [], values)),
  };
}

/** The first bucket of a window may begin before it (a week, a month): it is cut to the window. */
function clampedStart(
  start: UnixSeconds,
  granularity: Granularity,
  buckets: readonly ResultBucket[],
): UnixSeconds {
  return Math.max(bucketStart(start, granularity), buckets[0]?.start ?? start);
}

function aggregateValues(values: readonly (Decimal | null)[], fn: AggregateFn): Decimal | null {
  const numbers = values.filter((value) => value !== null);
  const first = numbers[0];
  if (first === undefined) return fn === 'count' && values.length > 0 ? ZERO : null;
  switch (fn) {
    case 'sum':
      return numbers.reduce(add, ZERO);
    case 'avg':
      return divide(numbers.reduce(add, ZERO), fromNumber(numbers.length)) ?? null;
    case 'min':
      return numbers.reduce((least, value) => (compareDecimals(value, least) < 0 ? value : least), first);
    case 'max':
      return numbers.reduce((most, value) => (compareDecimals(value, most) > 0 ? value : most), first);
    case 'count':
      return fromNumber(numbers.length);
    case 'latest':
      return numbers.at(-1) ?? null;
    case 'first':
      return first;
    default:
      return fn satisfies never;
  }
}

/** From the worst to the best: a wider bucket is as certain as its least certain part. */
const SEVERITY: readonly BucketState[] = ['incomplete', 'partial', 'provisional', 'complete'];

function resultBuckets(
  window: Window,
  granularity: Granularity,
  native: readonly NativeBucket[],
): ResultBucket[] {
  return bucketStarts(window, granularity).map((bucket) => {
    const start = Math.max(bucket, window.start);
    const end = Math.min(nextBucket(bucket, granularity), window.end);
    return {
      start,
      end,
      state: joinStates(
        native.filter((part) => part.start >= start && part.start < end).map((part) => part.state),
      ),
    };
  });
}

function joinStates(states: readonly BucketState[]): BucketState {
  const begun = states.filter((state) => state !== 'future');
  if (begun.length === 0) return 'future';
  const known = begun.filter((state) => state !== 'unknown');
  if (known.length === 0) return 'unknown';
  // Some days known, some not: the number is there, but it is not the whole.
  if (known.length < begun.length) return 'incomplete';
  if (begun.length < states.length) return 'partial';
  return SEVERITY.find((state) => known.some((one) => one === state)) ?? 'complete';
}

async function runDerivedQuery(query: DerivedQuery, context: QueryContext): Promise<QueryResult> {
  // The ranking of both sides must agree: the left one's biggest series, and the same ones on the right.
  const [left, right] = await Promise.all([
    runMetricQuery(query.left, context),
    runMetricQuery({ ...query.right, top: null }, context),
  ]);
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

async function runMergedQuery(query: MergedQuery, context: QueryContext): Promise<QueryResult> {
  const results = await Promise.all(
    query.of.map((one) => runMetricQuery({ ...one, by: [], top: null }, context)),
  );
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

function seriesKey(dimensions: readonly (string | null)[]): string {
  return dimensions.length === 1 ? (dimensions[0] ?? '(none)') : JSON.stringify(dimensions);
}

function bySize(left: Decimal | null, right: Decimal | null): number {
  if (left === null || right === null) return (left === null ? 1 : 0) - (right === null ? 1 : 0);
  return compareDecimals(right, left);
}

function byName(left: readonly (string | null)[], right: readonly (string | null)[]): number {
  return seriesKey(left) < seriesKey(right) ? -1 : 1;
}
