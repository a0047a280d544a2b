import { describe, expect, it } from 'vitest';
import { addDays, countDays, type DayCount } from './day-count.ts';
import { findHoles, findOwnHoles } from './find-holes.ts';

/** Days of a registry that grows by half a year by year, with weekends at two fifths. */
function registry(from: string, to: string, change: Readonly<Record<string, number>> = {}): DayCount[] {
  return Array.from({ length: countDays({ from, to }) }, (_, at) => {
    const day = addDays(from, at);
    const weekday = new Date(day).getUTCDay();
    const share = weekday === 0 || weekday === 6 ? 0.4 : 1;
    const level = 400_000_000 * 1.5 ** (at / 365) * share;
    return { day, downloads: Math.round(level * (change[day] ?? 1)) };
  });
}

describe('holes of the whole registry', () => {
  it('are none in years of growth, weekends and holidays', () => {
    const quiet = { '2025-12-24': 0.55, '2025-12-25': 0.4, '2025-12-26': 0.5, '2026-01-01': 0.38 };
    const { holes, countedThrough } = findHoles(registry('2024-01-01', '2026-11-21', quiet), '2026-11-22');
    expect([...holes]).toEqual([]);
    expect(countedThrough).toBe('2026-11-21');
  });

  it('are days at zero, alone or in a row, and days far below their weekday', () => {
    const lost = { '2018-05-12': 0, '2018-06-04': 0.02, '2018-10-03': 0, '2018-10-04': 0, '2018-10-05': 0.1 };
    const { holes } = findHoles(registry('2018-01-01', '2018-12-31', lost), '2026-11-22');
    expect([...holes].sort()).toEqual(Object.keys(lost).sort());
  });

  it('are found in weeks of them', () => {
    const lost = Object.fromEntries(Array.from({ length: 21 }, (_, at) => [addDays('2022-07-10', at), 0]));
    const { holes } = findHoles(registry('2022-01-01', '2022-12-31', lost), '2026-11-22');
    expect(holes.size).toBe(21);
  });

  it('compare a Sunday with Sundays', () => {
    const { holes } = findHoles(registry('2026-01-01', '2026-06-30', { '2026-03-04': 0.2 }), '2026-11-22');
    expect([...holes]).toEqual(['2026-03-04']);
  });

  it('are not made of the newest days, which are not counted yet', () => {
    const late = { '2026-11-20': 0, '2026-11-21': 0, '2026-11-22': 0 };
    const counted = findHoles(registry('2026-08-01', '2026-11-22', late), '2026-11-22');
    expect(counted).toEqual({ holes: new Set(), countedThrough: '2026-11-19' });
    const half = findHoles(registry('2026-08-01', '2026-11-21', { '2026-11-21': 0.1 }), '2026-11-22');
    expect(half).toEqual({ holes: new Set(), countedThrough: '2026-11-20' });
  });

  it('are what stays at zero for longer than counting takes', () => {
    const lost = { '2026-11-18': 0, '2026-11-19': 0, '2026-11-20': 0, '2026-11-21': 0 };
    const { holes, countedThrough } = findHoles(registry('2026-08-01', '2026-11-21', lost), '2026-11-22');
    expect([...holes]).toEqual(['2026-11-18', '2026-11-19']);
    expect(countedThrough).toBe('2026-11-19');
  });

  it('need nothing around a zero, and more than nothing around a low day', () => {
    expect([...findHoles([{ day: '2020-01-01', downloads: 0 }], '2026-11-22').holes]).toEqual(['2020-01-01']);
    expect([...findHoles([{ day: '2020-01-01', downloads: 5 }], '2026-11-22').holes]).toEqual([]);
    expect(findHoles([], '2026-11-22')).toEqual({ holes: new Set(), countedThrough: null });
  });
});

describe('holes that only a package’s own days tell of', () => {
  const steady = (change: Readonly<Record<string, number>> = {}, level = 5_000): DayCount[] =>
    registry('2026-09-01', '2026-11-21').map(({ day, downloads }) => ({
      day,
      downloads: change[day] ?? Math.round((downloads / 400_000_000) * level),
    }));
  const holes = (days: readonly DayCount[]) => [...findOwnHoles(days, '2026-11-22').holes];

  it('are one or two days at zero in a package that never comes near it', () => {
    expect(holes(steady({ '2026-10-10': 0 }))).toEqual(['2026-10-10']);
    expect(holes(steady({ '2026-10-10': 0, '2026-10-11': 0 }))).toEqual(['2026-10-10', '2026-10-11']);
  });

  it('are none where zeros come easily', () => {
    expect(holes(steady({ '2026-10-10': 0 }, 50))).toEqual([]);
    expect(holes(steady({ '2026-10-10': 0, '2026-10-14': 30 }))).toEqual([]);
    expect(holes(steady({ '2026-10-10': 0, '2026-10-11': 0, '2026-10-12': 0 }))).toEqual([]);
    expect(holes(steady({ '2026-09-02': 0 }))).toEqual([]);
    expect(holes(steady({ '2026-10-10': 3 }))).toEqual([]);
  });

  it('are not made of the newest days, which may not be counted yet', () => {
    const days = steady({ '2026-11-20': 0, '2026-11-21': 0 });
    expect(findOwnHoles(days, '2026-11-22')).toEqual({ holes: new Set(), countedThrough: '2026-11-19' });
    const quiet = steady({ '2026-11-21': 0 }, 1);
    expect(findOwnHoles(quiet, '2026-11-22').countedThrough).toBe('2026-11-20');
  });
});
