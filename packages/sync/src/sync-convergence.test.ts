import { ConnectorError, DAY } from '@shipstats/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createScriptedSource, scriptedBucket } from './testing/scripted-source.ts';
import { contentOf, createSyncWorld, type SyncWorld } from './testing/sync-world.ts';

const RESOURCES = ['a', 'bb'];
const HISTORY_DAYS = 12;
const PROVISIONAL = 2;

/** A source that revises each day until it is final: the number tells how old the day was when read. */
function revisingSource(world: SyncWorld) {
  const source = createScriptedSource({
    resources: RESOURCES,
    historyDays: HISTORY_DAYS,
    windowBuckets: 5,
    pageBuckets: 2,
    provisionalBuckets: PROVISIONAL,
  });
  source.answer = (resource, start) => {
    const age = Math.min(Math.floor((world.now - start) / DAY), PROVISIONAL + 1);
    const bucket = scriptedBucket(resource, start);
    return {
      ...bucket,
      rows: bucket.rows.map((row) => ({ ...row, values: [Number(row.values[0]) * 10 + age] })),
    };
  };
  return source;
}

const trouble = fc.oneof(
  fc.record({ kind: fc.constant('kill' as const), at: fc.integer({ min: 1, max: 14 }) }),
  fc.record({ kind: fc.constant('stop' as const), at: fc.integer({ min: 1, max: 14 }) }),
  fc.record({ kind: fc.constant('fail' as const), at: fc.integer({ min: 1, max: 14 }) }),
  fc.record({ kind: fc.constant('sleep' as const), at: fc.integer({ min: 1, max: 20 * 24 }) }),
);

it('whatever happens before, one good sync ends with what the source says now', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(trouble, { maxLength: 6 }), async (troubles) => {
      const w = await createSyncWorld();
      const source = revisingSource(w);
      for (const { kind, at } of troubles) {
        const number = source.requests.length + at;
        if (kind === 'sleep') w.now += at * 3600;
        else if (kind === 'kill') await killIfReached(w, source, number);
        else await endEarly(w, source, number, kind);
      }
      w.now += 3600;
      const run = await w.run(source);
      expect(run.status).toBe('succeeded');

      const fresh = await createSyncWorld();
      fresh.now = w.now;
      await fresh.run(revisingSource(fresh));
      const from = Math.floor(w.now / DAY) * DAY - (HISTORY_DAYS - 1) * DAY;
      expect(await contentOf(w.store, RESOURCES, from)).toEqual(
        await contentOf(fresh.store, RESOURCES, from),
      );
      await w.store.close();
      await fresh.store.close();
    }),
    { numRuns: 40 },
  );
});

async function killIfReached(w: SyncWorld, source: ReturnType<typeof revisingSource>, number: number) {
  try {
    await w.kill(source, number);
  } catch (error) {
    // The sync had fewer requests to send: it ended well.
    if (!(error instanceof Error && error.message.startsWith('it ended before'))) throw error;
  }
}

async function endEarly(
  w: SyncWorld,
  source: ReturnType<typeof revisingSource>,
  number: number,
  kind: 'stop' | 'fail',
) {
  const stop = new AbortController();
  source.onRequest = (request, signal) => {
    if (request.number !== number) return;
    if (kind === 'fail') throw new ConnectorError('500', { code: 'server-error', status: 500 });
    stop.abort();
    signal.throwIfAborted();
  };
  await w.run(source, { signal: stop.signal });
  source.onRequest = () => undefined;
}
