import { bucketState, DAY, toDayUtc } from '@shipstats/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createScriptedSource, scriptedResource } from './testing/scripted-source.ts';
import { createSyncWorld, type SyncWorld, TODAY } from './testing/sync-world.ts';

let world: SyncWorld;
beforeEach(async () => {
  world = await createSyncWorld();
});
afterEach(() => world.store.close());

const EVER = { start: 0, end: TODAY + 1000 * DAY };
const tokens = (start: number, amount: number) => ({
  start,
  rows: [{ dimensions: ['gpt'], values: [amount] }],
  quarantined: [],
});

describe('R21: what a source changes after a day was over', () => {
  test('is read again within the lookback, logged by day and row, and found by verify beyond it', async () => {
    const source = createScriptedSource({ provisionalBuckets: 7 });
    const revised = TODAY - 1 * DAY;
    let amount = 100;
    source.answer = (_, start) => tokens(start, start === revised ? amount : 1);
    await world.run(source);
    const noon = world.now;
    for (const [days, after] of [
      [1, 101],
      [3, 103],
      [6, 106],
    ] as const) {
      amount = after;
      world.now = noon + days * DAY;
      const run = await world.run(source);
      expect(run.resources[0]?.revised, `after ${days} days`).toBe(1);
    }
    const changes = async () =>
      (await world.store.revisions({ resource: 'a', limit: 99 }))
        .filter(({ bucket }) => bucket === revised)
        .map(({ dimensions, before, after }) => [dimensions?.model ?? 'total', before, after])
        .reverse();
    const within = [
      ['gpt', '100', '101'],
      ['total', '100', '101'],
      ['gpt', '101', '103'],
      ['total', '101', '103'],
      ['gpt', '103', '106'],
      ['total', '103', '106'],
    ];
    expect(await changes()).toEqual(within);

    world.now = noon + 40 * DAY;
    await world.run(source);
    amount = 999;
    await world.run(source);
    expect(await changes()).toEqual(within);
    const run = await world.run(source, { reread: [{ start: revised - DAY, end: TODAY }] });
    expect(run.resources[0]).toMatchObject({ status: 'succeeded', revised: 1 });
    expect((await changes()).at(-1)).toEqual(['total', '106', '999']);
  });

  test('of the month before, it is read again once a day until the month closes, and provisional until then', async () => {
    const options = { provisionalBuckets: 2, monthClosesDays: 5, historyDays: 60, windowBuckets: 31 };
    const source = createScriptedSource(options);
    const resource = scriptedResource('a', options);
    const december = Date.UTC(2026, 11, 1) / 1000;
    const first = Date.UTC(2026, 10, 1) / 1000;
    world.now = december - 3600;
    await world.run(source);
    const asked = async () => {
      const before = source.requests.length;
      await world.run(source);
      return Math.min(...source.requests.slice(before).map(({ start }) => start));
    };
    const state = async () => {
      const [info] = await world.store.storedBuckets('test', 'a', { start: first, end: first + DAY });
      return bucketState(first, info, resource, world.now);
    };
    expect(await state()).toBe('complete');
    for (let day = 0; day < 5; day += 1) {
      world.now = december + day * DAY + 3600;
      expect(await state()).toBe('provisional');
      expect(toDayUtc(await asked())).toBe('2026-11-01');
      expect(await state()).toBe('provisional');
      world.now += 3600;
      expect(await asked()).toBeGreaterThan(first + 20 * DAY);
    }
    world.now = december + 5 * DAY + 3600;
    expect(toDayUtc(await asked())).toBe('2026-11-01');
    expect(await state()).toBe('complete');
    world.now += 20 * DAY;
    expect(await asked()).toBeGreaterThan(december - DAY);
    world.now += 20 * DAY;
    expect(await state()).toBe('complete');
  });
});

describe('a backfill', () => {
  test('of years goes on where it was interrupted, and asks for nothing twice', async () => {
    const source = createScriptedSource({ historyDays: 25, windowBuckets: 31, pageBuckets: 31 });
    const since = Date.UTC(2024, 0, 1) / 1000;
    await world.kill(source, 9, { since });
    // The process that goes on was not told of it.
    await world.run(source);
    const stored = await world.store.storedBuckets('test', 'a', EVER);
    const days = (TODAY - since) / DAY + 1;
    expect(stored).toHaveLength(days);
    expect(toDayUtc(stored[0]?.start ?? 0)).toBe('2024-01-01');
    expect(source.requests.length).toBeLessThanOrEqual(Math.ceil(days / 31) + 2);
    const before = source.requests.length;
    await world.run(source);
    expect(source.requests.length - before).toBe(1);
  });

  test('asks only for what is missing of it', async () => {
    const source = createScriptedSource({ historyDays: 25, windowBuckets: 31, pageBuckets: 31 });
    await world.run(source);
    const before = source.requests.length;
    await world.run(source, { since: TODAY - 100 * DAY });
    const asked = source.requests.slice(before).map(({ start, end }) => ({ start, end }));
    const days = asked.reduce((sum, { start, end }) => sum + (end - start) / DAY, 0);
    // The 76 days before the 25 that are stored, and the three that are read again anyway.
    expect(days).toBe(76 + 3);
    expect(Math.min(...asked.map(({ start }) => start))).toBe(TODAY - 100 * DAY);
  });

  test('asks for nothing that the retention deletes', async () => {
    const source = createScriptedSource({ historyDays: 25 });
    await world.run(source, { since: Date.UTC(2024, 0, 1) / 1000, maxAgeDays: 40 });
    const [oldest] = await world.store.storedBuckets('test', 'a', EVER);
    expect(oldest?.start).toBe(TODAY - 39 * DAY);
  });
});
