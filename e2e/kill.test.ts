import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openAIOptions, openai } from '@shipstats/connector-openai';
import { type Simulator, startSimulator } from '@shipstats/connector-openai/simulator';
import { type Connector, Secret } from '@shipstats/core';
import { openSqliteStore } from '@shipstats/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyWindow, storedTable, trueTable } from '../packages/cli/src/testing/stored-table.ts';
import { runShipstats, startShipstats } from './shipstats-process.ts';

const RUNS = 20;
const NOW = '2026-11-22T10:00:00Z';
const WINDOW = historyWindow(new Date(NOW), 90);

/** As the process has it: tells what is asked for. */
let connector: Connector;
let simulator: Simulator;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  simulator = await startSimulator({ seed: 7, now: NOW });
  // A slow source, so that a kill falls into every part of a sync: waiting, reading, writing.
  simulator.setFaults([{ match: {}, do: { kind: 'delay', headersMs: 10, bodyMs: 20 } }]);
  folder = await mkdtemp(path.join(tmpdir(), 'shipstats-kill-'));
  connector = openai.create(openAIOptions.parse({ adminApiKey: new Secret('OPENAI_ADMIN_API_KEY') }), {
    clock: () => new Date(NOW),
    fetch,
    random: () => 0.5,
    env: {},
    resolveSecret: () => simulator.adminKey,
  });
  env = { OPENAI_ADMIN_API_KEY: simulator.adminKey, OPENAI_BASE_URL: simulator.url, SHIPSTATS_NOW: NOW };
  await writeFile(
    path.join(folder, 'shipstats.config.json'),
    JSON.stringify({
      connectors: [
        {
          name: 'openai',
          connectorId: 'openai',
          config: { adminApiKey: { secret: 'OPENAI_ADMIN_API_KEY' }, lookbackDays: 90 },
        },
      ],
    }),
  );
});

afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

async function compareWithTruth(data: string): Promise<void> {
  const store = await openSqliteStore({ file: path.join(data, 'shipstats.db') });
  try {
    expect(await store.verify()).toEqual([]);
    for (const resource of connector.resources) {
      const stored = await storedTable(store, { connector: 'openai', resource, window: WINDOW });
      expect(stored).toEqual(trueTable(simulator, { connector, resource, window: WINDOW }));
    }
  } finally {
    await store.close();
  }
}

describe('a sync that is killed at a random moment', () => {
  let usualMs = 1_000;

  it('holds exactly what the source says when nothing happens to it', async () => {
    const data = path.join(folder, 'undisturbed');
    const began = performance.now();
    const { code, stderr } = await runShipstats(['sync', '--data', data], { cwd: folder, env });
    usualMs = performance.now() - began;
    expect(code, stderr).toBe(0);
    await compareWithTruth(data);
  });

  it.each(Array.from({ length: RUNS }, (_, run) => run + 1))(
    'goes on after restart with nothing lost and nothing doubled (run %i)',
    async (run) => {
      const data = path.join(folder, `run-${run}`);
      const running = startShipstats(['sync', '--data', data], { cwd: folder, env });
      await wait(Math.random() * usualMs);
      running.process.kill('SIGKILL');
      await running.finished;
      const { code, stderr } = await runShipstats(['sync', '--data', data], { cwd: folder, env });
      expect(code, stderr).toBe(0);
      await compareWithTruth(data);
    },
  );
});
