import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lastRun } from './run-history.ts';
import { createScriptedSource } from './testing/scripted-source.ts';
import { contentOf, createSyncWorld, NOON, type SyncWorld } from './testing/sync-world.ts';

describe('two processes that sync the same connector', () => {
  let folder = '';
  let one: SyncWorld;
  let other: SyncWorld;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shipstats-sync-'));
    one = await createSyncWorld(join(folder, 'store.db'));
    other = await createSyncWorld(join(folder, 'store.db'));
  });
  afterEach(async () => {
    await one.store.close();
    await other.store.close();
    await rm(folder, { recursive: true });
  });

  it('do so one at a time: the second learns who is at work and since when', async () => {
    const source = createScriptedSource();
    const idle = createScriptedSource();
    let busy: unknown;
    source.onRequest = async ({ number }) => {
      if (number === 3) busy = await other.sync(idle, { holder: 'the other' });
    };
    const run = await one.run(source, { holder: 'the one' });
    expect(run.status).toBe('succeeded');
    expect(busy).toMatchObject({
      kind: 'busy',
      lease: { name: 'sync:test', holder: expect.stringMatching(/^the one \(/) as string },
      run: { id: run.id, status: 'running', startedAt: NOON, resources: [{ buckets: 10, planned: 25 }] },
    });
    expect(idle.requests).toEqual([]);
  });

  it('do not wait for one that was killed', async () => {
    const source = createScriptedSource();
    const isGone = (holder: string) => holder.startsWith('the dead');
    await one.kill(source, 3, { holder: 'the dead' });
    one.now -= 61;
    expect((await one.sync(source, { isGone: () => false })).kind).toBe('busy');
    expect(await lastRun(one.store, 'test', NOON, isGone)).toMatchObject({ status: 'interrupted' });
    const run = await one.run(source, { isGone });
    expect(run.status).toBe('succeeded');
    expect(source.requests).toHaveLength(6);
  });

  it('keep out of the way even under the same name', async () => {
    const source = createScriptedSource();
    let kind: string | undefined;
    source.onRequest = async ({ number }) => {
      if (number === 1) kind = (await one.sync(createScriptedSource())).kind;
    };
    await one.run(source);
    expect(kind).toBe('busy');
  });

  it('take over from each other when the lease has run out; the first one stops and spoils nothing', async () => {
    const slow = createScriptedSource();
    const quick = createScriptedSource();
    slow.onRequest = async ({ number }) => {
      if (number !== 3) return;
      // The machine of the first one sleeps for an hour.
      other.now += 3600;
      expect((await other.run(quick)).status).toBe('succeeded');
      one.now += 3600;
    };
    const run = await one.run(slow);
    expect(run).toMatchObject({ status: 'interrupted', resources: [{ status: 'partial', error: null }] });
    expect(slow.requests).toHaveLength(3);
    const fresh = await createSyncWorld();
    await fresh.run(createScriptedSource());
    expect(await contentOf(one.store, ['a'])).toEqual(await contentOf(fresh.store, ['a']));
    expect(await other.store.lease('sync:test')).toBeNull();
  });

  it('goes on after a long pause in which nobody took over', async () => {
    const source = createScriptedSource();
    source.onRequest = ({ number }) => {
      if (number === 3) one.now += 3600;
    };
    expect((await one.run(source)).status).toBe('succeeded');
  });

  it('stops when its commit is refused, with nothing wrong at the source', async () => {
    const source = createScriptedSource();
    source.onRequest = async ({ number }) => {
      if (number !== 2) return;
      const lease = await other.store.lease('sync:test');
      if (lease) await other.store.releaseLease(lease);
    };
    const run = await one.run(source);
    expect(run).toMatchObject({ status: 'interrupted', resources: [{ buckets: 5, error: null }] });
  });

  it('renews its lease before commits, should the timer be late', async () => {
    const source = createScriptedSource();
    let expiresAt: number | undefined;
    source.onRequest = async ({ number }) => {
      if (number === 2) one.now += 50;
      if (number === 3) expiresAt = (await other.store.lease('sync:test'))?.expiresAt;
    };
    await one.run(source);
    expect(expiresAt).toBe(NOON + 50 + 60);
  });

  it('stops in the middle of a request when the timer finds that the lease is lost', async () => {
    const source = createScriptedSource();
    let tick: () => void = () => undefined;
    let stopped = false;
    source.onRequest = async ({ number }) => {
      if (number !== 2) return;
      const lease = await other.store.lease('sync:test');
      if (lease) await other.store.releaseLease(lease);
      tick();
      await new Promise(() => undefined);
    };
    const run = await one.run(source, {
      every: (milliseconds, act) => {
        expect(milliseconds).toBe(20_000);
        tick = act;
        return () => {
          stopped = true;
        };
      },
    });
    expect(run.status).toBe('interrupted');
    expect(stopped).toBe(true);
  });

  it('stays at work through a long request, since the timer renews the lease', async () => {
    const source = createScriptedSource();
    let tick: () => void = () => undefined;
    let kind: string | undefined;
    source.onRequest = async ({ number }) => {
      if (number !== 2) return;
      one.now += 50;
      tick();
      await new Promise((resolve) => setImmediate(resolve));
      one.now += 50;
      other.now = one.now;
      kind = (await other.sync(createScriptedSource())).kind;
    };
    const run = await one.run(source, {
      every: (_, act) => {
        tick = act;
        return () => undefined;
      },
    });
    expect(kind).toBe('busy');
    expect(run.status).toBe('succeeded');
  });
});
