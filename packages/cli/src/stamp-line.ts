import { formatAgo, formatBucketName, type Stamp, type UnixSeconds } from '@shipstats/core';
import { printable } from './printable.ts';

/** A stamp in one line: where a number is from, how fresh it is, what of it is not certain. */
export function renderStamp(stamp: Stamp, now: UnixSeconds): string {
  const { source } = stamp;
  const parts = [
    stamp.synthetic ? 'SYNTHETIC (demonstration)' : '',
    `${source.title}, ${source.endpoint}`,
    stamp.syncedAt === null
      ? 'never synced'
      : `synced ${formatAgo(Math.floor(Date.parse(stamp.syncedAt) / 1000), now)}`,
    stamp.through === null
      ? 'no data'
      : `through ${formatBucketName(stamp.through)}${stamp.partial ? ', partial' : ''}`,
    stamp.provisionalFrom === null
      ? ''
      : `${bucketCount(stamp.provisionalBuckets)} provisional from ${formatBucketName(stamp.provisionalFrom)}`,
    stamp.unknownBuckets > 0 ? `${bucketCount(stamp.unknownBuckets)} unknown` : '',
    stamp.incompleteBuckets > 0 ? `${bucketCount(stamp.incompleteBuckets)} incomplete` : '',
    stamp.stale ? 'STALE' : '',
    stamp.error === null ? '' : `last sync failed: ${printable(stamp.error)}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

function bucketCount(count: number): string {
  return `${count} ${count === 1 ? 'bucket' : 'buckets'}`;
}
