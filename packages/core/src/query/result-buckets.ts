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
