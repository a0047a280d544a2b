import { createOpenAIConnector, openAIOptions } from '@shipstats/connector-openai';
import { startSimulator } from '@shipstats/connector-openai/simulator';
import { DAY, formatDecimal, Secret } from '@shipstats/core';
import { openSqliteStore } from '@shipstats/store';
import { syncConnector } from '@shipstats/sync';
import { describe, expect, it } from 'vitest';

const NOW = '2026-11-22T10:00:00Z';
const TODAY = Date.parse('2026-11-22T00:00:00Z') / 1000;

/** The connector, the engine and the store as they are, against the simulator. */
async function openWorld(options: object) {
  const simulator = await startSimulator({ seed: 42, now: NOW });
  const store = await openSqliteStore({ file: ':memory:' });
  const clock = () => new Date(NOW);
  const connector = createOpenAIConnector(
    openAIOptions.parse({
      adminApiKey: new Secret('KEY'),
      baseUrl: simulator.url,
      names: 'none',
      ...options,
    }),
    { clock, fetch, random: () => 0, env: {}, resolveSecret: () => simulator.adminKey },
  );
  const sync = async () => {
    const result = await syncConnector({
      store,
      connector,
      name: 'openai',
      trigger: 'manual',
      clock,
      signal: new AbortController().signal,
      holder: 'a test',
    });
    if (result.kind !== 'finished') throw new Error('another sync is at work');
    return result.run;
  };
  return { simulator, store, sync, close: () => Promise.all([simulator.close(), store.close()]) };
}

describe('R12 rows of equal dimensions', () => {
  it('are added up, once, however often they are read', async () => {
    const w = await openWorld({ lookbackDays: 4, resources: ['openai_completions_requests'] });
    w.simulator.setSwitches({ duplicateRows: true });
    const truth = w.simulator
      .truth({ endpoint: 'completions', from: '2026-11-19', to: '2026-11-23' })
      .reduce((sum, row) => sum + BigInt(row.measures.num_model_requests ?? 0), 0n);
    const stored = async () => {
      const [row] = await w.store.read({
        connector: 'openai',
        resource: 'completions',
        measure: 'num_model_requests',
        window: { start: TODAY - 3 * DAY, end: TODAY + DAY },
        by: [],
        filter: [],
        bucketed: false,
      });
      return row?.value ? formatDecimal(row.value) : null;
    };
    await w.sync();
    expect(await stored()).toBe(String(truth));
    expect((await w.sync()).status).toBe('succeeded');
    expect(await stored()).toBe(String(truth));
    await w.close();
  });
});

describe('R30 gentle', () => {
  it('reads ninety days of all eleven endpoints with 33 requests', {
    timeout: 60_000,
  }, async () => {
    const w = await openWorld({ lookbackDays: 90 });
    const run = await w.sync();
    expect(run.status).toBe('succeeded');
    expect(run.resources).toHaveLength(11);
    expect(w.simulator.requests().length).toBeLessThanOrEqual(33);
    w.simulator.clearRequests();
    await w.sync();
    expect(
      w.simulator.requests().length,
      'what is provisional is one request an endpoint',
    ).toBeLessThanOrEqual(11);
    await w.close();
  });
});
