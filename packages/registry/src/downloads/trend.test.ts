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
  });

  it('leaves a lost day out together with the same weekday of the other half', () => {
    // Weekends are quiet: without Monday here and a Sunday there the halves could not be compared.
    const rhythm = (back: number) => (back % 7 < 2 ? 10 : 100);
    for (const unknown of [0, 27, 28, 55]) {
      const some = days(56, (back) => (back === unknown ? null : rhythm(back) * (back < 28 ? 1.2 : 1)));
      expect(trendOf(some, '2026-11-21')).toBeCloseTo(0.2);
      some.delete(addDays('2026-11-21', -unknown));
      expect(trendOf(some, '2026-11-21')).toBeCloseTo(0.2);
    }
  });

  it('is unknown where many days are, or where there was nothing before', () => {
    const without = (...unknown: number[]) =>
      trendOf(
        days(56, (back) => (unknown.includes(back) ? null : 100)),
        '2026-11-21',
      );
    expect(without(1, 2, 30, 31)).toBe(0);
    expect(without(1, 29, 2, 30, 3, 31, 4, 32), 'the same four pairs').toBe(0);
    expect(without(1, 2, 3, 4, 5)).toBeNull();
    expect(without(1, 2, 3, 32, 33)).toBeNull();
    expect(trendOf(new Map(), '2026-11-21')).toBeNull();
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
