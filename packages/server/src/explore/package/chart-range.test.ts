import { DAY, toDayUtc } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { chartWindow, FIRST_DAY } from './chart-range.ts';

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 1000;
const END = day('2026-11-22');

describe('the window of a chart', () => {
  it.each([
    ['1m', 'day', '2026-10-23'],
    ['4m', 'day', '2026-07-25'],
    // A Monday: the first week is a whole one.
    ['1y', 'week', '2025-11-17'],
    ['3y', 'week', '2023-11-20'],
    ['all', 'month', '2015-01-01'],
  ] as const)('of %s has buckets of a %s from %s', (range, bucket, start) => {
    const found = chartWindow(range, END, FIRST_DAY);
    expect([found.bucket, toDayUtc(found.window.start)]).toEqual([bucket, start]);
  });

  it('begins no earlier than the package, and holds a day at least', () => {
    expect(chartWindow('all', END, day('2026-11-01'))).toMatchObject({
      bucket: 'day',
      window: { start: day('2026-11-01') },
    });
    expect(chartWindow('all', END, END + 5 * DAY).window).toEqual({ start: END - DAY, end: END });
  });
});
