import type { BucketState, NativeBucket } from '../stamp.ts';
import { bucketStarts, type Granularity, nextBucket, type SourceGranularity } from '../time.ts';
import type { Window } from '../window.ts';
import type { QueryResult, ResultBucket } from './result.ts';

/** From the worst to the best: a wider bucket is as certain as its least certain part. */
const SEVERITY: readonly BucketState[] = ['incomplete', 'partial', 'provisional', 'complete'];

/** The time axis of a result, cut to its window, with what is known of each bucket. */
export function resultBuckets(
  window: Window,
  granularity: Granularity,
  {
    native,
    source,
    isSum,
  }: {
    /** In order of time. */
    readonly native: readonly NativeBucket[];
    /** How wide they are. */
    readonly source: SourceGranularity;
    /** The number of a bucket adds up over time: of one that the window cuts it is a part. */
    readonly isSum: boolean;
  },
): ResultBucket[] {
  let next = 0;
  return bucketStarts(window, granularity).map((bucket) => {
    const start = Math.max(bucket, window.start);
    const end = Math.min(nextBucket(bucket, granularity), window.end);
    const states: BucketState[] = [];
    for (let part = native[next]; part && part.start < end; part = native[next]) {
      states.push(part.state);
      next += 1;
    }
    if (granularity === source) return { start, end, state: joinStates(states) };
    const isCut = isSum && (start > bucket || end < nextBucket(bucket, granularity));
    const gaps = {
      granularity: source,
      unknownBuckets: countOf(states, 'unknown'),
      incompleteBuckets: countOf(states, 'incomplete'),
    };
    return { start, end, state: isCut ? cutState(joinStates(states)) : joinStates(states), gaps };
  });
}

function countOf(states: readonly BucketState[], wanted: BucketState): number {
  return states.filter((state) => state === wanted).length;
}

/** Seven days less two are no week, however well they are known. */
function cutState(state: BucketState): BucketState {
  return state === 'complete' || state === 'provisional' ? 'partial' : state;
}

/** What is known of a whole by what is known of its parts in time. */
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

/** What is known of a number made of two others: as much as of the less certain one. */
export function worseState(left: BucketState, right: BucketState): BucketState {
  const order: readonly BucketState[] = ['unknown', ...SEVERITY];
  return order.find((state) => state === left || state === right) ?? left;
}

/** The time axis of several answers that share it: each bucket as certain as the least certain of them. */
export function worseBuckets(results: readonly Pick<QueryResult, 'buckets'>[]): ResultBucket[] {
  const [first, ...others] = results;
  return (first?.buckets ?? []).map((bucket, index) =>
    others.reduce((worse, other) => worseBucket(worse, other.buckets[index] ?? worse), bucket),
  );
}

function worseBucket(one: ResultBucket, other: ResultBucket): ResultBucket {
  const most = (of: 'unknownBuckets' | 'incompleteBuckets') =>
    Math.max(one.gaps?.[of] ?? 0, other.gaps?.[of] ?? 0);
  const gaps = one.gaps && {
    ...one.gaps,
    unknownBuckets: most('unknownBuckets'),
    incompleteBuckets: most('incompleteBuckets'),
  };
  return { ...one, state: worseState(one.state, other.state), ...(gaps && { gaps }) };
}

/** The state of a bucket, and what is missing of it: `incomplete, 1 day unknown`. */
export function describeState({ state, gaps }: ResultBucket): string {
  if (gaps === undefined || state === 'unknown') return state;
  const { granularity, unknownBuckets, incompleteBuckets } = gaps;
  const tell = (count: number, what: string) =>
    count === 0 ? [] : [`${count} ${granularity}${count === 1 ? '' : 's'} ${what}`];
  return [state, ...tell(unknownBuckets, 'unknown'), ...tell(incompleteBuckets, 'incomplete')].join(', ');
}
