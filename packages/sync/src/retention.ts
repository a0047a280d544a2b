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
  const daysOf = (resource: string) => {
    const { keepDays } = resources.find(({ name }) => name === resource) ?? {};
    return Math.min(maxAgeDays ?? Number.POSITIVE_INFINITY, keepDays ?? Number.POSITIVE_INFINITY);
  };
  let deleted = 0;
  for (const { resource, start } of await store.newestBuckets(connector)) {
    const days = daysOf(resource);
    if (days === Number.POSITIVE_INFINITY) continue;
    const newestDay = bucketStart(Math.min(now, start), 'day');
    const before = newestDay - (Math.max(1, Math.floor(days)) - 1) * DAY;
    deleted += await store.deleteBefore(connector, resource, before);
  }
  // Also where everything is kept: of a dimension that is left out now, say the ids of users, nothing is to stay.
  await store.forgetUnused(connector);
  return deleted;
}
