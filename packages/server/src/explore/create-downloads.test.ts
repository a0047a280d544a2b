import { DAY, type DayUtc, toDayUtc } from '@shipstats/core';
import type { Store } from '@shipstats/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTestApp } from '../test-app.ts';
import { createDownloads, type OpenedDownloads } from './create-downloads.ts';

const LAST = Date.UTC(2026, 10, 21) / 1000;
const NOW = new Date('2026-11-22T10:00:00Z');

let store: Store;
let downloads: OpenedDownloads;
const births = new Map<string, string>();

beforeEach(async () => {
  const test = await createTestApp({ isEmpty: true });
  store = test.store;
  downloads = createDownloads({
    store,
    connectors: { now: unasked, background: unasked },
    name: 'npm',
    query: { catalog: test.options.catalog, reader: store, clock: () => NOW },
    clock: () => NOW,
    indexed: () => null,
    createdAt: async (name) => births.get(name) ?? null,
    state: () => ({ service: 'downloads', status: 'answering', since: null, message: null }) as never,
    onError: (error) => {
      throw error;
    },
  });
});
afterEach(async () => {
  births.clear();
  await downloads.close();
  await store.close();
});

/** Lines are read from the store alone. */
const unasked = { resources: [], historyDays: 1 } as never;

/** Stores so many days of a package up to one; `count` tells the downloads so many days before the last. */
async function keep(
  name: string,
  days: number,
  last: number,
  count: (back: number) => number,
): Promise<void> {
  await store.commit({
    connector: 'npm',
    resource: 'downloads',
    partition: name,
    buckets: Array.from({ length: days }, (_, back) => ({
      start: last - back * DAY,
      rows: [{ dimensions: [name], values: [count(back)] }],
      quarantined: [],
    })),
    syncedAt: last + 2 * DAY,
    identity: 'all',
    progress: null,
    lease: null,
  });
}

const lineOf = async (name: string, ...others: string[]) =>
  (await downloads.lines([name, ...others])).get(name);

it('gives a package the same number whatever others are asked for with it', async () => {
  const longAgo = LAST - 100 * DAY;
  await keep('fresh', 200, LAST, () => 5);
  await keep('old', 200, longAgo, (back) => (back < 28 ? 120 : 100));
  const alone = await lineOf('old');
  expect(alone).toMatchObject({ downloads: 28 * 120 + 2 * 100, through: toDayUtc(longAgo), unknownDays: 0 });
  expect(alone?.trend).toBeCloseTo(0.2);
  expect(await lineOf('old', 'fresh')).toEqual(alone);
});

it.each([40, 100, 150, 300])('knows a package that was read %i days before the others', async (daysAgo) => {
  await keep('fresh', 200, LAST, () => 5);
  await keep('old', 200, LAST - daysAgo * DAY, (back) => (back < 28 ? 120 : 100));
  const alone = await lineOf('old');
  expect(alone?.weeks).toEqual([...Array(8).fill(700), ...Array(4).fill(840)]);
  expect(await lineOf('old', 'fresh', 'never read')).toEqual(alone);
});

it.each([29, 53, 55])('has no trend of a package that was first downloaded %i days ago', async (age) => {
  await keep('young', 200, LAST, (back) => (back < age ? 50 : 0));
  expect(await lineOf('young')).toMatchObject({ downloads: Math.min(30, age) * 50, trend: null });
});

it('has a trend of what was downloaded from the first day of both halves on', async () => {
  await keep('grown up', 200, LAST, (back) => (back < 56 ? 50 : 0));
  expect((await lineOf('grown up'))?.trend).toBe(0);
});

it('takes days before the first download for days without a package', async () => {
  await keep('young', 200, LAST, (back) => (back < 40 ? 50 : 0));
  const line = await lineOf('young');
  expect(line).toMatchObject({ downloads: 1_500, trend: null });
  expect(line?.weeks).toEqual([...Array(7).fill(null), ...Array(5).fill(350)]);
  await keep('known for long', 200, LAST, (back) => (back < 28 ? 50 : 25));
  expect((await lineOf('known for long'))?.trend).toBeCloseTo(1);
});

it('knows nothing yet of a package made after the last counted day', async () => {
  await keep('born today', 30, LAST, () => 0);
  await keep('unloved', 30, LAST, () => 0);
  births.set('born today', '2026-11-22T08:00:00.000Z').set('unloved', '2019-01-01T00:00:00.000Z');
  expect(await lineOf('born today')).toBeUndefined();
  expect(await lineOf('unloved')).toMatchObject({ downloads: 0, through: '2026-11-21' satisfies DayUtc });
});
