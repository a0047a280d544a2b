import { type BucketState, describeState, type Granularity, type ResultBucket } from '@shipstats/core';

/** What is said of a bucket, the same on every page. */
export const STATE_WORDS: Record<BucketState, string> = {
  complete: 'complete',
  provisional: 'provisional',
  partial: 'partial',
  incomplete: 'incomplete',
  unknown: 'unknown',
  future: 'not begun',
};

/** States that a chart marks; the legend explains those that occur. */
export const MARKED_STATES = ['partial', 'provisional', 'incomplete', 'unknown'] as const;
export type MarkedState = (typeof MARKED_STATES)[number];

/** What a state means, in a sentence: the title of its legend entry. */
export const STATE_MEANINGS: Record<MarkedState, string> = {
  partial: 'Not over when it was read, or cut by the window: a part of it.',
  provisional: 'Over, but the source may still revise it.',
  incomplete: 'Known in part: days are missing, or rows could not be read.',
  unknown: 'Never read: a hole, not zero.',
};

/** Whether the number is of a part alone: it is drawn so that it is not taken for that of a whole. */
export function isOfPart(state: BucketState): boolean {
  return state === 'partial' || state === 'incomplete';
}

/** The state of a bucket, and what is missing of it: `incomplete, 1 day unknown`. */
export function stateText(bucket: ResultBucket): string {
  return bucket.state === 'future' ? STATE_WORDS.future : describeState(bucket);
}

/** A run of neighbouring buckets in the same state: `from` to before `to`. */
export interface StateRun {
  readonly state: BucketState;
  readonly from: number;
  readonly to: number;
}

/** Puts neighbours in the same state together. */
export function stateRuns(buckets: readonly ResultBucket[]): StateRun[] {
  const runs: StateRun[] = [];
  buckets.forEach(({ state }, index) => {
    const last = runs.at(-1);
    if (last?.state === state) runs[runs.length - 1] = { ...last, to: index + 1 };
    else runs.push({ state, from: index, to: index + 1 });
  });
  return runs;
}

/** `1 day`, `3 days`, `2 hours`. */
export function countBuckets(count: number, granularity: Granularity): string {
  return `${count} ${granularity}${count === 1 ? '' : 's'}`;
}
