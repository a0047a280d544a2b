import { DAY, type UnixSeconds } from '@shipstats/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverBuckets } from './cover-buckets.ts';

const days = (...numbers: number[]): UnixSeconds[] => numbers.map((number) => number * DAY);
const cover = (limit: number, ...numbers: number[]) =>
  coverBuckets(days(...numbers), DAY, limit).map(({ start, end }) => [start / DAY, end / DAY]);

describe('coverBuckets', () => {
  it('needs no window for no bucket', () => {
    expect(cover(31)).toEqual([]);
  });

  it('fills the newest windows first', () => {
    expect(cover(3, 1, 2, 3, 4, 5, 6, 7)).toEqual([
      [5, 8],
      [2, 5],
      [1, 2],
    ]);
  });

  it('bridges a gap where that saves a request', () => {
    expect(cover(5, 1, 2, 5)).toEqual([[1, 6]]);
  });

  it('leaves a gap out where bridging it saves nothing', () => {
    // Two windows either way: {10, 8} and {7, 6} would fetch day 9 for nothing.
    expect(cover(3, 6, 7, 8, 10)).toEqual([
      [10, 11],
      [6, 9],
    ]);
  });

  it('covers every bucket with the fewest windows, within the limit, without overlap', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 80 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 31 }),
        (numbers, limit) => {
          const starts = days(...numbers.sort((a, b) => a - b));
          const windows = coverBuckets(starts, DAY, limit);
          for (const start of starts) {
            expect(windows.filter((window) => window.start <= start && start < window.end)).toHaveLength(1);
          }
          for (const [index, window] of windows.entries()) {
            expect(window.end - window.start).toBeLessThanOrEqual(limit * DAY);
            const older = windows[index + 1];
            if (older) expect(older.end).toBeLessThanOrEqual(window.start);
          }
          expect(windows).toHaveLength(fewestWindows(starts, limit));
        },
      ),
    );
  });
});

/** Greedy from the oldest: known to be optimal in the number of intervals. */
function fewestWindows(starts: readonly UnixSeconds[], limit: number): number {
  let windows = 0;
  let covered = Number.NEGATIVE_INFINITY;
  for (const start of starts) {
    if (start < covered) continue;
    windows += 1;
    covered = start + limit * DAY;
  }
  return windows;
}
