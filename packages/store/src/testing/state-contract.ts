import { StoreError } from '@shipstats/core';
import { describe, expect, test } from 'vitest';
import type { Commit, ResourceRun, Store } from '../store.ts';
import { FIRST_DAY, LATER, TEST_RESOURCE } from './resource.ts';

function resourceRun(more: Partial<ResourceRun> = {}): ResourceRun {
  return {
    resource: TEST_RESOURCE.name,
    status: 'succeeded',
    buckets: 1,
    rows: 2,
    requests: 3,
    retries: 0,
    waitedMs: 0,
    planned: 1,
    quarantined: 0,
    revised: 0,
    warnings: [],
    error: null,
    ...more,
  };
}

const failed = resourceRun({
  status: 'failed',
  error: { message: 'the key was refused', hint: 'make a new one' },
});

/** The state of syncing: leases, progress, runs and what stamps need of them. */
export function testSyncState(withStore: (act: (store: Store) => Promise<void>) => Promise<void>): void {
  const emptyCommit: Commit = {
    connector: 'a',
    resource: TEST_RESOURCE.name,
    buckets: [{ start: FIRST_DAY, rows: [], quarantined: [] }],
    syncedAt: LATER,
    identity: 'all',
    progress: null,
    lease: null,
  };

  describe('leases', () => {
    test('are held by one at a time, until they expire', () =>
      withStore(async (store) => {
        expect(await store.lease('a')).toBeNull();
        const lease = await store.acquireLease('a', 'one', 60, 1_000);
        expect(lease).toEqual({ name: 'a', holder: 'one', expiresAt: 1_060 });
        expect(await store.acquireLease('a', 'two', 60, 1_059)).toBeNull();
        expect(await store.acquireLease('b', 'two', 60, 1_059)).not.toBeNull();
        expect(await store.acquireLease('a', 'two', 60, 1_060)).toMatchObject({ holder: 'two' });
        expect(await store.lease('a')).toEqual({ name: 'a', holder: 'two', expiresAt: 1_120 });
        if (lease) expect(await store.renewLease(lease, 60, 1_061)).toBeNull();
      }));

    test('are renewed, and free once released', () =>
      withStore(async (store) => {
        const lease = await store.acquireLease('a', 'one', 60, 1_000);
        if (!lease) throw new Error('no lease');
        const renewed = await store.renewLease(lease, 60, 1_050);
        expect(renewed?.expiresAt).toBe(1_110);
        expect(await store.acquireLease('a', 'two', 60, 1_100)).toBeNull();
        await store.releaseLease({ ...lease, holder: 'two' });
        expect(await store.lease('a')).not.toBeNull();
        await store.releaseLease(lease);
        expect(await store.lease('a')).toBeNull();
        expect(await store.acquireLease('a', 'two', 60, 1_100)).not.toBeNull();
      }));

    test('from before the clock was set back do not block for ever', () =>
      withStore(async (store) => {
        await store.acquireLease('a', 'one', 60, 1_000_000);
        expect(await store.acquireLease('a', 'two', 60, 5_000)).not.toBeNull();
      }));

    test('a commit whose lease was lost stores nothing', () =>
      withStore(async (store) => {
        await store.declare('a', [TEST_RESOURCE]);
        const lease = await store.acquireLease('a', 'one', 60, 1_000);
        // Expired, but nobody took it.
        await store.commit({ ...emptyCommit, lease, buckets: [] });
        await store.acquireLease('a', 'two', 60, 2_000);
        await expect(store.commit({ ...emptyCommit, lease })).rejects.toThrow(StoreError);
        expect(await store.buckets('a', TEST_RESOURCE.name, { start: 0, end: LATER })).toEqual([]);
      }));
  });

  describe('progress', () => {
    test('is stored with a commit and cleared by one without', () =>
      withStore(async (store) => {
        await store.declare('a', [TEST_RESOURCE]);
        const progress = {
          window: { start: FIRST_DAY, end: LATER },
          nextStart: FIRST_DAY + 86_400,
          cursor: 'page_A+/=',
          identity: 'all',
        };
        await store.commit({ ...emptyCommit, progress });
        expect(await store.progress('a', TEST_RESOURCE.name)).toEqual(progress);
        expect(await store.progress('b', TEST_RESOURCE.name)).toBeNull();
        await store.commit(emptyCommit);
        expect(await store.progress('a', TEST_RESOURCE.name)).toBeNull();
        await store.commit({ ...emptyCommit, progress });
        await store.clearProgress('a', TEST_RESOURCE.name);
        expect(await store.progress('a', TEST_RESOURCE.name)).toBeNull();
      }));
  });

  describe('runs', () => {
    test('are told newest first, with what each resource did so far', () =>
      withStore(async (store) => {
        const first = await store.startRun('a', 'schedule', 1_000);
        await store.finishRun(first, 'failed', [failed], 1_010);
        const second = await store.startRun('b', 'manual', 1_020);
        await store.updateRun(second, [resourceRun({ status: 'running' })]);
        expect(await store.runs({ limit: 5 })).toEqual([
          {
            id: second,
            connector: 'b',
            trigger: 'manual',
            startedAt: 1_020,
            finishedAt: null,
            status: 'running',
            resources: [resourceRun({ status: 'running' })],
          },
          {
            id: first,
            connector: 'a',
            trigger: 'schedule',
            startedAt: 1_000,
            finishedAt: 1_010,
            status: 'failed',
            resources: [failed],
          },
        ]);
        expect((await store.runs({ connector: 'a', limit: 5 })).map((run) => run.id)).toEqual([first]);
        expect(await store.runs({ limit: 1 })).toHaveLength(1);
      }));

    test('tell when a resource last succeeded and what went wrong since', () =>
      withStore(async (store) => {
        const freshness = () => store.freshness('a', TEST_RESOURCE.name);
        const never = { lastSuccessAt: null, lastAttemptAt: null, lastError: null };
        expect(await freshness()).toEqual(never);

        const first = await store.startRun('a', 'start', 1_000);
        await store.updateRun(first, [resourceRun()]);
        expect(await freshness()).toEqual(never);
        await store.finishRun(first, 'succeeded', [resourceRun()], 1_010);
        expect(await freshness()).toEqual({ lastSuccessAt: 1_010, lastAttemptAt: 1_010, lastError: null });

        const second = await store.startRun('a', 'schedule', 2_000);
        await store.finishRun(second, 'failed', [failed], 2_010);
        const broken = { lastSuccessAt: 1_010, lastAttemptAt: 2_010, lastError: 'the key was refused' };
        expect(await freshness()).toEqual(broken);

        const third = await store.startRun('a', 'schedule', 3_000);
        await store.finishRun(third, 'interrupted', [resourceRun({ status: 'pending' })], 3_010);
        expect(await freshness()).toEqual(broken);

        const fourth = await store.startRun('a', 'schedule', 4_000);
        await store.finishRun(fourth, 'succeeded', [resourceRun()], 4_010);
        // The third run's end comes late: it says nothing new.
        await store.finishRun(third, 'failed', [failed], 4_020);
        expect(await freshness()).toEqual({ lastSuccessAt: 4_010, lastAttemptAt: 4_010, lastError: null });
        expect(await store.freshness('b', TEST_RESOURCE.name)).toEqual(never);
      }));

    test('count a resource as read where only rows or days of it could not be', () =>
      withStore(async (store) => {
        const freshness = () => store.freshness('a', TEST_RESOURCE.name);
        const partial = resourceRun({ status: 'partial', quarantined: 3 });
        const first = await store.startRun('a', 'schedule', 1_000);
        await store.finishRun(first, 'partial', [partial], 1_010);
        expect(await freshness()).toEqual({ lastSuccessAt: 1_010, lastAttemptAt: 1_010, lastError: null });

        // Stopped on the way: what is left was not read at all.
        const second = await store.startRun('a', 'schedule', 2_000);
        await store.finishRun(second, 'interrupted', [partial], 2_010);
        expect(await freshness()).toEqual({ lastSuccessAt: 1_010, lastAttemptAt: 2_010, lastError: null });
      }));
  });
}
