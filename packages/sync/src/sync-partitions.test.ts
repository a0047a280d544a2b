import { ConnectorError, DAY, type PartitionSpec, toDayUtc, type UnixSeconds } from '@shipstats/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { syncPartitions } from './sync-partitions.ts';
import {
  createPartitionedSource,
  type PartitionedSource,
  packageDay,
  packagesResource,
} from './testing/partitioned-source.ts';
import { createSyncWorld, type SyncWorld, TODAY } from './testing/sync-world.ts';

let world: SyncWorld;
beforeEach(async () => {
  world = await createSyncWorld();
});
afterEach(() => world.store.close());

const ALWAYS = { start: 0, end: TODAY + 1000 * DAY };
/** A source counts a day when it is over: today is left out. */
const countedUntil = (end: UnixSeconds) => (partition: string, start: UnixSeconds) =>
  start < end ? packageDay(partition, start) : null;

function makeSource(names: readonly string[], options?: Parameters<typeof createPartitionedSource>[1]) {
  const source = createPartitionedSource(names, options);
  source.answer = countedUntil(TODAY);
  return source;
}

/** `a b 2026-11-13..2026-11-23` */
function asked(source: PartitionedSource): string[] {
  return source.requests.map(
    ({ partitions, window }) =>
      `${partitions.toSorted().join(' ')} ${toDayUtc(window.start)}..${toDayUtc(window.end)}`,
  );
}

const stored = async (partition: string) =>
  (await world.store.storedBuckets('test', 'downloads', ALWAYS, partition)).map(({ start }) =>
    toDayUtc(start),
  );

describe('a sync of a partitioned resource', () => {
  it('reads every partition’s history, joined into requests, newest first', async () => {
    const source = makeSource(['a', 'b']);
    const run = await world.run(source);
    expect(run.status).toBe('succeeded');
    expect(asked(source)).toEqual([
      'a b 2026-11-13..2026-11-23',
      'a b 2026-11-03..2026-11-13',
      'a b 2026-10-29..2026-11-03',
    ]);
    expect(run.resources).toMatchObject([{ planned: 50, buckets: 48, rows: 48, warnings: [] }]);
    expect(await world.store.partitions('test', 'downloads')).toEqual(['a', 'b']);
    expect(await stored('a')).toHaveLength(24);
  });

  it('asks for nothing twice, and for what is missing of each', async () => {
    const source = makeSource(['a', 'b']);
    await world.run(source);
    source.requests.length = 0;
    world.now += 3_600;
    await world.run(source);
    expect(asked(source)).toEqual(['a b 2026-11-22..2026-11-23']);

    source.requests.length = 0;
    world.now += DAY;
    source.answer = countedUntil(TODAY + DAY);
    source.partitions = ['a', 'b', 'c'].map((partition) => ({ partition, since: null }));
    const run = await world.run(source);
    expect(run.status).toBe('succeeded');
    expect(asked(source)).toEqual([
      'a b 2026-11-22..2026-11-24',
      'c 2026-11-14..2026-11-24',
      'c 2026-11-04..2026-11-14',
      'c 2026-10-30..2026-11-04',
    ]);
  });

  it('asks for nothing before a partition’s beginning, and joins young ones with the others', async () => {
    const source = makeSource(['old']);
    source.partitions = [
      { partition: 'old', since: null },
      { partition: 'young', since: TODAY - 3 * DAY + 7_200, createdAt: TODAY - 3 * DAY + 7_200 },
      { partition: 'younger', since: TODAY - 2 * DAY },
    ];
    const run = await world.run(source);
    expect(asked(source)[0]).toBe('old young younger 2026-11-13..2026-11-23');
    expect(source.requests).toHaveLength(3);
    expect(await stored('young')).toEqual(['2026-11-19', '2026-11-20', '2026-11-21']);
    expect(await stored('younger')).toEqual(['2026-11-20', '2026-11-21']);
    expect(run.resources).toMatchObject([{ planned: 25 + 4 + 3, buckets: 24 + 3 + 2 }]);
    expect(await world.store.partitionStarts('test', 'downloads', ['young', 'younger'])).toEqual([
      TODAY - 3 * DAY,
      null,
    ]);
    source.requests.length = 0;
    await world.run(source);
    expect(asked(source)).toEqual(['old young younger 2026-11-22..2026-11-23']);
  });

  it('goes on without a partition that fails, with a warning', async () => {
    const source = makeSource(['a', 'gone', 'b']);
    source.onPartition = (partition) =>
      partition === 'gone' ? { kind: 'failed', partition, message: 'there is no such package.' } : undefined;
    const run = await world.run(source);
    expect(run.status).toBe('partial');
    expect(run.resources).toMatchObject([{ buckets: 48, warnings: ['gone: there is no such package.'] }]);
    // It is not asked for its older days once its newest failed.
    expect(asked(source)).toEqual([
      'a b gone 2026-11-13..2026-11-23',
      'a b 2026-11-03..2026-11-13',
      'a b 2026-10-29..2026-11-03',
    ]);
    expect(await stored('b')).toHaveLength(24);
  });

  it('tells of days and partitions that the answers left out, but not of those not counted yet', async () => {
    const source = makeSource(['a', 'b', 'c']);
    const lost = TODAY - 9 * DAY;
    source.answer = (partition, start) =>
      (partition === 'b' && start === lost) || start >= TODAY - 2 * DAY ? null : packageDay(partition, start);
    source.onPartition = (partition) =>
      partition === 'c' ? { kind: 'buckets', partition, buckets: [] } : undefined;
    const run = await world.run(source);
    expect(run.status).toBe('partial');
    expect(run.resources[0]?.warnings).toEqual([
      expect.stringContaining('left out 2026-11-13 of b:'),
      expect.stringContaining('left out 2026-11-13..2026-11-14 (2 days) of c:'),
      expect.stringContaining('left out 2026-11-03..2026-11-12 (10 days) of c:'),
      expect.stringContaining('left out 2026-10-29..2026-11-02 (5 days) of c:'),
    ]);
  });

  it('keeps what was committed when the source ends, and asks only for the rest', async () => {
    const source = makeSource(['a', 'b', 'c'], { windowBuckets: 25 });
    source.onPartition = (partition) => {
      if (partition === 'c') throw new ConnectorError('test: 429', { code: 'rate-limited' });
      return undefined;
    };
    const run = await world.run(source);
    expect(run.status).toBe('failed');
    expect(run.resources).toMatchObject([{ status: 'failed', buckets: 48, error: { message: 'test: 429' } }]);
    source.requests.length = 0;
    source.onPartition = () => undefined;
    expect((await world.run(source)).status).toBe('succeeded');
    expect(asked(source)).toEqual(['a b 2026-11-22..2026-11-23', 'c 2026-10-29..2026-11-23']);
  });

  it('stops between partitions when it is told to, and goes on later', async () => {
    const source = makeSource(['a', 'b'], { windowBuckets: 25 });
    const stop = new AbortController();
    source.onPartition = (partition) => {
      if (partition === 'b') stop.abort();
      return undefined;
    };
    const run = await world.run(source, { signal: stop.signal });
    expect(run.status).toBe('interrupted');
    expect(await stored('a')).toHaveLength(24);
    expect(await stored('b')).toEqual([]);
    source.onPartition = () => undefined;
    await world.run(source);
    expect(await stored('b')).toHaveLength(24);
  });

  it('asks for holes once a day while they are young, and never again later', async () => {
    const source = makeSource(['a'], { historyDays: 60, windowBuckets: 60 });
    const holes = [TODAY - 5 * DAY, TODAY - 40 * DAY];
    source.answer = (partition, start) => {
      if (holes.includes(start)) return { start, rows: [], quarantined: [], isHole: true };
      return countedUntil(TODAY)(partition, start);
    };
    expect((await world.run(source)).status).toBe('succeeded');
    const again = async (after: number) => {
      source.requests.length = 0;
      world.now += after;
      await world.run(source);
      return source.requests.map(({ window }) => toDayUtc(window.start));
    };
    expect(await again(3_600)).toEqual(['2026-11-22']);
    source.answer = countedUntil(TODAY + 10 * DAY);
    expect(await again(DAY)).toEqual(['2026-11-17']);
    const [filled] = await world.store.storedBuckets(
      'test',
      'downloads',
      { start: TODAY - 5 * DAY, end: TODAY - 4 * DAY },
      'a',
    );
    expect(filled).toMatchObject({ rows: 1 });
    expect(filled?.isHole).toBeUndefined();
  });

  it('tells the connector which partitions were kept up to date until now', async () => {
    const source = makeSource(['a', 'b']);
    await world.run(source);
    const told: (readonly string[] | undefined)[] = [];
    const { connector } = source;
    const forgetful = {
      ...source,
      connector: {
        ...connector,
        partitions: async (_resource: string, _signal: AbortSignal, tracked?: readonly string[]) => {
          told.push(tracked);
          return (tracked ?? []).map((partition) => ({ partition, since: null }));
        },
      },
    };
    expect((await world.run(forgetful)).status).toBe('succeeded');
    expect(told).toEqual([['a', 'b']]);
    expect(await world.store.partitions('test', 'downloads')).toEqual(['a', 'b']);
  });

  it('keeps the set of partitions when they cannot be told', async () => {
    const source = makeSource(['a']);
    await world.run(source);
    const { connector } = source;
    const broken = {
      ...source,
      connector: {
        ...connector,
        partitions: async () => {
          throw new ConnectorError('test: no answer', { code: 'network' });
        },
      },
    };
    expect((await world.run(broken)).status).toBe('failed');
    expect(await world.store.partitions('test', 'downloads')).toEqual(['a']);
  });
});

describe('syncPartitions', () => {
  const read = (
    source: PartitionedSource,
    partitions: readonly PartitionSpec[],
    signal: AbortSignal = new AbortController().signal,
  ) =>
    syncPartitions({
      store: world.store,
      connector: source.connector,
      name: 'test',
      resource: 'downloads',
      partitions,
      historyDays: 20,
      clock: () => new Date(world.now * 1000),
      signal,
      onEvent: () => undefined,
    });
  const only = (...names: string[]) => names.map((partition) => ({ partition, since: null }));

  it('reads what is missing, without a run, a lease, or a wider set to keep up to date', async () => {
    const source = makeSource(['a']);
    await world.run(source);
    source.requests.length = 0;
    const held = await world.store.acquireLease('sync:test', 'somebody else', 60, world.now);
    expect(held).not.toBeNull();
    expect(await read(source, only('a', 'looked at'))).toEqual({
      committed: [{ partition: 'looked at', buckets: 19 }],
      failed: [],
      error: null,
    });
    expect(asked(source)).toEqual([
      'a 2026-11-22..2026-11-23',
      'looked at 2026-11-13..2026-11-23',
      'looked at 2026-11-03..2026-11-13',
    ]);
    expect(await world.store.partitions('test', 'downloads')).toEqual(['a']);
    expect(await world.store.runs({ limit: 9 })).toHaveLength(1);
  });

  it('tells which could not be read, and why', async () => {
    const source = makeSource([], { windowBuckets: 25 });
    source.onPartition = (partition) => {
      if (partition === 'gone') return { kind: 'failed', partition, message: 'no such package' };
      if (partition === 'c') throw new ConnectorError('test: 429', { code: 'rate-limited' });
      return undefined;
    };
    const result = await read(source, only('a', 'gone', 'c', 'd'));
    expect(result).toMatchObject({
      committed: [{ partition: 'a', buckets: 19 }],
      failed: [
        { partition: 'gone', message: 'no such package' },
        { partition: 'a', message: 'test: 429' },
        { partition: 'c', message: 'test: 429' },
        { partition: 'd', message: 'test: 429' },
      ],
    });
    expect(result.error?.code).toBe('rate-limited');
    source.requests.length = 0;
    source.onPartition = () => undefined;
    expect(await read(source, only('a', 'c', 'd'))).toMatchObject({ failed: [], error: null });
    expect(asked(source)).toEqual(['a 2026-11-22..2026-11-23', 'c d 2026-11-03..2026-11-23']);
  });

  it('stops when it is aborted', async () => {
    const source = makeSource([]);
    await expect(read(source, only('a'), AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
    expect(source.requests).toEqual([]);
  });

  it('refuses a resource that is not read by partition', async () => {
    const source = makeSource([]);
    const { partition: _, ...whole } = packagesResource;
    const connector = { ...source.connector, resources: [whole] };
    await expect(read({ ...source, connector }, only('a'))).rejects.toMatchObject({ code: 'config' });
  });
});
