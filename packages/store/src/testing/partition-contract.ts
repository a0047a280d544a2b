import { DAY, type FetchedBucket, StoreError } from '@shipstats/core';
import { describe, expect, test } from 'vitest';
import type { Commit, Store } from '../store.ts';
import { ask } from './commits.ts';
import { FIRST_DAY, LATER, PARTITIONED_RESOURCE, TEST_RESOURCE, VERSIONED_RESOURCE } from './resource.ts';

const DOWNLOADS = PARTITIONED_RESOURCE.name;
const EVER = { start: 0, end: 2 * LATER };

/** Days of one project by their number: tokens, `hole`, or null for a day without rows. */
function daysOf(project: string, days: Readonly<Record<number, number | 'hole' | null>>): FetchedBucket[] {
  return Object.entries(days).map(([day, tokens]) => ({
    start: FIRST_DAY + Number(day) * DAY,
    rows: typeof tokens === 'number' ? [{ dimensions: [project], values: [tokens, null] }] : [],
    quarantined: [],
    ...(tokens === 'hole' ? { isHole: true } : {}),
  }));
}

function commitOf(project: string, days: Parameters<typeof daysOf>[1], more: Partial<Commit> = {}): Commit {
  return {
    connector: 'a',
    resource: DOWNLOADS,
    partition: project,
    buckets: daysOf(project, days),
    syncedAt: LATER,
    identity: 'all',
    progress: null,
    lease: null,
    ...more,
  };
}

async function states(store: Store, names: readonly string[]): Promise<unknown[]> {
  const buckets = await store.buckets('a', DOWNLOADS, EVER, names);
  return buckets.map((info) => [
    (info.start - FIRST_DAY) / DAY,
    ...(info.incomplete ? ['incomplete'] : []),
    ...(info.vanished ? ['vanished'] : []),
    ...(info.isHole ? ['hole'] : []),
  ]);
}

/** Resources whose partitions have a history each: what is written, known and counted of one touches no other. */
export function testPartitions(withStore: (act: (store: Store) => Promise<void>) => Promise<void>): void {
  const withDeclared = (act: (store: Store) => Promise<void>) =>
    withStore(async (store) => {
      await store.declare('a', [TEST_RESOURCE, PARTITIONED_RESOURCE, VERSIONED_RESOURCE]);
      await act(store);
    });
  const byProject = { resource: DOWNLOADS, by: ['project'] };
  const only = (...value: string[]) => ({ filter: [{ field: 'project', op: 'in', value } as const] });

  describe('partitions', () => {
    test('replace their own buckets and no others', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf('p', { 0: 1, 1: 2 }));
        await store.commit(commitOf('q', { 0: 10, 1: 20 }));
        await store.commit(commitOf('p', { 1: 3 }, { syncedAt: LATER + 1 }));
        expect(await ask(store, byProject)).toEqual([
          ['p', '4'],
          ['q', '30'],
        ]);
        expect(await ask(store, { resource: DOWNLOADS, bucketed: true })).toEqual([
          [0, '11'],
          [1, '23'],
        ]);
        expect(await ask(store, { ...byProject, ...only('q', 'z'), bucketed: true })).toEqual([
          [0, 'q', '10'],
          [1, 'q', '20'],
        ]);
        expect(await store.revisions({ limit: 9 })).toEqual([
          {
            connector: 'a',
            resource: DOWNLOADS,
            partition: 'p',
            bucket: FIRST_DAY + DAY,
            measure: 'tokens',
            before: '2',
            after: '3',
            seenAt: LATER + 1,
          },
        ]);
        expect(await store.counts()).toContainEqual({
          connector: 'a',
          resource: DOWNLOADS,
          buckets: 4,
          rows: 4,
          samples: 4,
          first: FIRST_DAY,
          last: FIRST_DAY + DAY,
        });
        expect(await store.verify()).toEqual([]);
      }));

    test('are what a commit must name, and what it must not name where there are none', () =>
      withDeclared(async (store) => {
        const { partition: _, ...nameless } = commitOf('p', { 0: 1 });
        await expect(store.commit(nameless)).rejects.toThrow(StoreError);
        await expect(store.commit(commitOf('p', {}, { resource: TEST_RESOURCE.name }))).rejects.toThrow(
          StoreError,
        );
        await expect(store.commit(commitOf('p', {}, { buckets: daysOf('q', { 0: 1 }) }))).rejects.toThrow(
          StoreError,
        );
        expect(await store.buckets('a', DOWNLOADS, EVER, ['p', 'q'])).toEqual([]);
        await expect(store.declare('a', [{ ...TEST_RESOURCE, partition: 'project' }])).rejects.toThrow(
          StoreError,
        );
      }));

    test('are known each by itself, and together as the least certain', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf('p', { 0: 1, 1: 1, 2: 'hole' }));
        await store.commit(commitOf('q', { 1: 1, 2: 'hole', 3: 'hole' }));
        expect(await states(store, ['p'])).toEqual([[0], [1], [2, 'hole']]);
        expect(await states(store, ['q'])).toEqual([[1], [2, 'hole'], [3, 'hole']]);
        expect(await states(store, ['p', 'q'])).toEqual([[0, 'incomplete'], [1], [2, 'hole'], [3, 'hole']]);
        expect(await states(store, ['p', 'never read'])).toEqual([
          [0, 'incomplete'],
          [1, 'incomplete'],
          [2, 'hole'],
        ]);
        const stored = await store.storedBuckets('a', DOWNLOADS, EVER, 'p');
        expect(stored.map(({ start }) => (start - FIRST_DAY) / DAY)).toEqual([0, 1, 2]);
      }));

    test('are not missed before they came into being', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf('p', { 0: 1, 1: 1, 2: 1 }));
        await store.commit(commitOf('q', { 2: 1 }, { createdAt: FIRST_DAY + DAY + 3_600 }));
        expect(await states(store, ['p', 'q'])).toEqual([[0], [1, 'incomplete'], [2]]);
        expect(await store.partitionStarts('a', DOWNLOADS, ['p', 'q', 'z'])).toEqual([
          null,
          FIRST_DAY + DAY,
          null,
        ]);
        await store.commit(commitOf('q', { 1: 1 }));
        expect(await states(store, ['p', 'q'])).toEqual([[0], [1], [2]]);
      }));

    test('are as fresh as the one that was read longest ago; a failure counts if it came later', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf('p', { 0: 1 }, { syncedAt: LATER + 50 }));
        await store.commit(commitOf('q', { 0: 1 }, { syncedAt: LATER + 90 }));
        await store.commit(commitOf('q', { 1: 1 }, { syncedAt: LATER + 20 }));
        const freshness = (...names: string[]) => store.freshness('a', DOWNLOADS, names);
        expect(await freshness('q')).toMatchObject({ lastSuccessAt: LATER + 90 });
        expect(await freshness('p', 'q')).toMatchObject({ lastSuccessAt: LATER + 50 });
        expect(await freshness('z')).toMatchObject({ lastSuccessAt: null });
        const run = await store.startRun('a', 'schedule', LATER);
        const failed = {
          resource: DOWNLOADS,
          status: 'failed',
          error: { message: 'npm does not answer' },
          buckets: 0,
          rows: 0,
          requests: 0,
          retries: 0,
          waitedMs: 0,
          planned: 0,
          quarantined: 0,
          revised: 0,
          warnings: [],
        } as const;
        await store.finishRun(run, 'failed', [failed], LATER + 60);
        expect(await freshness('p')).toMatchObject({ lastError: 'npm does not answer' });
        expect(await freshness('q')).toMatchObject({ lastError: null });
        expect(await store.freshness('a', DOWNLOADS)).toMatchObject({ lastSuccessAt: null });
      }));

    test('that are kept up to date are a set, replaced as a whole', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf('looked at', { 0: 1 }));
        expect(await store.partitions('a', DOWNLOADS)).toEqual([]);
        await store.trackPartitions('a', DOWNLOADS, ['q', 'p', 'p']);
        expect(await store.partitions('a', DOWNLOADS)).toEqual(['p', 'q']);
        const version = await store.version();
        await store.trackPartitions('a', DOWNLOADS, ['p', 'q']);
        expect(await store.version()).toBe(version);
        await store.trackPartitions('a', DOWNLOADS, ['looked at']);
        expect(await store.version()).not.toBe(version);
        expect(await store.partitions('a', DOWNLOADS)).toEqual(['looked at']);
        expect(await store.partitions('a', VERSIONED_RESOURCE.name)).toEqual([]);
        await store.trackPartitions('a', DOWNLOADS, []);
        expect(await ask(store, byProject)).toEqual([['looked at', '1']]);
        await expect(store.trackPartitions('a', TEST_RESOURCE.name, ['p'])).rejects.toThrow(StoreError);
        await store.commit(commitOf('q', { 0: 1 }));
        // Without names, what is known is that of the tracked ones.
        await store.trackPartitions('a', DOWNLOADS, ['q']);
        expect(await store.buckets('a', DOWNLOADS, EVER)).toEqual(
          await store.buckets('a', DOWNLOADS, EVER, ['q']),
        );
      }));

    test('keep rows that cannot be read apart', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf('p', { 0: 1 }));
        await store.commit(commitOf('q', { 0: 2 }));
        const unreadable = [0, 1].map((day) => ({
          start: FIRST_DAY + day * DAY,
          rows: [],
          quarantined: [{ dimensions: ['p'], reason: 'no number', raw: '{}' }],
        }));
        await store.commit(commitOf('p', {}, { buckets: unreadable }));
        expect(await ask(store, byProject)).toEqual([
          ['p', '1'],
          ['q', '2'],
        ]);
        expect(await states(store, ['p'])).toEqual([
          [0, 'incomplete'],
          [1, 'incomplete'],
        ]);
        expect(await states(store, ['q'])).toEqual([[0]]);
        expect(await store.quarantine({ limit: 9 })).toMatchObject([
          { partition: 'p', bucket: FIRST_DAY + DAY },
          { partition: 'p', bucket: FIRST_DAY },
        ]);
        const third = { dimensions: ['r'], reason: 'no number', raw: '{}' };
        await store.commit(
          commitOf('r', {}, { buckets: [{ start: FIRST_DAY, rows: [], quarantined: [third] }] }),
        );
        expect(await store.quarantinedBuckets('a', DOWNLOADS)).toEqual([FIRST_DAY, FIRST_DAY + DAY]);
        await store.commit(commitOf('r', {}, { buckets: [{ start: FIRST_DAY, rows: [], quarantined: [] }] }));
        // A row that names another partition keeps nothing of either.
        const foreign = {
          ...unreadable[0],
          quarantined: [{ dimensions: ['q'], reason: 'whose?', raw: '{}' }],
        };
        await store.commit(commitOf('p', {}, { buckets: [{ start: FIRST_DAY, rows: [], ...foreign }] }));
        expect(await ask(store, byProject)).toEqual([['q', '2']]);
        expect(await store.verify()).toEqual([]);
        await store.commit(commitOf('q', { 0: 2 }));
        expect(await store.quarantine({ limit: 9 })).toHaveLength(2);
        await store.commit(commitOf('p', { 0: 1, 1: 1 }));
        expect(await store.quarantine({ limit: 9 })).toEqual([]);
      }));

    test('lose their old buckets, and are forgotten when they hold nothing', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf('p', { 0: 1, 1: 2 }));
        await store.commit(commitOf('q', { 0: 10 }, { createdAt: FIRST_DAY }));
        expect(await store.newestBuckets('a')).toEqual([{ resource: DOWNLOADS, start: FIRST_DAY + DAY }]);
        expect(await store.deleteBefore('a', DOWNLOADS, FIRST_DAY + DAY)).toBe(2);
        expect(await ask(store, byProject)).toEqual([['p', '2']]);
        expect(await store.dimensionValues('a', DOWNLOADS, 'project')).toEqual(['p']);
        expect(await store.partitionStarts('a', DOWNLOADS, ['q'])).toEqual([null]);
        expect(await store.freshness('a', DOWNLOADS, ['q'])).toMatchObject({ lastSuccessAt: null });
        await store.commit(commitOf('q', { 0: 10 }));
        expect(await ask(store, byProject)).toEqual([
          ['p', '2'],
          ['q', '10'],
        ]);
        expect(await store.verify()).toEqual([]);
      }));

    test('may get further dimensions, and keep what is stored', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf('p', { 0: 1, 1: 'hole' }));
        await store.commit(commitOf('q', { 0: 2, 1: null }));
        const [model, project] = TEST_RESOURCE.dimensions;
        if (!model || !project) throw new Error('the test resource is incomplete');
        await store.declare('a', [{ ...PARTITIONED_RESOURCE, dimensions: [model, project] }]);
        const buckets = ['x', 'y'].map((name, index) => ({
          dimensions: [name, 'p'],
          values: [10 + index, null],
        }));
        await store.commit(
          commitOf('p', {}, { buckets: [{ start: FIRST_DAY + DAY, rows: buckets, quarantined: [] }] }),
        );
        expect(await ask(store, { resource: DOWNLOADS, by: ['project', 'model'] })).toEqual([
          ['p', null, '1'],
          ['p', 'x', '10'],
          ['p', 'y', '11'],
          ['q', null, '2'],
        ]);
        expect(await ask(store, byProject)).toEqual([
          ['p', '22'],
          ['q', '2'],
        ]);
        expect(await store.dimensionValues('a', DOWNLOADS, 'project')).toEqual(['p', 'q']);
        expect(await store.verify()).toEqual([]);
      }));

    test('split by the dimensions beside them', () =>
      withDeclared(async (store) => {
        for (const [project, factor] of [
          ['p', 1],
          ['q', 10],
        ] as const) {
          const rows = ['1.0.0', '2.0.0'].map((version, index) => ({
            dimensions: [version, project, null],
            values: [(index + 1) * factor, null],
          }));
          const buckets = [{ start: FIRST_DAY, rows, quarantined: [] }];
          await store.commit(commitOf(project, {}, { resource: VERSIONED_RESOURCE.name, buckets }));
        }
        const versions = { resource: VERSIONED_RESOURCE.name, by: ['model'] };
        expect(await ask(store, versions)).toEqual([
          ['1.0.0', '11'],
          ['2.0.0', '22'],
        ]);
        expect(await ask(store, { ...versions, ...only('q') })).toEqual([
          ['1.0.0', '10'],
          ['2.0.0', '20'],
        ]);
        expect(await ask(store, { resource: VERSIONED_RESOURCE.name, ...only('q') })).toEqual([['30']]);
      }));
  });

  describe('holes', () => {
    test('are known to be unknown, and are filled when the source has the numbers', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf('p', { 0: 'hole' }));
        expect(await ask(store, { resource: DOWNLOADS })).toEqual([]);
        await store.commit(commitOf('p', { 0: 5 }, { syncedAt: LATER + 1 }));
        expect(await states(store, ['p'])).toEqual([[0]]);
        expect(await ask(store, { resource: DOWNLOADS })).toEqual([['5']]);
        expect(await store.revisions({ limit: 9 })).toMatchObject([{ before: null, after: '5' }]);
      }));

    test('take the place of zero, and never of numbers that were asked for alike', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf('p', { 0: 0, 1: null, 2: 7 }));
        const summary = await store.commit(
          commitOf('p', { 0: 'hole', 1: 'hole', 2: 'hole' }, { syncedAt: LATER + 1 }),
        );
        expect(summary).toMatchObject({ buckets: 3, rows: 0, vanished: [], revised: [FIRST_DAY] });
        expect(await states(store, ['p'])).toEqual([[0, 'hole'], [1, 'hole'], [2]]);
        expect(await ask(store, { resource: DOWNLOADS })).toEqual([['7']]);
        await store.commit(commitOf('p', { 2: 'hole' }, { identity: 'other' }));
        expect(await ask(store, { resource: DOWNLOADS })).toEqual([]);
      }));

    test('have no rows', () =>
      withDeclared(async (store) => {
        const [bucket] = daysOf('p', { 0: 1 });
        if (!bucket) throw new Error('no bucket');
        const commit = commitOf('p', {}, { buckets: [{ ...bucket, isHole: true }] });
        await expect(store.commit(commit)).rejects.toThrow(StoreError);
      }));

    test('may be in resources of whole buckets', () =>
      withDeclared(async (store) => {
        const hole = { start: FIRST_DAY, rows: [], quarantined: [], isHole: true } as const;
        const { partition: _, ...whole } = commitOf(
          'p',
          {},
          { resource: TEST_RESOURCE.name, buckets: [hole] },
        );
        await store.commit(whole);
        expect(await store.buckets('a', TEST_RESOURCE.name, EVER)).toMatchObject([
          { start: FIRST_DAY, rows: 0, incomplete: false, vanished: false, isHole: true },
        ]);
      }));
  });
}
