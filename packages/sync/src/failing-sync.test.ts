import { ConnectorError, type FetchedPage, toIso } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { createScriptedSource, type ScriptedSource, scriptedBucket } from './testing/scripted-source.ts';
import { contentOf, createSyncWorld, NOON, TODAY } from './testing/sync-world.ts';

const RESOURCES = ['a', 'bb', 'ccc'];

function failing(resource: string, error: unknown, ...more: string[]): ScriptedSource {
  const source = createScriptedSource({ resources: RESOURCES });
  source.onRequest = (request) => {
    if (request.resource === resource || more.includes(request.resource)) throw error;
  };
  return source;
}

describe('a resource that fails (R27)', () => {
  it.each([
    new ConnectorError('bb: 403', { code: 'forbidden', status: 403, hint: 'Use an admin key.' }),
    new ConnectorError('bb: 401', { code: 'unauthorized', status: 401, hint: 'Use an admin key.' }),
    new ConnectorError('bb: 503', { code: 'server-error', status: 503, hint: 'Use an admin key.' }),
  ])('does not stop or spoil the others: $code', async (error) => {
    const w = await createSyncWorld();
    const run = await w.run(failing('bb', error));
    expect(run.status).toBe('partial');
    expect(run.resources.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'succeeded']);
    expect(run.resources[1]?.error).toEqual({ message: error.message, hint: 'Use an admin key.' });
    const good = await createSyncWorld();
    await good.run(createScriptedSource({ resources: RESOURCES }));
    expect(await contentOf(w.store, ['a', 'ccc'])).toEqual(await contentOf(good.store, ['a', 'ccc']));
  });

  it('loses nothing that was stored', async () => {
    const w = await createSyncWorld();
    await w.run(createScriptedSource({ resources: RESOURCES }));
    const before = await contentOf(w.store, RESOURCES);
    w.now += 60;
    const run = await w.run(failing('bb', new ConnectorError('bb: 403', { code: 'forbidden' })));
    expect(run.status).toBe('partial');
    expect(await contentOf(w.store, RESOURCES)).toEqual(before);
  });

  it('makes a failed run where all fail', async () => {
    const w = await createSyncWorld();
    const run = await w.run(failing('a', new ConnectorError('401', { code: 'unauthorized' }), 'bb', 'ccc'));
    expect(run.status).toBe('failed');
  });

  it('keeps its place and says when it may be asked again (R26)', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource();
    const retryAt = NOON + 1800;
    source.onRequest = ({ number }) => {
      if (number === 2) {
        const at = new Date(retryAt * 1000);
        throw new ConnectorError('a: 429', { code: 'rate-limited', status: 429, retryAt: at });
      }
    };
    const run = await w.run(source, { trigger: 'schedule' });
    expect(run.resources[0]).toMatchObject({ status: 'failed', error: { retryAt: toIso(retryAt) } });
    expect(await w.store.progress('test', 'a')).not.toBeNull();

    w.now += 60;
    const tooSoon = await w.run(source, { trigger: 'schedule' });
    expect(source.requests).toHaveLength(2);
    expect(tooSoon.resources[0]).toMatchObject({ status: 'failed', error: { retryAt: toIso(retryAt) } });

    w.now = retryAt;
    const then = await w.run(source, { trigger: 'schedule' });
    expect(then.status).toBe('succeeded');
    expect(source.requests[2]?.cursor).not.toBeNull();
  });

  it('is asked again before its time where a person says so', async () => {
    const w = await createSyncWorld();
    const retryAt = new Date((NOON + 1800) * 1000);
    await w.run(failing('a', new ConnectorError('429', { code: 'rate-limited', retryAt })));
    const run = await w.run(createScriptedSource({ resources: RESOURCES }), { trigger: 'manual' });
    expect(run.status).toBe('succeeded');
  });

  it('asks again after a day at the latest, however long the source wants to be left alone', async () => {
    const w = await createSyncWorld();
    const retryAt = new Date('2100-01-01');
    const run = await w.run(failing('a', new ConnectorError('429', { code: 'rate-limited', retryAt })));
    expect(run.resources[0]?.error?.retryAt).toBe(toIso(NOON + 86_400));
  });

  it('is recorded and told to the caller where the failure is a bug', async () => {
    const w = await createSyncWorld();
    await expect(w.run(failing('bb', new TypeError('x is undefined')))).rejects.toThrow('x is undefined');
    const [run] = await w.store.runs({ limit: 1 });
    expect(run?.status).toBe('partial');
    expect(run?.resources.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'succeeded']);
    expect(await w.store.lease('sync:test')).toBeNull();
  });

  it('fails alone where the store refuses a row', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ resources: RESOURCES });
    source.answer = (resource, start) =>
      resource === 'bb' && start === TODAY
        ? { start, rows: [{ dimensions: ['too', 'many'], values: [1] }], quarantined: [] }
        : scriptedBucket(resource, start);
    const run = await w.run(source);
    expect(run.resources.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'succeeded']);
    expect(run.resources[1]?.error?.message).toContain('2026-11-22');
  });
});

describe('a source that does not keep to the rules', () => {
  const pages = (...answer: FetchedPage[]): ScriptedSource => {
    const source = createScriptedSource({ historyDays: 2 });
    return {
      ...source,
      connector: {
        ...source.connector,
        async *fetch() {
          yield* answer;
        },
      },
    };
  };
  const day = scriptedBucket('a', TODAY);

  it.each([
    ['ends without a page', []],
    ['ends before the window does', [{ buckets: [day], next: { start: TODAY, cursor: 'x' } }]],
  ])('%s: fails as incomplete, and keeps what came', async (_, answer) => {
    const w = await createSyncWorld();
    const run = await w.run(pages(...answer));
    expect(run).toMatchObject({ status: 'failed', resources: [{ buckets: answer.length }] });
    expect(run.resources[0]?.error?.message).toContain('before 2026-11-23');
  });

  it('does not advance: fails instead of asking for ever', async () => {
    const w = await createSyncWorld();
    const same = { buckets: [day], next: { start: TODAY, cursor: 'x' } };
    const run = await w.run(pages(same, same, same));
    expect(run).toMatchObject({ status: 'failed', resources: [{ buckets: 1 }] });
    expect(run.resources[0]?.error?.message).toContain('does not advance');
  });

  it('sends a day twice: the last one counts (R13)', async () => {
    const w = await createSyncWorld();
    const first = { ...day, rows: [] };
    const run = await w.run(pages({ buckets: [first, day], next: null }));
    expect(run.resources[0]).toMatchObject({ buckets: 1, rows: 2 });
  });
});
