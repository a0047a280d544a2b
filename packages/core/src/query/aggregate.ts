import { add, compare as compareDecimals, type Decimal, divide, fromNumber, ZERO } from '../decimal.ts';
import { isRead, type NativeBucket } from '../stamp.ts';
import { bucketStart, type Granularity, type UnixSeconds } from '../time.ts';
import type { AggregateFn, MetricQuery } from './query.ts';
import type { CatalogEntry } from './reader.ts';
import type { ResultBucket } from './result.ts';

/** The value of each bucket of the source that has rows. */
export type BucketValues = ReadonlyMap<UnixSeconds, Decimal | null>;

/** Makes numbers of a series' buckets. */
export interface Aggregator {
  value(values: BucketValues): Decimal | null;
  points(values: BucketValues): (Decimal | null)[];
}

/** Makes the two ways in which a series' buckets become numbers: over the whole window, and a bucket of the result. */
export function aggregator(
  query: MetricQuery,
  entry: CatalogEntry,
  native: readonly NativeBucket[],
  buckets: readonly ResultBucket[],
): Aggregator {
  const known = native.filter((bucket) => isRead(bucket.state));
  const inBucket = new Map<UnixSeconds, NativeBucket[]>(buckets.map((bucket) => [bucket.start, []]));
  if (query.bucket !== null) {
    for (const part of known) inBucket.get(clampedStart(part.start, query.bucket, buckets))?.push(part);
  }
  const readValue = ({ start, state }: NativeBucket, values: BucketValues): Decimal | null => {
    if (values.has(start)) return values.get(start) ?? null;
    // Known, and no row: nothing was used, which for a flow is zero. Unless rows of it could not be read.
    return entry.resource.kind === 'flow' && state !== 'incomplete' ? ZERO : null;
  };
  const fold = (parts: readonly NativeBucket[], values: BucketValues) =>
    aggregateValues(
      parts.map((part) => readValue(part, values)),
      query.fn,
    );
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
