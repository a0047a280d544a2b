import { DAY, HOUR, parseDayUtc, toDayUtc, type UnixSeconds } from '@shipstats/core';
import type { Progress, StoredBucket } from '@shipstats/store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Plan, type PlanInput, planWindows } from './plan-windows.ts';

const day = (text: string): UnixSeconds => parseDayUtc(text) ?? Number.NaN;
const TODAY = day('2026-11-22');
const NOW = TODAY + 15 * HOUR;
const resource = { granularity: 'day', windowBuckets: 31, provisionalBuckets: 3 } as const;

function bucket(start: UnixSeconds, overrides: Partial<StoredBucket> = {}): StoredBucket {
  return {
    start,
    rows: 1,
    syncedAt: start + 30 * DAY,
    incomplete: false,
    vanished: false,
    identity: 'v1',
    ...overrides,
  };
}

/** The last days, all of them read at one moment. */
function history(days: number, syncedAt: UnixSeconds, overrides: Partial<StoredBucket> = {}): StoredBucket[] {
  const today = Math.floor(syncedAt / DAY) * DAY;
  return Array.from({ length: days }, (_, index) =>
    bucket(today - (days - 1 - index) * DAY, { syncedAt, ...overrides }),
  );
}

function plan(overrides: Partial<PlanInput> = {}): Plan {
  return planWindows({
    resource,
    historyDays: 90,
    now: NOW,
    stored: [],
    identity: 'v1',
    progress: null,
    ...overrides,
  });
}

const spans = (result: Plan) =>
  result.windows.map(({ nextStart, window }) => `${toDayUtc(nextStart)}..${toDayUtc(window.end)}`);

/** Does what the plan says, with a source that answers every bucket. */
function execute(input: PlanInput, result: Plan): StoredBucket[] {
  const width = input.resource.granularity === 'day' ? DAY : HOUR;
  const stored = new Map(input.stored.map((each) => [each.start, each]));
  for (const { nextStart, window } of result.windows) {
    for (let start = nextStart; start < window.end; start += width) {
      stored.set(start, bucket(start, { syncedAt: input.now, identity: input.identity }));
    }
  }
  return [...stored.values()];
}

describe('planWindows on a first sync', () => {
  it('asks for the history in full windows, newest first, today included', () => {
    const result = plan();
    expect(spans(result)).toEqual([
      '2026-10-23..2026-11-23',
      '2026-09-22..2026-10-23',
      '2026-08-25..2026-09-22',
    ]);
    expect(result.plannedBuckets).toBe(90);
    expect(result.warnings).toEqual([]);
  });

  it('asks for today alone where one day is wanted', () => {
    expect(spans(plan({ historyDays: 1 }))).toEqual(['2026-11-22..2026-11-23']);
  });

  it.each([
    ['at midnight', TODAY, '2026-11-22..2026-11-23'],
    ['a second before midnight', TODAY - 1, '2026-11-21..2026-11-22'],
  ])('begins a new day %s', (_, now, expected) => {
    expect(spans(plan({ historyDays: 1, now }))).toEqual([expected]);
  });

  it('asks an hourly source for whole hours, up to the current one', () => {
    const hourly = { granularity: 'hour', windowBuckets: 24, provisionalBuckets: 2 } as const;
    const { windows, plannedBuckets } = plan({ resource: hourly, historyDays: 2, now: NOW + 61 });
    expect(windows[0]?.window.end).toBe(NOW + HOUR);
    expect(plannedBuckets).toBe(24 + 16);
    expect(windows).toHaveLength(2);
  });
});

describe('planWindows on what is stored', () => {
  it('reads again the days that the source may still revise', () => {
    expect(spans(plan({ stored: history(90, NOW - HOUR) }))).toEqual(['2026-11-19..2026-11-23']);
  });

  it('fetches all days missed offline and those that were provisional before', () => {
    const result = plan({ stored: history(90, NOW - 10 * DAY) });
    expect(spans(result)).toEqual(['2026-11-09..2026-11-23']);
  });

  it('fetches days that have left the history but were not final when last read', () => {
    const result = plan({ stored: history(10, NOW - 12 * DAY), historyDays: 5 });
    expect(spans(result)).toEqual(['2026-11-07..2026-11-23']);
  });

  it('fills holes behind the history, up to the oldest stored day', () => {
    const stored = history(90, NOW).filter(
      ({ start }) => start < day('2026-09-01') || start > day('2026-09-03'),
    );
    expect(spans(plan({ stored, historyDays: 30 }))).toEqual([
      '2026-11-19..2026-11-23',
      '2026-09-01..2026-09-04',
    ]);
  });

  it('fills no holes that are older than a year', () => {
    const stored = [bucket(day('2019-03-01')), ...history(30, NOW)];
    const result = plan({ stored, historyDays: 30 });
    expect(result.windows.at(-1)?.window.start).toBe(TODAY - 365 * DAY);
  });

  it('fetches days that were asked with another query, however old', () => {
    const stored = history(60, NOW).map((each) =>
      each.start === day('2026-09-24') ? { ...each, identity: 'v0' } : each,
    );
    expect(spans(plan({ stored, historyDays: 30 }))).toContain('2026-09-24..2026-09-25');
  });

  it.each([{ incomplete: true }, { vanished: true }])('reads a final day again that is %o', (flags) => {
    const stored = history(90, NOW).map((each) =>
      each.start === day('2026-09-24') ? { ...each, ...flags } : each,
    );
    expect(spans(plan({ stored }))).toEqual(['2026-11-19..2026-11-23', '2026-09-24..2026-09-25']);
  });

  it('gives up on an incomplete day once it is final and has left the history', () => {
    const stored = history(90, NOW).map((each) =>
      each.start === day('2026-09-24') ? { ...each, incomplete: true } : each,
    );
    expect(spans(plan({ stored, historyDays: 30 }))).toEqual(['2026-11-19..2026-11-23']);
  });

  it('does not read again what the interrupted run that it continues has read', () => {
    const readSince = NOW - 60;
    expect(spans(plan({ stored: history(90, NOW - 30), readSince }))).toEqual([]);
    expect(spans(plan({ stored: history(90, NOW - 61), readSince }))).toEqual(['2026-11-19..2026-11-23']);
  });
});

describe('planWindows with an interrupted fetch', () => {
  const window = { start: day('2026-09-22'), end: day('2026-10-23') };
  const progress: Progress = { window, nextStart: day('2026-09-29'), cursor: 'page_2', identity: 'v1' };
  const stored = history(31, NOW);

  it('goes on with the token, in the place of the window', () => {
    const result = plan({ stored: [...stored, ...fetched(progress)], progress });
    expect(spans(result)).toEqual([
      '2026-11-19..2026-11-23',
      '2026-09-29..2026-10-23',
      '2026-08-25..2026-09-22',
    ]);
    expect(result.windows[1]).toEqual({ window, nextStart: progress.nextStart, cursor: 'page_2' });
    expect(result.warnings).toEqual([]);
  });

  it('discards the token of another query with a warning', () => {
    const result = plan({ stored, progress: { ...progress, identity: 'v0' } });
    expect(result.windows.every(({ cursor }) => cursor === null)).toBe(true);
    expect(result.warnings).toEqual([expect.stringContaining('The query changed')]);
  });

  it.each([
    ['not aligned', { nextStart: progress.nextStart + 1 }],
    ['outside its window', { nextStart: window.end }],
    ['longer than a request may span', { window: { ...window, start: window.start - DAY } }],
    ['beyond today', { window: { start: TODAY, end: TODAY + 2 * DAY }, nextStart: TODAY }],
  ])('discards a place that is %s, with a warning', (_, wrong) => {
    const result = plan({ stored, progress: { ...progress, ...wrong } });
    expect(result.windows.every(({ cursor }) => cursor === null)).toBe(true);
    expect(result.warnings).toHaveLength(1);
  });

  it('forgets silently a window that is no longer needed', () => {
    const result = plan({ stored: history(90, NOW), progress });
    expect(spans(result)).toEqual(['2026-11-19..2026-11-23']);
    expect(result.warnings).toEqual([]);
  });

  function fetched({ window: { start }, nextStart }: Progress): StoredBucket[] {
    return Array.from({ length: (nextStart - start) / DAY }, (_, index) =>
      bucket(start + index * DAY, { syncedAt: NOW }),
    );
  }
});

describe('planWindows under a clock that was turned back', () => {
  it('warns, and asks for nothing that has not begun', () => {
    const stored = history(90, NOW + 5 * DAY);
    const result = plan({ stored });
    expect(result.warnings).toEqual([expect.stringContaining('turned back')]);
    expect(Math.max(...result.windows.map(({ window }) => window.end))).toBe(TODAY + DAY);
  });

  it('does not trust that a day was final which was read in the future', () => {
    const stored = [...history(90, NOW - HOUR), bucket(day('2026-10-01'), { syncedAt: NOW + 40 * DAY })];
    expect(spans(plan({ stored }))).toContain('2026-10-01..2026-10-02');
  });

  it('bears a clock that is corrected by minutes', () => {
    const result = plan({ stored: history(90, NOW + 10 * 60) });
    expect(spans(result)).toEqual(['2026-11-19..2026-11-23']);
    expect(result.warnings).toEqual([]);
  });
});

describe('planWindows whatever is stored', () => {
  const offsets = fc.record({
    ago: fc.integer({ min: 0, max: 400 }),
    readAfterDays: fc.integer({ min: 0, max: 60 }),
    incomplete: fc.boolean(),
    vanished: fc.boolean(),
    identity: fc.constantFrom('v0', 'v1'),
  });
  const inputs = fc
    .record({
      now: fc.integer({ min: 0, max: 86_400 * 2 }).map((seconds) => TODAY + seconds),
      historyDays: fc.integer({ min: 1, max: 180 }),
      windowBuckets: fc.integer({ min: 1, max: 40 }),
      provisionalBuckets: fc.integer({ min: 0, max: 10 }),
      stored: fc.uniqueArray(offsets, { selector: ({ ago }) => ago, maxLength: 60 }),
      progress: fc.option(
        fc.record({
          ago: fc.integer({ min: 0, max: 200 }),
          days: fc.integer({ min: 1, max: 40 }),
          done: fc.integer({ min: 0, max: 10 }),
          identity: fc.constantFrom('v0', 'v1'),
        }),
        { nil: null },
      ),
    })
    .map(({ now, stored, progress, historyDays, ...limits }): PlanInput => {
      const today = Math.floor(now / DAY) * DAY;
      const start = progress ? today - progress.ago * DAY : 0;
      return {
        resource: { granularity: 'day', ...limits },
        historyDays,
        now,
        identity: 'v1',
        stored: stored.map(({ ago, readAfterDays, ...flags }) =>
          bucket(today - ago * DAY, {
            ...flags,
            syncedAt: Math.min(now, today + (readAfterDays - ago) * DAY + HOUR),
          }),
        ),
        progress: progress && {
          window: { start, end: start + progress.days * DAY },
          nextStart: start + progress.done * DAY,
          cursor: 'page',
          identity: progress.identity,
        },
      };
    });

  it('plans aligned windows that do not overlap, exceed the limit, or reach into the future', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { windows, plannedBuckets } = planWindows(input);
        const end = Math.floor(input.now / DAY) * DAY + DAY;
        let above = end;
        for (const { window, nextStart } of windows) {
          expect([window.start % DAY, window.end % DAY, nextStart % DAY]).toEqual([0, 0, 0]);
          expect(window.end).toBeLessThanOrEqual(above);
          expect(nextStart).toBeGreaterThanOrEqual(window.start);
          expect(nextStart).toBeLessThan(window.end);
          expect((window.end - window.start) / DAY).toBeLessThanOrEqual(input.resource.windowBuckets);
          above = nextStart;
        }
        const days = windows.reduce((sum, each) => sum + (each.window.end - each.nextStart) / DAY, 0);
        expect(plannedBuckets).toBe(days);
      }),
    );
  });

  it('needs nothing but the provisional days once the plan was carried out', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const stored = execute(input, planWindows(input));
        const again = planWindows({ ...input, stored, progress: null });
        const today = Math.floor(input.now / DAY) * DAY;
        const provisionalFrom = today - input.resource.provisionalBuckets * DAY;
        for (const { window } of again.windows) {
          expect(window.start).toBeGreaterThanOrEqual(provisionalFrom);
        }
        expect(again.windows.at(0)?.window.end).toBe(today + DAY);
        const stable = planWindows({
          ...input,
          stored: execute({ ...input, stored }, again),
          progress: null,
        });
        expect(stable).toEqual(again);
      }),
    );
  });
});
