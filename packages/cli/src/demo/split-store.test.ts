import path from 'node:path';
import { count, DAY, type ResourceSpec } from '@shipstats/core';
import { openSqliteStore } from '@shipstats/store';
import { testStore } from '@shipstats/store/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../testing/run-cli.ts';
import { splitStore } from './split-store.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z') / 1000;

/** npm's counts are real, and of the two connectors of the contract one; everything else is made up. */
async function openBoth() {
  const folder = makeFolder();
  const real = await openSqliteStore({ file: path.join(folder, 'real.db') });
  const demo = await openSqliteStore({ file: path.join(folder, 'demo.db') });
  return {
    real,
    demo,
    both: splitStore({ real, demo, isReal: (connector) => ['npm', 'b'].includes(connector) }),
  };
}

describe('a split store keeps the contract of stores', () => {
  testStore(async () => (await openBoth()).both);
});

describe('made-up numbers and real ones', () => {
  const open = async () => {
    const stores = await openBoth();
    onTestFinished(() => stores.both.close());
    return stores;
  };

  test('runs lie each in its own store, and are told together, the newest first', async () => {
    const { real, demo, both } = await open();
    const first = await both.startRun('openai', 'manual', NOW);
    const second = await both.startRun('npm', 'start', NOW + 10);
    // Both files count from one: outside the two never have the same id.
    expect(first).not.toBe(second);
    await both.finishRun(second, 'succeeded', [], NOW + 20);
    expect(await real.runs({ limit: 9 })).toMatchObject([{ connector: 'npm', status: 'succeeded' }]);
    expect(await demo.runs({ limit: 9 })).toMatchObject([{ connector: 'openai', status: 'running' }]);
    const told = await both.runs({ limit: 9 });
    expect(told.map(({ id, connector }) => [id, connector])).toEqual([
      [second, 'npm'],
      [first, 'openai'],
    ]);
    expect(await both.runs({ limit: 1 })).toMatchObject([{ id: second }]);
    expect(await both.runs({ connector: 'openai', limit: 9 })).toMatchObject([{ id: first }]);
  });

  test('a lease lies where the numbers of its connector do', async () => {
    const { real, demo, both } = await open();
    await both.acquireLease('sync:npm', 'here', 60, NOW);
    expect(await real.lease('sync:npm')).toMatchObject({ holder: 'here' });
    expect(await demo.lease('sync:npm')).toBeNull();
    expect(await both.lease('sync:npm')).toMatchObject({ holder: 'here' });
    expect(await both.acquireLease('sync:openai', 'there', 60, NOW)).not.toBeNull();
    expect(await demo.lease('sync:openai')).toMatchObject({ holder: 'there' });
  });

  test('what could not be read of either is told in pages, the newest first', async () => {
    const { both } = await open();
    const resource: ResourceSpec = {
      name: 'days',
      title: 'Days',
      endpoint: 'GET /days',
      kind: 'flow',
      granularity: 'day',
      dimensions: [],
      measures: [{ name: 'count', unit: count('rows'), type: 'integer', description: 'A count.' }],
      metrics: [],
      windowBuckets: 31,
      provisionalBuckets: 0,
    };
    for (const [index, connector] of ['npm', 'openai', 'npm', 'openai'].entries()) {
      await both.declare(connector, [resource]);
      const quarantined = [{ dimensions: null, reason: 'no number', raw: `${index}` }];
      await both.commit({
        connector,
        resource: 'days',
        buckets: [{ start: index * DAY, rows: [], quarantined }],
        syncedAt: NOW + index,
        identity: 'all',
        progress: null,
        lease: null,
      });
    }
    const page = async (offset: number) =>
      (await both.quarantine({ limit: 2, offset })).map(({ raw }) => raw);
    expect([await page(0), await page(1), await page(2)]).toEqual([
      ['3', '2'],
      ['2', '1'],
      ['1', '0'],
    ]);
  });

  test('the version changes with either', async () => {
    const { real, demo, both } = await open();
    const seen = new Set([await both.version()]);
    for (const [store, connector] of [
      [real, 'npm'],
      [demo, 'openai'],
    ] as const) {
      await store.startRun(connector, 'manual', NOW);
      seen.add(await both.version());
    }
    expect(seen.size).toBe(3);
  });

  test('their size is that of both, and one backup of the two is refused', async () => {
    const { real, demo, both } = await open();
    expect(await both.size()).toBe((await real.size()) + (await demo.size()));
    await expect(both.backup('anywhere.db')).rejects.toThrow('two stores');
  });
});
