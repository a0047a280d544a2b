import type { BucketState, NativeBucket } from '../stamp.ts';
import { bucketStarts, type Granularity, nextBucket } from '../time.ts';
import type { Window } from '../window.ts';
import type { ResultBucket } from './result.ts';

/** From the worst to the best: a wider bucket is as certain as its least certain part. */
const SEVERITY: readonly BucketState[] = ['incomplete', 'partial', 'provisional', 'complete'];

/** The time axis of a result, cut to its window, with what is known of each bucket. */
export function resultBuckets(
  window: Window,
  granularity: Granularity,
  /** In order of time. */
  native: readonly NativeBucket[],
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
    return { start, end, state: joinStates(states) };
  });
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
