import { type Simulator, startSimulator } from '@shipstats/connector-openai/simulator';
import { DAY } from '@shipstats/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFolder, openaiConfig, spawnCli } from './testing/run-cli.ts';

const KEY = 'sk-admin-of-the-tests-0123456789';
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ adminKey: KEY, historyDays: 45, now: '2026-11-22T00:00:00Z' });
});
afterAll(() => simulator.close());

/** Lets a process in a zone make its first sync at a moment, and gives what it asked for. */
async function urlsOf(now: string, zone: { readonly TZ: string; readonly timeZone?: string }) {
  const [connector] = openaiConfig.connectors;
  const resources = ['openai_embeddings_requests', 'openai_cost_usd'];
  const connectors = [
    { ...connector, config: { ...connector?.config, resources, lookbackDays: 40, names: 'none' } },
  ];
  const { TZ, ...options } = zone;
  const cwd = makeFolder({ 'shipstats.config.json': { connectors, ...options } });
  simulator.setNow(now);
  simulator.clearRequests();
  const { code, stderr } = await spawnCli(['sync'], {
    cwd,
    env: { TZ, OPENAI_BASE_URL: simulator.url, OPENAI_ADMIN_API_KEY: KEY, SHIPSTATS_NOW: now },
  });
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return simulator.requests().map(({ rawUrl }) => rawUrl);
}

describe('R02 a sync asks for whole UTC days', () => {
  test.each([
    ['2026-11-21T23:59:59.900Z', '2026-11-22'],
    ['2026-11-22T00:00:00Z', '2026-11-23'],
  ])('at %s, with the same URLs in every zone', { timeout: 60_000 }, async (now, tomorrow) => {
    const urls = await urlsOf(now, { TZ: 'UTC' });
    const end = Date.parse(`${tomorrow}T00:00:00Z`) / 1000;
    const asked = urls.map((url) => new URL(url, 'http://host').searchParams);
    const spans = asked.map((params) => [Number(params.get('start_time')), params.get('end_time')]);
    // The end of today is not named: it is to come.
    const windows = [
      [end - 31 * DAY, null],
      [end - 40 * DAY, String(end - 31 * DAY)],
    ];
    expect(spans).toEqual([...windows, ...windows]);
    expect(await urlsOf(now, { TZ: 'Pacific/Auckland' })).toEqual(urls);
    expect(await urlsOf(now, { TZ: 'America/St_Johns', timeZone: 'Pacific/Auckland' })).toEqual(urls);
  });
});
