import { ConfigError, type Connector, ConnectorError, DAY, toDayUtc } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import type { SyncProgress } from './progress-reporter.ts';
import { runProgress } from './run-progress.ts';
import { createScriptedSource, scriptedBucket } from './testing/scripted-source.ts';
import { contentOf, createSyncWorld, NOON, TODAY } from './testing/sync-world.ts';

const everything = { start: 0, end: TODAY + 1000 * DAY };

describe('syncConnector', () => {
  it('stores the whole history, newest windows first, and logs the run', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource();
    const run = await w.run(source);

    expect(run).toMatchObject({
      connector: 'test',
      trigger: 'manual',
      status: 'succeeded',
      startedAt: NOON,
      finishedAt: NOON,
    });
    expect(run.resources).toEqual([
      {
        resource: 'a',
        status: 'succeeded',
        buckets: 25,
        planned: 25,
        rows: 50,
        requests: 5,
        retries: 0,
        waitedMs: 0,
        quarantined: 0,
        revised: 0,
        warnings: [],
        error: null,
      },
    ]);
    expect(await w.store.runs({ limit: 9 })).toEqual([run]);
    expect(source.requests.map(({ start }) => toDayUtc(start))).toEqual([
      '2026-11-13',
      '2026-11-18',
      '2026-11-03',
      '2026-11-08',
      '2026-10-29',
    ]);
    expect(await w.store.storedBuckets('test', 'a', everything)).toHaveLength(25);
    expect(await w.store.progress('test', 'a')).toBeNull();
    expect(await w.store.lease('sync:test')).toBeNull();
  });

  it('plans every resource before it asks for the first, so that its progress is of the whole run', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ resources: ['a', 'b'] });
    const seen: SyncProgress[] = [];
    source.onRequest = ({ resource }) => {
      if (resource === 'a') throw new ConnectorError('no.', { code: 'forbidden' });
      w.now += 1;
    };
    await w.run(source, { onProgress: (progress) => seen.push(progress) });
    const plans = seen.map(({ run }) => run.resources.map(({ planned }) => planned));
    expect(new Set(plans.map((plan) => plan.join()))).toEqual(new Set(['25,25']));
    const shares = seen.map(({ run }) => runProgress(run));
    expect(shares[0]).toBe(0);
    expect(shares).toContain(0.6);
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
  });

  it('reads as many resources at once as the connector allows, to the same end', async () => {
    const resources = ['a', 'b', 'c', 'd', 'e'];
    const contents = [];
    for (const concurrency of [1, 2]) {
      const w = await createSyncWorld();
      const { connector, ...source } = createScriptedSource({ resources });
      const open = new Set<string>();
      let most = 0;
      const run = await w.run({
        ...source,
        connector: {
          ...connector,
          concurrency,
          async *fetch(request) {
            open.add(request.resource);
            most = Math.max(most, open.size);
            try {
              for await (const page of connector.fetch(request)) {
                await new Promise((resolve) => setTimeout(resolve, 1));
                yield page;
              }
            } finally {
              open.delete(request.resource);
            }
          },
        },
      });
      expect([run.status, most]).toEqual(['succeeded', concurrency]);
      contents.push(await contentOf(w.store, resources));
    }
    expect(contents[1]).toEqual(contents[0]);
  });

  it('begins nothing new where it is stopped while several are read at once', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ resources: ['a', 'b', 'c', 'd'] });
    const stop = new AbortController();
    source.onRequest = ({ number }) => {
      if (number === 3) stop.abort();
    };
    const connector = { ...source.connector, concurrency: 2 };
    const run = await w.run({ ...source, connector }, { signal: stop.signal });
    expect(run.status).toBe('interrupted');
    expect(run.resources.slice(2).map(({ status }) => status)).toEqual(['skipped', 'skipped']);
    expect((await w.run(source)).status).toBe('succeeded');
  });

  it('plans a resource anew where midnight comes before its turn', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ resources: ['a', 'b'], historyDays: 3 });
    source.onRequest = ({ resource }) => {
      if (resource === 'a') w.now = TODAY + DAY + 60;
    };
    await w.run(source);
    const newest = source.requests.filter(({ resource }) => resource === 'b').map(({ end }) => end);
    expect(Math.max(...newest)).toBe(TODAY + 2 * DAY);
  });

  it('reads only the provisional days at the next sync, and changes nothing that did not change', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource();
    await w.run(source);
    const before = await contentOf(w.store, ['a']);
    w.now += 3600;
    const run = await w.run(source);
    expect(run.resources[0]).toMatchObject({ requests: 1, buckets: 3, planned: 3 });
    expect(await contentOf(w.store, ['a'])).toEqual(before);
  });

  it('fetches after ten days offline all ten and the days that were provisional (R20)', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource();
    await w.run(source);
    w.now += 10 * DAY;
    const run = await w.run(source);
    expect(run.resources[0]).toMatchObject({ buckets: 13, planned: 13 });
    expect(toDayUtc(Math.min(...source.requests.slice(5).map(({ start }) => start)))).toBe('2026-11-20');
    expect(await w.store.storedBuckets('test', 'a', everything)).toHaveLength(35);
  });

  it('fetches everything anew when the query has changed (R06)', async () => {
    const w = await createSyncWorld();
    await w.run(createScriptedSource());
    const changed = createScriptedSource({ identity: 'v2' });
    const run = await w.run(changed);
    expect(run.resources[0]).toMatchObject({ status: 'succeeded', buckets: 25 });
    const stored = await w.store.storedBuckets('test', 'a', everything);
    expect(new Set(stored.map(({ identity }) => identity))).toEqual(new Set(['v2']));
  });

  it('sends no page token of the old query when it changes within a backfill (R06)', async () => {
    const w = await createSyncWorld();
    await w.kill(createScriptedSource(), 4);
    expect(await w.store.progress('test', 'a')).toMatchObject({ identity: 'v1' });
    const changed = createScriptedSource({ identity: 'v2' });
    const run = await w.run(changed);
    expect(changed.requests.at(0)?.cursor).toBeNull();
    expect(changed.requests.every(({ cursor }) => cursor === null || cursor.startsWith('v2'))).toBe(true);
    expect(run.resources[0]?.warnings).toEqual([expect.stringContaining('The query changed')]);
    expect(run.status).toBe('succeeded');
  });

  it('leaves days alone that the answer leaves out, and says so: the run is partial (R16)', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ historyDays: 5, provisionalBuckets: 5 });
    await w.run(source);
    const before = await contentOf(w.store, ['a']);
    source.answer = (resource, start) =>
      start === TODAY - 2 * DAY ? null : { ...scriptedBucket(resource, start) };
    w.now += 60;
    const run = await w.run(source);
    expect(await contentOf(w.store, ['a'])).toEqual(before);
    expect(run.resources[0]?.warnings).toEqual([expect.stringContaining('left out 2026-11-20:')]);
    expect(run).toMatchObject({ status: 'partial', resources: [{ status: 'partial', buckets: 4 }] });
  });

  it('is partial where the source answers nothing at all, and names the days', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ historyDays: 12 });
    source.answer = () => null;
    const run = await w.run(source);
    expect(run).toMatchObject({ status: 'partial', resources: [{ status: 'partial', buckets: 0 }] });
    expect(run.resources[0]?.warnings).toEqual([
      expect.stringContaining('left out 2026-11-13..2026-11-21 (9 days):'),
      expect.stringContaining('left out 2026-11-11..2026-11-12 (2 days):'),
    ]);
  });

  it('names single days and spans that were left out, and of many how many more', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ historyDays: 20, windowBuckets: 20 });
    source.answer = (resource, start) =>
      start % (2 * DAY) === 0 || start === TODAY - 10 * DAY ? null : scriptedBucket(resource, start);
    const run = await w.run(source);
    expect(run.resources[0]?.warnings).toEqual([
      expect.stringContaining(
        'left out 2026-11-03, 2026-11-05, 2026-11-07, 2026-11-09, 2026-11-11..2026-11-13 (3 days) and 4 more days:',
      ),
    ]);
  });

  it('does not miss days that the source says it has not counted yet', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ historyDays: 5 });
    source.answer = (resource, start) => (start >= TODAY - DAY ? null : scriptedBucket(resource, start));
    const counting: Connector = {
      ...source.connector,
      async *fetch(request) {
        for await (const page of source.connector.fetch(request)) yield { ...page, pendingFrom: TODAY - DAY };
      },
    };
    const run = await w.run({ ...source, connector: counting });
    expect(run).toMatchObject({ status: 'succeeded', resources: [{ status: 'succeeded', buckets: 3 }] });
    expect(run.resources[0]?.warnings).toEqual([]);
  });

  it('does not miss today, nor what was today when it was asked for', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ historyDays: 3 });
    source.answer = (resource, start) => (start >= TODAY ? null : scriptedBucket(resource, start));
    const run = await w.run(source);
    expect(run).toMatchObject({ status: 'succeeded', resources: [{ warnings: [] }] });
    w.now = TODAY + DAY - 5;
    source.onRequest = () => {
      w.now = TODAY + DAY + 5;
    };
    const atMidnight = await w.run(source);
    expect(atMidnight).toMatchObject({ status: 'succeeded', resources: [{ warnings: [] }] });
  });

  it('keeps a day that the source says is empty until it says so again (R16)', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ historyDays: 5 });
    await w.run(source);
    source.answer = (resource, start) =>
      start === TODAY - DAY ? { start, rows: [], quarantined: [] } : scriptedBucket(resource, start);
    const stateOf = async () =>
      (await w.store.storedBuckets('test', 'a', { start: TODAY - DAY, end: TODAY }))[0];
    w.now += 60;
    const first = await w.run(source);
    expect(await stateOf()).toMatchObject({ rows: 2, vanished: true });
    expect(first.resources[0]?.warnings).toEqual([expect.stringContaining('2026-11-21')]);
    w.now += 60;
    await w.run(source);
    expect(await stateOf()).toMatchObject({ rows: 0, vanished: false });
  });

  it('does not touch the first day of the next window, whatever the answer of the one before has (R17)', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ historyDays: 20 });
    const { connector } = source;
    /** Ends are inclusive here: each window's answer has the day after it, too, with another number. */
    const inclusive: Connector = {
      ...connector,
      async *fetch(request) {
        for await (const page of connector.fetch(request)) {
          const rows = [{ dimensions: ['small'], values: [1] }];
          const after = { start: request.window.end, rows, quarantined: [] };
          yield page.next === null ? { ...page, buckets: [...page.buckets, after] } : page;
        }
      },
    };
    const plain = await createSyncWorld();
    await plain.run(source);
    const run = await w.run({ ...source, connector: inclusive });
    // Both windows are there, the older one written after the newer.
    expect(run.resources[0]).toMatchObject({ status: 'succeeded', buckets: 20 });
    expect(source.requests.map(({ start }) => start)).toEqual(
      [-9, -4, -19, -14, -9, -4, -19, -14].map((day) => TODAY + day * DAY),
    );
    const days = await w.store.storedBuckets('test', 'a', everything);
    expect(days.map(({ start, rows }) => [start, rows])).toEqual(
      Array.from({ length: 20 }, (_, index) => [TODAY + (index - 19) * DAY, 2]),
    );
    expect(await contentOf(w.store, ['a'])).toEqual(await contentOf(plain.store, ['a']));
    expect(run.resources[0]?.warnings).toEqual(
      ['2026-11-23', '2026-11-13'].map((day) =>
        expect.stringContaining(`outside the asked window (${day}T00:00:00Z)`),
      ),
    );
  });

  it('marks rows that cannot be read, and the run as partial', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ historyDays: 3 });
    source.answer = (resource, start) => ({
      ...scriptedBucket(resource, start),
      quarantined:
        start === TODAY ? [{ dimensions: ['bad'], reason: 'amount is NaN', raw: '{"amount":"NaN"}' }] : [],
    });
    const run = await w.run(source);
    expect(run.status).toBe('partial');
    expect(run.resources[0]).toMatchObject({ status: 'partial', quarantined: 1 });
    expect(run.resources[0]?.warnings).toEqual([expect.stringContaining('quarantine')]);
  });

  it('syncs only the named resources, and knows their names', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ resources: ['a', 'bb', 'ccc'] });
    const run = await w.run(source, { only: ['ccc', 'a'] });
    expect(run.resources.map(({ resource }) => resource)).toEqual(['a', 'ccc']);
    await expect(w.sync(source, { only: ['d'] })).rejects.toThrow(ConfigError);
  });

  it('does not fetch what the user does not keep', async () => {
    const w = await createSyncWorld();
    const run = await w.run(createScriptedSource(), { maxAgeDays: 7 });
    expect(run.resources[0]).toMatchObject({ buckets: 7 });
  });

  it('leaves out buckets that were not asked for, with a warning', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ historyDays: 3 });
    source.answer = (resource, start) =>
      scriptedBucket(resource, start === TODAY ? start + DAY : start === TODAY - DAY ? start + 5 : start);
    const run = await w.run(source);
    expect(await w.store.storedBuckets('test', 'a', everything)).toHaveLength(1);
    expect(run.resources[0]?.warnings).toEqual([
      expect.stringContaining('begins within a day'),
      expect.stringContaining('outside the asked window'),
      expect.stringContaining('left out 2026-11-21:'),
    ]);
  });

  it('tells equal warnings once, and of many how many more there are', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource({ historyDays: 1 });
    const { connector } = source;
    const warned = {
      ...source,
      connector: {
        ...connector,
        fetch: (request: Parameters<typeof connector.fetch>[0]) => {
          for (let index = 0; index < 60; index += 1) {
            request.onEvent({ kind: 'warning', message: `warning ${index % 30}` });
          }
          return connector.fetch(request);
        },
      },
    };
    const run = await w.run(warned);
    expect(run.resources[0]?.warnings).toHaveLength(21);
    expect(run.resources[0]?.warnings.at(-1)).toBe('… and 20 more warnings');
  });

  it('tells of its progress at most ten times a second, and of its end', async () => {
    const w = await createSyncWorld();
    const seen: SyncProgress[] = [];
    let milliseconds = 0;
    await w.run(createScriptedSource({ historyDays: 180, pageBuckets: 1 }), {
      clock: () => {
        milliseconds += 1;
        return new Date(NOON * 1000 + milliseconds);
      },
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.length).toBeLessThanOrEqual(milliseconds / 100 + 2);
    expect(seen.at(-1)).toMatchObject({ resource: null, run: { status: 'succeeded' } });
    const bars = seen.map(({ run }) => run.resources[0]?.buckets ?? 0);
    expect(bars).toEqual([...bars].sort((a, b) => a - b));
  });

  it('stores the day that was today when asked as read before its end, whatever midnight does', async () => {
    const w = await createSyncWorld();
    w.now = TODAY + DAY - 5;
    const source = createScriptedSource({ historyDays: 10 });
    source.onRequest = ({ number }) => {
      // The second page, with today in it, is asked for before midnight and arrives after it.
      if (number === 2) w.now += 10;
    };
    await w.run(source);
    const [today] = await w.store.storedBuckets('test', 'a', { start: TODAY, end: TODAY + DAY });
    expect(today?.syncedAt).toBe(TODAY + DAY - 5);
    const run = await w.run(source);
    expect(run.resources[0]).toMatchObject({ buckets: 4 });
    expect(await w.store.storedBuckets('test', 'a', everything)).toHaveLength(11);
  });

  it('harms nothing when the clock is turned back, and warns', async () => {
    const w = await createSyncWorld();
    const source = createScriptedSource();
    await w.run(source);
    const before = await contentOf(w.store, ['a']);
    w.now -= 5 * DAY;
    const run = await w.run(source);
    expect(run.status).toBe('succeeded');
    expect(run.resources[0]?.warnings).toEqual([expect.stringContaining('turned back')]);
    expect(Math.max(...source.requests.slice(5).map(({ end }) => end))).toBe(TODAY - 4 * DAY);
    const after = await w.store.storedBuckets('test', 'a', everything);
    expect(after.at(-1)?.start).toBe(TODAY);
    w.now += 5 * DAY;
    await w.run(source);
    expect(await contentOf(w.store, ['a'], TODAY - 24 * DAY)).toEqual(before);
  });
});
