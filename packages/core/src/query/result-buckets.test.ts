import { expect, it } from 'vitest';
import { DAY } from '../time.ts';
import type { BucketGaps, ResultBucket } from './result.ts';
import { describeState, worseBuckets } from './result-buckets.ts';

const week = (
  state: ResultBucket['state'],
  unknownBuckets: number,
  incompleteBuckets: number,
): ResultBucket => {
  const gaps: BucketGaps = { granularity: 'day', unknownBuckets, incompleteBuckets };
  return { start: 0, end: 7 * DAY, state, gaps };
};

it('takes a bucket of several answers for as little known as of the one that knows least', () => {
  const [joined] = worseBuckets([
    { buckets: [week('complete', 0, 0)] },
    { buckets: [week('incomplete', 2, 0)] },
    { buckets: [week('incomplete', 1, 3)] },
  ]);
  expect(joined).toEqual(week('incomplete', 2, 3));
});

it('says of a bucket what is missing of it, unless all of it is', () => {
  expect(describeState(week('incomplete', 1, 2))).toBe('incomplete, 1 day unknown, 2 days incomplete');
  expect(describeState(week('unknown', 7, 0))).toBe('unknown');
  expect(describeState({ start: 0, end: DAY, state: 'incomplete' })).toBe('incomplete');
});
