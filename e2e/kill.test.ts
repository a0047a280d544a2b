import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openAIResources } from '@shipstats/connector-openai';
import { type Simulator, startSimulator } from '@shipstats/connector-openai/simulator';
import { formatDecimal, parseDayUtc, type ResourceSpec, toDayUtc } from '@shipstats/core';
import { openSqliteStore, type Store } from '@shipstats/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runShipstats, startShipstats } from './shipstats-process.ts';

const RUNS = 20;
const NOW = '2026-11-22T10:00:00Z';
const FROM = '2026-08-25'; // 90 days, today included
const TO = '2026-11-23';

let simulator: Simulator;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  simulator = await startSimulator({ seed: 7, now: NOW });
  // A slow source, so that a kill falls into every part of a sync: waiting, reading, writing.
  simulator.setFaults([{ match: {}, do: { kind: 'delay', headersMs: 10, bodyMs: 20 } }]);
  folder = await mkdtemp(path.join(tmpdir(), 'shipstats-kill-'));
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

/** The measures that the oracle tells: of costs the amounts, not the quantities. */
const TOLD: Readonly<Record<string, readonly string[]>> = { costs: ['amount'] };

function measuresOf(resource: ResourceSpec): readonly string[] {
  return TOLD[resource.name] ?? resource.measures.map((measure) => measure.name);
}

/** Every number of a resource by day and each of its dimensions, as exact text: what the store holds. */
async function stored(store: Store, resource: ResourceSpec): Promise<Record<string, string>> {
  const window = { start: parseDayUtc(FROM) ?? 0, end: parseDayUtc(TO) ?? 0 };
  const numbers: Record<string, string> = {};
  for (const measure of measuresOf(resource)) {
    for (const { name } of resource.dimensions) {
      const request = { connector: 'openai', resource: resource.name, measure, window, filter: [] };
      for (const row of await store.read({ ...request, by: [name], bucketed: true })) {
        if (row.value === null || row.value.coefficient === 0n) continue;
        const day = toDayUtc(row.bucket ?? 0);
        numbers[`${day} ${measure} ${name}=${row.dimensions[0]}`] = formatDecimal(row.value);
      }
    }
  }
  return numbers;
}

/** The same from the oracle. */
function truth(resource: ResourceSpec): Record<string, string> {
  const numbers: Record<string, string> = {};
  for (const { name } of resource.dimensions) {
    const endpoint = resource.name as Parameters<Simulator['truth']>[0]['endpoint']; // resources are named after endpoints
    for (const row of simulator.truth({ endpoint, from: FROM, to: TO, groupBy: [name] })) {
      for (const measure of measuresOf(resource)) {
        const value = row.measures[measure] ?? '0';
        if (Number(value) !== 0) numbers[`${row.day} ${measure} ${name}=${row.dimensions[name]}`] = value;
      }
    }
  }
  return numbers;
}

async function compareWithTruth(data: string): Promise<void> {
  const store = await openSqliteStore({ file: path.join(data, 'shipstats.db') });
  try {
    expect(await store.verify()).toEqual([]);
    for (const resource of openAIResources) expect(await stored(store, resource)).toEqual(truth(resource));
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
