import type { SourceGranularity } from '@shipstats/core';

/** How requests name a width of buckets, and what holds for resources of that width. */
export interface GranularityRules {
  /** `bucket_width` of a request. */
  readonly bucketWidth: '1d' | '1h' | '1m';
  /** The most buckets that one request may ask for; see the limits of `limit` in OpenAI's specification. */
  readonly maxBuckets: number;
  /** How many days back these buckets are read at most; undefined for no bound. */
  readonly maxHistoryDays?: number;
  /** For how many days they are kept; undefined for ever. */
  readonly keepDays?: number;
}

/** What OpenAI gives for each width; where buckets are many, history is bounded, since nobody looks at old minutes. */
export const GRANULARITIES: Readonly<Record<SourceGranularity, GranularityRules>> = {
  // Costs allow 180 days, but were seen to give 31 without saying so.
  day: { bucketWidth: '1d', maxBuckets: 31 },
  hour: { bucketWidth: '1h', maxBuckets: 168, maxHistoryDays: 92 },
  minute: { bucketWidth: '1m', maxBuckets: 1_440, maxHistoryDays: 2, keepDays: 8 },
};
