import { describe, expect, it } from 'vitest';
import { timesIn, timesSince } from './release-times.ts';

const NOW = new Date('2026-03-02T10:00:00Z');

describe('timesSince', () => {
  it('are days over some weeks, months over a year or two, years over more', () => {
    expect(timesSince(3, NOW)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
    expect(timesSince(90, NOW)).toEqual(['2025-12', '2026-01', '2026-02', '2026-03']);
    expect(timesSince(365 * 3, NOW)).toEqual(['2023', '2024', '2025', '2026']);
  });

  it('end where npm began', () => {
    expect(timesSince(1_000_000, NOW).slice(0, 2)).toEqual(['2009', '2010']);
  });
});

it('knows how many days a month has', () => {
  expect(timesIn('2024-02')).toHaveLength(29);
  expect(timesIn('2026-12').at(-1)).toBe('2026-12-31');
  expect(timesIn('2026').at(-1)).toBe('2026-12');
  expect(timesIn('2026-12-31')).toEqual([]);
});
