import { type FinalitySpec, finalAt } from './finality.ts';
import type { BucketInfo, CatalogEntry, Freshness } from './query/reader.ts';
import { formatBucket, HOUR, nextBucket, toIso, type UnixSeconds } from './time.ts';

/**
 * What is known of one bucket of time.
 *
 * - `complete`: over, read after the source stops revising it
 * - `provisional`: over, but the source may still revise it
 * - `partial`: read before it was over
 * - `incomplete`: rows of it could not be read, or it vanished at the source
 * - `unknown`: never read, or the source has lost it: a hole, not zero
 * - `future`: not begun
 */
export type BucketState = 'complete' | 'provisional' | 'partial' | 'incomplete' | 'unknown' | 'future';

/** What stands under every number: where it is from, how fresh it is, and what of it is not certain. */
export interface Stamp {
  readonly source: {
    readonly connector: string;
    readonly title: string;
    readonly resource: string;
    readonly endpoint: string;
  };
  /** Made by the simulator, not by the world. */
  readonly synthetic: boolean;
  /** When the source was last read with success, ISO 8601; null if never. */
  readonly syncedAt: string | null;
  /** The last bucket that holds data: a UTC day, or the moment at which its hour or minute begins; null if none does. */
  readonly through: string | null;
  /** What its buckets are; absent for days. */
  readonly granularity?: 'hour' | 'minute';
  /** The last bucket was read before it was over. */
  readonly partial: boolean;
  /** Buckets of the window that the source may still revise, the partial one aside. */
  readonly provisionalBuckets: number;
  /** The first of them, written likewise. */
  readonly provisionalFrom: string | null;
  /** Buckets of the window that were never read, or that the source has lost. */
  readonly unknownBuckets: number;
  /** Buckets of the window in which rows could not be read. */
  readonly incompleteBuckets: number;
  /** Older than three sync intervals, or the last attempt failed. */
  readonly stale: boolean;
  /** What went wrong at the last attempt, if it failed. */
  readonly error: string | null;
}

/** Whether the source was read for a bucket, be it in part: neither a hole nor yet to come. */
export function isRead(state: BucketState): boolean {
  return state !== 'unknown' && state !== 'future';
}

/** A bucket of the source, and what is known of it. */
export interface NativeBucket {
  readonly start: UnixSeconds;
  readonly state: BucketState;
}

/** Tells the state of one bucket from what the store knows of it. */
export function bucketState(
  start: UnixSeconds,
  info: BucketInfo | undefined,
  resource: FinalitySpec,
  now: UnixSeconds,
): BucketState {
  if (start > now && !info) return 'future';
  if (!info || info.isHole) return 'unknown';
  if (info.incomplete || info.vanished) return 'incomplete';
  if (info.syncedAt < nextBucket(start, resource.granularity)) return 'partial';
  return info.syncedAt < finalAt(start, resource, now) ? 'provisional' : 'complete';
}

/** For how many seconds a source may go unread before its numbers are old: three syncs, and an hour at least. */
export function syncPatience({ syncIntervalSeconds }: CatalogEntry): number {
  return Math.max(3 * syncIntervalSeconds, HOUR);
}

/** What a stamp is made of. */
export interface StampInput {
  readonly entry: CatalogEntry;
  readonly buckets: readonly NativeBucket[];
  readonly freshness: Freshness;
  readonly now: UnixSeconds;
}

/** Makes the stamp of a number over the buckets that went into it. */
export function makeStamp({ entry, buckets, freshness, now }: StampInput): Stamp {
  const known = buckets.filter((bucket) => isRead(bucket.state));
  const provisional = buckets.filter((bucket) => bucket.state === 'provisional');
  const last = known.at(-1);
  const first = provisional.at(0);
  return {
    source: {
      connector: entry.connector,
      title: entry.connectorTitle,
      resource: entry.resource.title,
      endpoint: entry.resource.endpoint,
    },
    synthetic: entry.synthetic,
    syncedAt: freshness.lastSuccessAt === null ? null : toIso(freshness.lastSuccessAt),
    through: last === undefined ? null : formatBucket(last.start, entry.resource.granularity),
    ...(entry.resource.granularity !== 'day' && { granularity: entry.resource.granularity }),
    partial: last?.state === 'partial',
    provisionalBuckets: provisional.length,
    provisionalFrom: first === undefined ? null : formatBucket(first.start, entry.resource.granularity),
    unknownBuckets: buckets.filter((bucket) => bucket.state === 'unknown').length,
    incompleteBuckets: buckets.filter((bucket) => bucket.state === 'incomplete').length,
    stale:
      freshness.lastError !== null ||
      (freshness.lastSuccessAt !== null && now - freshness.lastSuccessAt > syncPatience(entry)),
    error: freshness.lastError,
  };
}
