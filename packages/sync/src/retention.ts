import { bucketStart, DAY, type ResourceSpec, type UnixSeconds } from '@shipstats/core';
import type { Store } from '@shipstats/store';

/**
 * Deletes what is older than the user wants to keep, or than is kept of a resource; tells how many buckets that were.
 *
 * So many days stay, the newest stored day included (today at the latest): so a clock that is ahead by years
 * does not empty the store.
 */
export async function applyRetention(options: {
  readonly store: Store;
  readonly connector: string;
  /** Null where the user keeps everything. */
  readonly maxAgeDays: number | null;
  /** Those that may be kept for less; none by default. */
  readonly resources?: readonly ResourceSpec[];
  readonly now: UnixSeconds;
}): Promise<number> {
  const { store, connector, maxAgeDays, resources = [], now } = options;
  let deleted = 0;
  for (const counts of await store.counts()) {
    if (counts.connector !== connector || counts.last === null) continue;
    const { keepDays } = resources.find(({ name }) => name === counts.resource) ?? {};
    const days = Math.min(maxAgeDays ?? Number.POSITIVE_INFINITY, keepDays ?? Number.POSITIVE_INFINITY);
    const newestDay = bucketStart(Math.min(now, counts.last), 'day');
    // Where everything is kept, values that no row has any more (of a dimension that is left out now) are deleted still.
    const before =
      days === Number.POSITIVE_INFINITY
        ? Number.MIN_SAFE_INTEGER
        : newestDay - (Math.max(1, Math.floor(days)) - 1) * DAY;
    deleted += await store.deleteBefore(connector, counts.resource, before);
  }
  return deleted;
}
