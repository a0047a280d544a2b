import { DAY, type ResultBucket } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { placeMarks } from './place-marks.ts';

const days = (count: number): ResultBucket[] =>
  Array.from({ length: count }, (_, index) => ({
    start: index * DAY,
    end: (index + 1) * DAY,
    state: 'complete',
  }));

describe('marks', () => {
  it('stand in the middle of their day, and those outside are left out', () => {
    const marks = [3.4, 99].map((day) => ({ at: day * DAY, label: '1.0', weight: 1 }));
    expect(placeMarks(marks, days(10)).map(({ x }) => x)).toEqual([0.35]);
  });

  it('have labels that never overlap, the weightiest before the newest', () => {
    const marks = Array.from({ length: 120 }, (_, day) => ({
      at: day * DAY,
      label: `4.${day}.0`,
      weight: day === 50 ? 2 : 0,
    }));
    for (const [width, isNarrow] of [
      [560, false],
      [270, true],
    ] as const) {
      const placed = placeMarks(marks, days(120)).filter(
        ({ label, isExtra }) => label !== null && !(isNarrow && isExtra),
      );
      expect(placed.some(({ label }) => label === '4.50.0')).toBe(true);
      expect(placed.length).toBeGreaterThan(1);
      placed.slice(1).forEach((one, index) => {
        expect((one.x - (placed[index]?.x ?? 0)) * width).toBeGreaterThan(30);
      });
    }
  });

  it('are no comb', () => {
    const marks = Array.from({ length: 900 }, (_, day) => ({ at: day * DAY, label: '1', weight: 0 }));
    expect(placeMarks(marks, days(900)).length).toBeLessThanOrEqual(60);
  });
});
