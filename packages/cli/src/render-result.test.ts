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

const colors = picocolors.createColors(false);
/** The drawing beside the number. */
const drawn = (values: readonly number[], buckets: QueryResult['buckets']) => {
  const [series] = result.series;
  const drawing: QueryResult = {
    ...result,
    buckets,
    series: series ? [{ ...series, points: values.map(fromNumber) }] : [],
  };
  const text = renderResult(drawing, { colors, window: '21d', now: 21 * DAY, listBuckets: false });
  return /[▁▂▃▄▅▆▇█·]+$/m.exec(text)?.[0];
};

it('does not draw weeks that the window cuts as falls', () => {
  const states = ['partial', 'complete', 'complete', 'partial'] as const;
  const weeks = states.map((state, week) => ({
    start: week * 7 * DAY,
    end: (week + 1) * 7 * DAY,
    state,
    gaps: whole,
  }));
  expect(drawn([20, 70, 70, 20], weeks)).toBe('·██·');
});

it('draws a day that is not over', () => {
  const states = ['complete', 'complete', 'partial', 'future'] as const;
  const days = states.map((state, day) => ({ start: day * DAY, end: (day + 1) * DAY, state }));
  expect(drawn([70, 70, 20, 0], days)).toBe('██▃');
});

it('does not draw a week that lacks days as a fall, and tells how many it lacks', () => {
  const text = renderResult(result, { colors, window: '21d', now: 21 * DAY, listBuckets: true });
  expect(text).toContain('█·█');
  expect(text).toMatch(/1970-01-08 +50 +incomplete, 2 days unknown/);
});
