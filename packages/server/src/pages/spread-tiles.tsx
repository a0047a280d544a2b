import {
  bucketStart,
  compare,
  type Decimal,
  divide,
  fromNumber,
  type Granularity,
  nextBucket,
  type QueryResult,
  type ResultBucket,
  sum,
} from '@shipstats/core';
import { bucketName } from '../chart/index.ts';
import { StatTile } from '../ui/index.ts';

/** Fewer full buckets than this have no average worth a tile. */
const LEAST_BUCKETS = 3;

interface Full {
  readonly bucket: ResultBucket;
  readonly value: Decimal;
}

/** How a total spreads over its days (or weeks): the average and the highest, of those that are over and known. */
export function SpreadTiles({ result, noun, now }: { result: QueryResult; noun: Granularity; now: Date }) {
  const full = fullBuckets(result, noun);
  const [first] = full;
  if (result.kind !== 'flow' || result.fn !== 'sum' || first === undefined || full.length < LEAST_BUCKETS)
    return null;
  const average = divide(sum(full.map(({ value }) => value)), fromNumber(full.length));
  const highest = full.reduce((most, one) => (compare(one.value, most.value) > 0 ? one : most), first);
  const only = { ...result, comparison: null, buckets: [], series: [] };
  return (
    <>
      <StatTile
        title={`Average ${noun}`}
        result={{ ...only, value: average ?? null }}
        note={`over ${full.length} full ${noun}s`}
        now={now}
      />
      <StatTile
        title={`Highest ${noun}`}
        result={{ ...only, value: highest.value }}
        note={bucketName(highest.bucket)}
        now={now}
      />
    </>
  );
}

function fullBuckets({ buckets, series }: QueryResult, granularity: Granularity): readonly Full[] {
  const points = series[0]?.points ?? [];
  return buckets.flatMap((bucket, index) => {
    const value = points[index];
    const isKnown = bucket.state === 'complete' || bucket.state === 'provisional';
    // The first and the last may be cut by the window.
    const start = bucketStart(bucket.start, granularity);
    const isFull = isKnown && start === bucket.start && nextBucket(start, granularity) === bucket.end;
    return isFull && value ? [{ bucket, value }] : [];
  });
}
