import { add, compare as compareDecimals, type Decimal, divide, fromNumber, ZERO } from '../decimal.ts';
import { isRead, type NativeBucket } from '../stamp.ts';
import { bucketStart, type Granularity, type UnixSeconds } from '../time.ts';
import type { AggregateFn, MetricQuery } from './query.ts';
import type { CatalogEntry } from './reader.ts';
import type { ResultBucket } from './result.ts';

/** The value of each bucket of the source that has rows. */
export type BucketValues = ReadonlyMap<UnixSeconds, Decimal | null>;

/** What is known of a window as a whole: which buckets, and the total of each over all series. */
export interface Whole {
  readonly native: readonly NativeBucket[];
  readonly totals: BucketValues;
}

/** Makes numbers of a series' buckets. */
export interface Aggregator {
  value(values: BucketValues): Decimal | null;
  points(values: BucketValues): (Decimal | null)[];
}

/** Makes the two ways in which a series' buckets become numbers: over the whole window, and a bucket of the result. */
export function aggregator(
  query: Pick<MetricQuery, 'fn' | 'bucket'>,
  entry: CatalogEntry,
  { native, totals }: Whole,
  buckets: readonly ResultBucket[],
): Aggregator {
  const { kind } = entry.resource;
  const known = native.filter((bucket) => isRead(bucket.state));
  const inBucket = new Map<UnixSeconds, NativeBucket[]>(buckets.map((bucket) => [bucket.start, []]));
  if (query.bucket !== null) {
    for (const part of known) inBucket.get(clampedStart(part.start, query.bucket, buckets))?.push(part);
  }
  const readValue = ({ start, state }: NativeBucket, values: BucketValues): Decimal | null => {
    if (values.has(start)) return values.get(start) ?? null;
    // Rows of it could not be read: the one that is missing may be among them.
    if (state === 'incomplete') return null;
    // Known, and no row: nothing was used, which for a flow is zero. A level is zero beside others that are there.
    return kind === 'flow' || (totals.get(start) ?? null) !== null ? ZERO : null;
  };
  const fold = (parts: readonly NativeBucket[], values: BucketValues) => {
    if (kind === 'level' && (query.fn === 'latest' || query.fn === 'first')) {
      // The same bucket for all series, so that they add up to the total.
      const anchor = findAnchor(query.fn, parts, totals);
      return anchor === undefined ? null : readValue(anchor, values);
    }
    return aggregateValues(
      parts.map((part) => readValue(part, values)),
      query.fn,
    );
  };
  return {
    value: (values) => fold(known, values),
    points: (values) => buckets.map((bucket) => fold(inBucket.get(bucket.start) ?? [], values)),
  };
}

/** The bucket that the first or latest value of a level is read from: of those that are read, with any row. */
export function findAnchor(
  fn: 'latest' | 'first',
  native: readonly NativeBucket[],
  totals: BucketValues,
): NativeBucket | undefined {
  const holds = ({ start, state }: NativeBucket) => isRead(state) && (totals.get(start) ?? null) !== null;
  return fn === 'latest' ? native.findLast(holds) : native.find(holds);
}

/** The first bucket of a window may begin before it (a week, a month): it is cut to the window. */
function clampedStart(
  start: UnixSeconds,
  granularity: Granularity,
  buckets: readonly ResultBucket[],
): UnixSeconds {
  return Math.max(bucketStart(start, granularity), buckets[0]?.start ?? start);
}

/** Makes one number of several; what is not known does not take part, and of nothing comes nothing. */
export function aggregateValues(values: readonly (Decimal | null)[], fn: AggregateFn): Decimal | null {
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
