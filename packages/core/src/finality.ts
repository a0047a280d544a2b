import type { ResourceSpec } from './metric.ts';
import { addMonths, bucketStart, bucketWidth, DAY, nextBucket, type UnixSeconds } from './time.ts';

/** What finality depends on. */
export type FinalitySpec = Pick<ResourceSpec, 'granularity' | 'provisionalBuckets' | 'monthClosesDays'>;

/**
 * From when on a reading of a bucket is final: the source has had its time to revise it.
 *
 * That is `provisionalBuckets` buckets after its end. Where a source closes its months (`monthClosesDays`), the days
 * of the month before are open once more as soon as the month is over, until so many days later; months before that
 * are left alone.
 */
export function finalAt(start: UnixSeconds, resource: FinalitySpec, now: UnixSeconds): UnixSeconds {
  const width = bucketWidth(resource.granularity);
  const settled = nextBucket(start, resource.granularity) + resource.provisionalBuckets * width;
  return Math.max(settled, monthClosesAt(start, resource, now) ?? settled);
}

/** When the month of a bucket closes, if it is the month before this one; undefined for any other. */
export function monthClosesAt(
  start: UnixSeconds,
  { monthClosesDays = 0 }: FinalitySpec,
  now: UnixSeconds,
): UnixSeconds | undefined {
  if (monthClosesDays === 0) return undefined;
  const over = addMonths(bucketStart(start, 'month'), 1);
  return bucketStart(now, 'month') === over ? over + monthClosesDays * DAY : undefined;
}
