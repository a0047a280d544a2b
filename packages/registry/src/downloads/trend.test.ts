import { describe, expect, it } from 'vitest';
import { addDays } from './day-count.ts';
import { trendOf, weeklyShape } from './trend.ts';

const days = (count: number, downloads: (back: number) => number | null) =>
  new Map(Array.from({ length: count }, (_, back) => [addDays('2026-11-21', -back), downloads(back)]));

describe('the trend', () => {
  it('is the last four weeks over the four before', () => {
    expect(
      trendOf(
        days(56, (back) => (back < 28 ? 110 : 100)),
        '2026-11-21',
      ),
    ).toBeCloseTo(0.1);
    expect(
      trendOf(
        days(57, (back) => (back < 29 ? 0 : 100)),
        '2026-11-21',
      ),
    ).toBe(-1);
    expect(
      trendOf(
        days(56, (back) => back),
        '2026-11-20',
      ),
    ).toBeNull();
  });

  it('is unknown where a day of either half is, or where there was nothing before', () => {
    for (const unknown of [0, 27, 28, 55]) {
      const some = days(56, (back) => (back === unknown ? null : 100));
      expect(trendOf(some, '2026-11-21')).toBeNull();
      some.delete(addDays('2026-11-21', -unknown));
      expect(trendOf(some, '2026-11-21')).toBeNull();
    }
    expect(
      trendOf(
        days(56, (back) => (back === 56 ? null : 100)),
        '2026-11-21',
      ),
    ).toBe(0);
    expect(
      trendOf(
        days(56, (back) => (back < 28 ? 5 : 0)),
        '2026-11-21',
      ),
    ).toBeNull();
  });
});

describe('the weekly shape', () => {
  it('is sums of seven days, the newest last, unknown where a day is', () => {
    const some = days(21, (back) => (back === 8 ? null : back < 7 ? 2 : 1));
    expect(weeklyShape(some, '2026-11-21', 4)).toEqual([null, 7, null, 14]);
  });
});
