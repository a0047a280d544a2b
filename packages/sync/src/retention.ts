import { bucketStart, DAY, type UnixSeconds } from '@shipstats/core';
import type { Store } from '@shipstats/store';

/**
 * Deletes what is older than the user wants to keep; tells how many buckets that were.
 *
 * `maxAgeDays` days stay, the newest stored day included (today at the latest): so a clock that is ahead by years
 * does not empty the store.
 */
export async function applyRetention(options: {
  readonly store: Store;
  readonly connector: string;
  readonly maxAgeDays: number;
  readonly now: UnixSeconds;
}): Promise<number> {
  const { store, connector, maxAgeDays, now } = options;
  let deleted = 0;
  for (const counts of await store.counts()) {
    if (counts.connector !== connector || counts.last === null) continue;
    const newestDay = bucketStart(Math.min(now, counts.last), 'day');
    const before = newestDay - (Math.max(1, Math.floor(maxAgeDays)) - 1) * DAY;
    deleted += await store.deleteBefore(connector, counts.resource, before);
  }
  return deleted;
}
