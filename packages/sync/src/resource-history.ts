import type { ResourceSpec, UnixSeconds } from '@shipstats/core';

/** How much history is wanted. */
export interface WantedHistory {
  /** How many UTC days, today included. */
  readonly historyDays: number;
  /** Everything from here on, if that is more; null where nobody asked for more. */
  readonly historyStart: UnixSeconds | null;
}

/** What of it a resource is asked for: of finer buckets, only so many days back as its source is asked for at most. */
export function boundHistory(
  { maxHistoryDays }: Pick<ResourceSpec, 'maxHistoryDays'>,
  wanted: WantedHistory,
): WantedHistory {
  if (maxHistoryDays === undefined) return wanted;
  return { historyDays: Math.min(wanted.historyDays, maxHistoryDays), historyStart: null };
}
