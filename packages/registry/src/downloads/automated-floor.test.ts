import { describe, expect, it } from 'vitest';
import { estimateFloor, type FloorInput } from './automated-floor.ts';
import { addDays } from './day-count.ts';

const today = '2026-11-22';

function input({ old = 104, base = 140, daily = 2_500, weekend = 2_200, fresh = 0 }): FloorInput {
  const weekByVersion = new Map<string, number>();
  const publishedAt = new Map<string, string>();
  for (let at = 0; at < old; at += 1) {
    publishedAt.set(`1.${at}.0`, '2025-01-01T00:00:00Z');
    weekByVersion.set(`1.${at}.0`, base + (at % 60));
  }
  for (let at = 0; at < fresh; at += 1) {
    publishedAt.set(`2.${at}.0`, '2026-11-01T00:00:00Z');
    weekByVersion.set(`2.${at}.0`, 5_000);
  }
  const days = Array.from({ length: 70 }, (_, at) => {
    const day = addDays('2026-09-13', at);
    const isWeekend = [0, 6].includes(new Date(day).getUTCDay());
    return { day, downloads: isWeekend ? weekend : daily };
  });
  return { weekByVersion, publishedAt, days, today };
}

describe('the automated floor', () => {
  it('is the near-uniform base of old versions, times all versions', () => {
    const floor = estimateFloor(input({}));
    // The lowest quarter of 140 to 199 begins at about 153.
    expect(floor?.perDay).toBeGreaterThan((140 * 104) / 7);
    expect(floor?.perDay).toBeLessThan((160 * 104) / 7);
    expect(floor?.method).toMatch(/^An estimate: /);
  });

  it('is not moved by new versions that people install', () => {
    const one = estimateFloor(input({ fresh: 1 }))?.perDay ?? 0;
    expect(one - (estimateFloor(input({}))?.perDay ?? 0)).toBeLessThan(30);
  });

  it('is never more than the quietest weekend day', () => {
    const floor = estimateFloor(input({ weekend: 900 }));
    expect(floor?.perDay).toBe(900);
    expect(floor?.method).toContain('quietest weekend day');
  });

  it('is zero where most old versions have no downloads, told or left out', () => {
    const some = input({ base: 50 });
    const few = new Map([...some.weekByVersion].slice(0, 30));
    expect(estimateFloor({ ...some, weekByVersion: few })?.perDay).toBe(0);
  });

  it('is unknown with few old versions, or few days', () => {
    expect(estimateFloor(input({ old: 11, fresh: 50 }))).toBeNull();
    const some = input({});
    expect(estimateFloor({ ...some, days: some.days.slice(0, 10) })).toBeNull();
    expect(estimateFloor({ ...some, weekByVersion: new Map(), publishedAt: new Map() })).toBeNull();
  });
});
