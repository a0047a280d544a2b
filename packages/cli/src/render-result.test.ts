import { count, DAY, fromNumber, type QueryResult } from '@shipstats/core';
import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import { renderResult } from './render-result.ts';

const gaps = { granularity: 'day', unknownBuckets: 2, incompleteBuckets: 0 } as const;
const whole = { ...gaps, unknownBuckets: 0 };
const points = [70, 50, 70].map(fromNumber);
const result: QueryResult = {
  metric: 'npm_downloads',
  title: 'npm downloads',
  field: null,
  unit: count('downloads'),
  fn: 'sum',
  kind: 'flow',
  moreIs: 'better',
  window: { start: 0, end: 21 * DAY },
  leftOut: null,
  by: [],
  value: fromNumber(190),
  buckets: [
    { start: 0, end: 7 * DAY, state: 'complete', gaps: whole },
    { start: 7 * DAY, end: 14 * DAY, state: 'incomplete', gaps },
    { start: 14 * DAY, end: 21 * DAY, state: 'complete', gaps: whole },
  ],
  series: [
    {
      key: 'npm_downloads',
      label: 'npm downloads',
      dimensions: {},
      isOther: false,
      value: fromNumber(190),
      points,
      previous: null,
    },
  ],
  seriesCount: 1,
  comparison: null,
  stamps: [],
};

it('does not draw a week that lacks days as a fall, and tells how many it lacks', () => {
  const colors = picocolors.createColors(false);
  const text = renderResult(result, { colors, window: '21d', now: 21 * DAY, listBuckets: true });
  expect(text).toContain('█·█');
  expect(text).toMatch(/1970-01-08 +50 +incomplete, 2 days unknown/);
});
