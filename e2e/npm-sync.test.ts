import { createNpmConnector, type NpmPartition, npmOptions } from '@shipstats/connector-npm';
import { toDayUtc } from '@shipstats/core';
import {
  createDownloadsClient,
  createService,
  isCountableName,
  SERVICE_PACES,
  type Transport,
} from '@shipstats/registry';
import { type NpmSimulator, startNpmSimulator } from '@shipstats/registry/simulator';
import { openSqliteStore, type Store } from '@shipstats/store';
import { syncConnector } from '@shipstats/sync';
import { afterEach, expect, it } from 'vitest';

/** A sync of npm's counts into a real store, against the simulator with npm's limits, on a clock that only sleeps move. */
interface SyncedNpm {
  readonly npm: NpmSimulator;
  readonly store: Store;
  readonly partitions: readonly NpmPartition[];
  /** Syncs as a new process would; gives the requests that it sent. */
  sync(): Promise<string[]>;
  advance(milliseconds: number): void;
}

const HOUR_MS = 3_600_000;
const HISTORY_DAYS = 1_095;
const opened: SyncedNpm[] = [];
afterEach(async () => {
  for (const { npm, store } of opened.splice(0)) {
    await store.close();
    await npm.close();
  }
});

const transport: Transport = async ({ url, signal }) => {
  const response = await fetch(url, signal ? { signal } : {});
  return {
    status: response.status,
    headers: new Map(response.headers),
    body: response.body ?? new ReadableStream(),
    discard: () => void response.body?.cancel().catch(() => {}), // it may have been read to its end
  };
};

async function open({ plain, scoped }: { plain: number; scoped: number }): Promise<SyncedNpm> {
  let nowMs = Date.parse('2026-11-22T10:00:00Z');
  const clock = () => new Date(nowMs);
  const npm = await startNpmSimulator({ now: clock, limits: 'real', monotonicMs: () => nowMs });
  const store = await openSqliteStore({ file: ':memory:' });
  const packages = npm.world
    .packages(nowMs)
    .filter(({ name }) => isCountableName(name) && !/select|passwd/.test(name))
    .toSorted((a, b) => a.createdDay - b.createdDay);
  const partitions = [
    ...packages.filter(({ name }) => !name.startsWith('@')).slice(0, plain),
    ...packages.filter(({ name }) => name.startsWith('@')).slice(0, scoped),
  ].map(({ name, createdDay }) => ({ name, createdAt: new Date(createdDay * 86_400_000).toISOString() }));

  const world: SyncedNpm = {
    npm,
    store,
    partitions,
    async sync() {
      npm.clearRequests();
      const service = createService({
        name: 'downloads',
        transport,
        clock,
        sleep: async (milliseconds) => {
          nowMs += milliseconds;
        },
        random: () => 0.5,
        pace: { intervalMs: SERVICE_PACES.downloads.intervalMs },
        deadlineMs: 60_000,
      });
      const downloads = createDownloadsClient({ service, baseUrl: npm.downloadsUrl });
      const connector = createNpmConnector(
        npmOptions.parse({ history: HISTORY_DAYS }),
        { clock },
        { downloads, partitions: async () => partitions },
      );
      const result = await syncConnector({
        store,
        connector,
        name: 'npm',
        trigger: 'manual',
        clock,
        signal: new AbortController().signal,
        holder: 'a test',
        every: () => () => undefined,
      });
      expect(result).toMatchObject({ kind: 'finished', run: { status: 'succeeded' } });
      expect(npm.requests.filter(({ status }) => status === 429)).toEqual([]);
      return npm.requests.map(({ path }) => path);
    },
    advance(milliseconds) {
      nowMs += milliseconds;
    },
  };
  opened.push(world);
  return world;
}

/** How many requests there were of each kind. */
function countKinds(paths: readonly string[]) {
  const versions = paths.filter((path) => path.startsWith('/versions/'));
  const bulk = paths.filter((path) => path.includes(','));
  const scoped = paths.filter((path) => path.startsWith('/downloads/') && path.includes('@'));
  return {
    versions: versions.length,
    bulk: bulk.length,
    scoped: scoped.length,
    registry: paths.length - versions.length - bulk.length - scoped.length,
  };
}

it('reads three years of packages with as few requests as npm allows, no refusal, and nothing twice', async () => {
  const world = await open({ plain: 130, scoped: 4 });
  const first = countKinds(await world.sync());
  expect(first.versions).toBe(134);
  // Two lists (128 and 2 names) of at most 365 days each, over 1,094 whole days.
  expect(first.bulk).toBeLessThanOrEqual(8);
  expect(first.scoped).toBeLessThanOrEqual(4 * 3);
  expect(first.registry).toBe(3);

  expect(await world.sync()).toEqual([]);
  world.advance(HOUR_MS);
  expect(await world.sync()).toEqual([]);

  // Five in the morning: yesterday is not counted yet, and no package is asked for.
  world.advance(18 * HOUR_MS);
  expect(countKinds(await world.sync())).toEqual({ versions: 0, bulk: 0, scoped: 0, registry: 1 });
  world.advance(3 * HOUR_MS);
  expect(countKinds(await world.sync())).toEqual({ versions: 134, bulk: 2, scoped: 4, registry: 1 });
  expect(await world.sync()).toEqual([]);
}, 300_000);

it('stores what is true, and holes where npm lost days', async () => {
  const { npm, store, partitions, sync } = await open({ plain: 3, scoped: 1 });
  await sync();
  const from = Date.parse('2026-09-01') / 1000;
  const window = { start: from, end: Date.parse('2026-11-23') / 1000 };
  for (const { name } of partitions) {
    const buckets = await store.storedBuckets('npm', 'downloads', window, name);
    expect(buckets.map(({ start }) => toDayUtc(start)).at(-1)).toBe('2026-11-21');
    for (const { start, isHole } of buckets) {
      expect([toDayUtc(start), isHole ?? false]).toEqual([
        toDayUtc(start),
        npm.truth.isHole(toDayUtc(start)),
      ]);
    }
  }
});
