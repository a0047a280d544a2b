import type { BucketState } from '@shipstats/core';
import { expect, it } from 'vitest';
import { sampleResult } from '../chart/sample-result.ts';
import { combineResults } from './combine-results.ts';

const result = (title: string, ...states: readonly BucketState[]) =>
  sampleResult({
    buckets: states.length,
    states: Object.fromEntries([...states].reverse().map((state, back) => [back, state])),
    result: { title },
  });
const statesOf = (...results: readonly ReturnType<typeof result>[]) =>
  combineResults(results).map(({ buckets }) => buckets.map(({ state }) => state));

it('calls a day that is known of some numbers alone incomplete, since they are drawn', () => {
  const one = result('one', 'unknown', 'complete', 'unknown', 'partial');
  const other = result('other', 'complete', 'unknown', 'unknown', 'unknown');
  expect(statesOf(one, other)).toEqual([['incomplete', 'incomplete', 'unknown', 'incomplete']]);
});

it('calls a day unknown that is unknown of one number and not begun for the others', () => {
  expect(statesOf(result('one', 'unknown'), result('other', 'future'))).toEqual([['unknown']]);
});

it('takes a day for as certain as it is of the number that knows least', () => {
  const one = result('one', 'complete', 'provisional');
  const other = result('other', 'provisional', 'partial');
  expect(statesOf(one, other)).toEqual([['provisional', 'partial']]);
});

it('says how many days a week lacks of a number that knows none of it', () => {
  const week = { start: 0, end: 7 * 86_400 };
  const lacks = (unknownBuckets: number) =>
    ({ granularity: 'day', unknownBuckets, incompleteBuckets: 0 }) as const;
  const known = result('known', 'complete');
  const unknown = result('unknown', 'unknown');
  const [combined] = combineResults([
    { ...known, buckets: [{ ...week, state: 'complete', gaps: lacks(0) }] },
    { ...unknown, buckets: [{ ...week, state: 'unknown', gaps: lacks(7) }] },
  ]);
  expect(combined?.buckets).toEqual([{ ...week, state: 'incomplete', gaps: lacks(7) }]);
});
