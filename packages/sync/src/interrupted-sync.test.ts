import { ConnectorError } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { lastRun } from './run-history.ts';
import { createScriptedSource } from './testing/scripted-source.ts';
import { contentOf, createSyncWorld, NOON } from './testing/sync-world.ts';

const RESOURCES = ['a', 'bb', 'ccc'];
/** Windows of 10, 10 and 5 days, pages of 5: requests 1–5 are of the first resource, 6–10 of the second … */
const PAGES = 5;
const REQUESTS = RESOURCES.length * PAGES;
const numbers = Array.from({ length: REQUESTS }, (_, index) => index + 1);
const subsets = Array.from({ length: 2 ** RESOURCES.length - 1 }, (_, bits) =>
  RESOURCES.filter((_resource, index) => (bits + 1) & (1 << index)),
);

async function uninterrupted(): Promise<unknown> {
  const w = await createSyncWorld();
  await w.run(createScriptedSource({ resources: RESOURCES }));
  return contentOf(w.store, RESOURCES);
}

describe('a sync that was killed (R18)', () => {
  it.each(numbers)(
    'at request %i ends like an uninterrupted one, and repeats that request alone',
    async (number) => {
      const w = await createSyncWorld();
      const source = createScriptedSource({ resources: RESOURCES });
      await w.kill(source, number);
      const run = await w.run(source);
      expect(run.status).toBe('succeeded');
      expect(run.resources.flatMap(({ warnings }) => warnings)).toEqual([]);
      expect(source.requests).toHaveLength(REQUESTS + 1);
      expect(await contentOf(w.store, RESOURCES)).toEqual(await uninterrupted());
    },
  );

  it('again and again still ends like an uninterrupted one', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ resources: RESOURCES });
    for (let number = 2; number <= REQUESTS + 2; number += 3) await w.kill(source, number);
    await w.run(source);
    expect(await contentOf(w.store, RESOURCES)).toEqual(await uninterrupted());
    const killed = Math.floor(REQUESTS / 3) + 1;
    expect(source.requests).toHaveLength(REQUESTS + killed);
  });

  it('reads the provisional days again when it is restarted hours later', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ resources: RESOURCES });
    await w.kill(source, 7);
    w.now += 3 * 3600;
    const run = await w.run(source);
    expect(run.resources[0]).toMatchObject({ requests: 1, buckets: 3 });
  });

  it('keeps the token of an older window while newer days are read, even if killed again', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource();
    await w.kill(source, 4);
    w.now += 3 * 3600;
    // Request 5 reads the provisional days, 6 would go on in the older window.
    await w.kill(source, 6);
    w.now += 3 * 3600;
    await w.run(source);
    const resumed = [source.requests[3], source.requests[5], source.requests[7]];
    expect(resumed[0]?.cursor).not.toBeNull();
    expect(resumed.map((request) => request?.cursor)).toEqual(Array(3).fill(resumed[0]?.cursor));
  });

  it('is told as running while its lease lasts, then as interrupted', async () => {
    const w = await createSyncWorld();
    await w.kill(createScriptedSource({ resources: RESOURCES }), 7);
    const { id } = (await w.store.runs({ limit: 1 }))[0] ?? {};
    expect(await lastRun(w.store, 'test', NOON + 59)).toMatchObject({ id, status: 'running' });
    expect(await lastRun(w.store, 'test', NOON + 60)).toMatchObject({ id, status: 'interrupted' });
    expect(await lastRun(w.store, 'other', NOON)).toBeNull();
  });

  it('is told as interrupted by the next one, with its last sign of life as its end', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ resources: RESOURCES });
    await w.kill(source, 7);
    w.now += 2 * 86_400;
    source.onRequest = () => {
      throw new ConnectorError('401', { code: 'unauthorized', status: 401 });
    };
    await w.run(source);
    const dead = (await w.store.runs({ limit: 2 }))[1];
    expect(dead).toMatchObject({ status: 'interrupted', finishedAt: NOON });
    expect(dead?.resources.map(({ status }) => status)).toEqual(['succeeded', 'skipped', 'skipped']);
    // Not the moment when the death was noticed: the numbers are as old as the dead run.
    expect(await w.store.freshness('test', 'a')).toMatchObject({ lastSuccessAt: NOON });
  });
});

describe('a sync that is resumed with other resources (R19)', () => {
  const cases = [2, 4, 5, 7, 10, 12, 13, 15].flatMap((number) =>
    subsets.map((subset) => ({ number, subset, name: `${number}, then ${subset.join('+')}` })),
  );
  it.each(cases)(
    'after request $name: sends the remaining requests and no more',
    async ({ number, subset }) => {
      const w = await createSyncWorld();
      const source = createScriptedSource({ resources: RESOURCES });
      await w.kill(source, number);
      const done = number - 1;
      const remaining = subset.map((name) => {
        const before = RESOURCES.indexOf(name) * PAGES;
        return PAGES - Math.min(PAGES, Math.max(0, done - before));
      });
      const run = await w.run(source, { only: subset });
      expect(run.resources.map(({ requests }) => requests)).toEqual(remaining);
      expect(run.status).toBe('succeeded');
      await w.run(source);
      expect(await contentOf(w.store, RESOURCES)).toEqual(await uninterrupted());
    },
  );

  it('starts the rest of the window anew, with a warning, where the source forgot the token', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource();
    await w.kill(source, 2);
    const { onRequest } = source;
    source.onRequest = ({ cursor, number }) => {
      if (cursor !== null && number === 3) {
        throw new ConnectorError('400 unknown page', { code: 'bad-request', status: 400 });
      }
    };
    const run = await w.run(source);
    source.onRequest = onRequest;
    expect(run.status).toBe('succeeded');
    expect(run.resources[0]?.warnings).toEqual([expect.stringContaining('starts anew at 2026-11-18')]);
    expect(source.requests[3]).toMatchObject({ cursor: null, start: source.requests[2]?.start });
    expect(source.requests).toHaveLength(PAGES + 2);
  });

  it.each(['server-error', 'timeout', 'bad-response', 'incomplete', 'network'] as const)(
    'starts the rest of the window anew where the token brings %s each time',
    async (code) => {
      const w = await createSyncWorld();
      const source = createScriptedSource();
      await w.kill(source, 2);
      const poisoned = source.requests[1]?.cursor ?? null;
      expect(poisoned).not.toBeNull();
      source.onRequest = ({ cursor }) => {
        if (cursor === poisoned) throw new ConnectorError('the token is poison', { code });
      };
      const run = await w.run(source);
      expect(run.status).toBe('succeeded');
      expect(run.resources[0]?.warnings).toEqual([expect.stringContaining('the token is poison')]);
      expect(source.requests).toHaveLength(PAGES + 2);
      expect(await contentOf(w.store, ['a'])).toMatchObject({ a: { progress: null } });
    },
  );

  it('forgets the token even if what comes next fails, too: the next run does without', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource();
    await w.kill(source, 2);
    source.onRequest = () => {
      throw new ConnectorError('500', { code: 'server-error', status: 500 });
    };
    const run = await w.run(source);
    expect(run.status).toBe('failed');
    expect(source.requests).toHaveLength(4);
    expect(await w.store.progress('test', 'a')).toBeNull();
    source.onRequest = () => undefined;
    expect((await w.run(source)).status).toBe('succeeded');
    expect(source.requests.slice(4).every(({ cursor }) => cursor !== source.requests[2]?.cursor)).toBe(true);
  });

  it('reads the rest where the source begins the window again, because it cannot read the token', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ pageBuckets: 3 });
    await w.kill(source, 3);
    const { connector } = source;
    const forgetful = {
      ...source,
      connector: {
        ...connector,
        fetch: (request: Parameters<typeof connector.fetch>[0]) =>
          connector.fetch({ ...request, cursor: null }),
      },
    };
    const run = await w.run(forgetful);
    expect(run.status).toBe('succeeded');
    expect(run.resources[0]?.warnings).toEqual([expect.stringContaining('starts anew at 2026-11-19')]);
    expect(await contentOf(w.store, ['a'])).toMatchObject({ a: { progress: null } });
    expect(await w.store.storedBuckets('test', 'a', { start: 0, end: NOON })).toHaveLength(25);
  });

  it.each([
    ['unauthorized', 401],
    ['forbidden', 403],
    ['rate-limited', 429],
    ['quota-exceeded', 429],
    ['config', undefined],
  ] as const)('keeps the token where it has nothing to do with the failure: %s', async (code, status) => {
    const w = await createSyncWorld();
    const source = createScriptedSource();
    await w.kill(source, 2);
    source.onRequest = () => {
      throw new ConnectorError('no', { code, status });
    };
    const run = await w.run(source);
    expect(run.status).toBe('failed');
    expect(source.requests).toHaveLength(3);
    expect(await w.store.progress('test', 'a')).toMatchObject({ cursor: expect.any(String) as string });
  });
});

describe('a sync that is stopped', () => {
  it.each(numbers)(
    'at request %i ends as interrupted, releases its lease, and goes on later',
    async (number) => {
      const w = await createSyncWorld();
      const source = createScriptedSource({ resources: RESOURCES });
      const stop = new AbortController();
      source.onRequest = (request, signal) => {
        if (request.number !== number) return;
        stop.abort();
        signal.throwIfAborted();
      };
      const run = await w.run(source, { signal: stop.signal });
      expect(run.status).toBe('interrupted');
      expect(await w.store.lease('sync:test')).toBeNull();
      expect(run.resources.some(({ error }) => error !== null)).toBe(false);
      w.now += 1;
      await w.run(source);
      expect(source.requests).toHaveLength(REQUESTS + 1);
      expect(await contentOf(w.store, RESOURCES)).toEqual(await uninterrupted());
    },
  );

  it('does not wait for a source that ignores the stop', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource();
    const stop = new AbortController();
    source.onRequest = () => {
      setImmediate(() => stop.abort());
      return new Promise(() => undefined);
    };
    const run = await w.run(source, { signal: stop.signal });
    expect(run.status).toBe('interrupted');
  });

  it('before it began does nothing but tell so', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource();
    const run = await w.run(source, { signal: AbortSignal.abort() });
    expect(run).toMatchObject({ status: 'interrupted', resources: [{ status: 'skipped' }] });
    expect(source.requests).toEqual([]);
  });
});
