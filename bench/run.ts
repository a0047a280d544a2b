// Measures the targets of docs/benchmarks.md. CPU time, not wall time: machines are shared and noisy.
//
//   npm run bench              every row
//   npm run bench -- quick     180 × 1,000 only
//   npm run bench -- explore   Explore only
//   npm run bench -- search    the search only, over 3.5 million names; see search.ts for its options

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { openSqliteStore } from '@shipstats/store';
import {
  cpuPerRequest,
  type Environment,
  measureCommand,
  residentMegabytes,
  startServer,
  startSimulatorProcess,
} from './child.ts';
import { measureExplore } from './explore.ts';
import { measureSearch } from './search.ts';

const NOW = '2026-11-22T10:00:00Z';
const DAYS = 180;
const root = fileURLToPath(new URL('..', import.meta.url));
const command = path.join(root, 'packages/cli/bin/shipstats.js');

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly met: boolean;
}

interface Project {
  readonly folder: string;
  readonly config: string;
  readonly data: string;
}

const rows: Row[] = [];

function report(what: string, value: number, limit: number, unit: string, digits = 1): void {
  const row = {
    what,
    measured: `${value.toFixed(digits)} ${unit}`,
    target: `≤ ${limit} ${unit}`,
    met: value <= limit,
  };
  rows.push(row);
  console.log(`${row.met ? '✓' : '✗'} ${what}: ${row.measured} (${row.target})`);
}

/** A folder with a config of six widgets over the simulator at an address. */
async function makeProject(url: string, resources?: readonly string[]): Promise<Project> {
  const folder = await mkdtemp(path.join(tmpdir(), 'shipstats-bench-'));
  const config = path.join(folder, 'shipstats.config.json');
  const metric = (name: string, more: object = {}) => ({ connector: 'openai', name, ...more });
  const widgets = {
    spend: {
      kind: 'stat',
      title: 'Spend',
      window: '30d',
      compare: 'previous-period',
      metric: metric('openai_cost_usd'),
    },
    today: {
      kind: 'stat',
      title: 'Tokens today',
      window: '1d',
      metric: metric('openai_completions_input_tokens'),
    },
    requests: {
      kind: 'stat',
      title: 'Requests',
      window: '30d',
      metric: metric('openai_completions_requests'),
    },
    models: {
      kind: 'timeseries',
      title: 'By model',
      window: '30d',
      by: 'model',
      metric: metric('openai_completions_input_tokens'),
    },
    spendByDay: {
      kind: 'timeseries',
      title: 'Spend',
      window: '30d',
      by: 'project_id',
      metric: metric('openai_cost_usd'),
    },
    projects: {
      kind: 'breakdown',
      title: 'By project',
      window: '30d',
      by: 'project_id',
      metric: metric('openai_cost_usd'),
    },
  };
  const options = {
    adminApiKey: { secret: 'OPENAI_ADMIN_API_KEY' },
    lookbackDays: DAYS,
    baseUrl: url,
    resources,
  };
  await writeFile(
    config,
    JSON.stringify({
      connectors: [{ name: 'openai', connectorId: 'openai', config: options }],
      dashboards: { ai: { widgets } },
    }),
  );
  return { folder, config, data: path.join(folder, 'data') };
}

/** `filter`s that let everything through and differ: so no answer can be given again from a cache. */
const unlike = (index: number) => `filter=${encodeURIComponent(`model!=none-${index}`)}`;

async function measureRequests(project: Project, env: Environment): Promise<void> {
  const server = await startServer(['--no-sync', '--config', project.config, '--data', project.data], env);
  const metric = '/api/v1/metrics/openai_completions_input_tokens';
  try {
    // Another `top` makes each address new and does not change the work.
    const stat = await cpuPerRequest(server, 200, (index) => `${metric}?window=30d&top=${index + 1}`);
    report('stat over 30 days, CPU a request', stat * 1000, 3, 'ms', 2);
    const series = await cpuPerRequest(
      server,
      100,
      (index) => `${metric}?window=90d&by=model&bucket=day&top=${index + 10}`,
    );
    report('ten model series over 90 days, CPU a request', series * 1000, 60, 'ms', 2);
    const filtered = await cpuPerRequest(
      server,
      20,
      (index) => `${metric}?window=90d&by=model&bucket=day&top=10&${unlike(index)}`,
    );
    note(`the same, over every row: a filter on the model`, filtered);
    const pairs = await cpuPerRequest(
      server,
      10,
      (index) => `${metric}?window=90d&by=model&by=project_id&bucket=day&top=${index + 10}`,
    );
    note('model × project over 90 days, over every row', pairs);
    for (const page of ['/dashboards/ai', '/metrics/openai_cost_usd?window=90d&by=project_id&bucket=day']) {
      const warm = await cpuPerRequest(server, 100, () => page);
      report(`page ${page.split('?')[0]}, server CPU`, warm * 1000, 5, 'ms', 2);
    }
    const cold = await cpuPerRequest(server, 40, (index) => `/dashboards/ai?window=${index + 30}d`);
    note('a dashboard of six widgets, never asked for before', cold);
  } finally {
    await server.stop();
  }
}

function note(what: string, seconds: number): void {
  console.log(`  ${what}: ${(seconds * 1000).toFixed(2)} ms`);
}

async function measureStore(project: Project): Promise<void> {
  const store = await openSqliteStore({ file: path.join(project.data, 'shipstats.db'), readonly: true });
  try {
    const counts = await store.counts();
    const samples = counts.reduce((total, count) => total + count.samples, 0);
    report('store, bytes a sample', (await store.size()) / samples, 40, 'bytes');
  } finally {
    await store.close();
  }
}

/** Starts the server on the synced data as a user would, and watches it. */
async function measureStart(project: Project, env: Environment): Promise<void> {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const times: number[] = [];
  let idle: number | undefined;
  for (let round = 0; round < 5; round++) {
    const began = performance.now();
    const args = [command, 'serve', '--no-sync', '--config', project.config, '--data', project.data];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env, PORT: String(port) },
      stdio: 'ignore',
    });
    while (!(await answers(`http://127.0.0.1:${port}/healthz`))) await wait(5);
    times.push(performance.now() - began);
    if (round === 4) {
      await fetch(`http://127.0.0.1:${port}/dashboards/ai`);
      await wait(8_000);
      idle = residentMegabytes(child.pid ?? 0);
    }
    child.kill('SIGTERM');
    await once(child, 'close');
  }
  const median = times.sort((left, right) => left - right)[2] ?? 0;
  report('start to first answer, median of five (wall)', median / 1000, 0.4, 's', 2);
  if (idle !== undefined) report('idle memory after a page', idle, 110, 'MB');
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false, // not listening yet
  );
}

async function measureClient(): Promise<void> {
  const folder = path.join(root, 'packages/server/dist/client');
  const files = await readdir(folder, { recursive: true });
  let bytes = 0;
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    bytes += gzipSync(await readFile(path.join(folder, file))).length;
  }
  report('client JavaScript, gzip', bytes / 1000, 10, 'kB', 2);
}

async function measureSync(
  rowsPerDay: number,
  limits: { cpu: number; memory: number },
  andThen: boolean,
): Promise<void> {
  const simulator = await startSimulatorProcess(rowsPerDay, NOW);
  const env = { OPENAI_ADMIN_API_KEY: simulator.key, SHIPSTATS_NOW: NOW, NO_COLOR: '1' };
  const completions = await makeProject(simulator.url, ['openai_completions_requests']);
  const project = await makeProject(simulator.url);
  const sync = ({ config, data }: Project) =>
    measureCommand(['sync', '--config', config, '--data', data], env);
  try {
    const { cpuSeconds, peakMegabytes } = await sync(completions);
    const what = `full sync, ${DAYS} days × ${rowsPerDay.toLocaleString('en')} completions rows a day`;
    report(`${what}: CPU`, cpuSeconds, limits.cpu, 's', 2);
    report(`${what}: peak memory`, peakMegabytes, limits.memory, 'MB', 0);
    const all = await sync(project);
    console.log(
      `  with the other ten endpoints (600 cost rows a day): ${all.cpuSeconds.toFixed(2)} s, ${all.peakMegabytes.toFixed(0)} MB`,
    );
    if (!andThen) return;
    await measureStore(project);
    await measureRequests(project, env);
    await measureStart(project, env);
  } finally {
    simulator.stop();
    for (const { folder } of [completions, project]) await rm(folder, { recursive: true, force: true });
  }
}

const [only, ...options] = process.argv.slice(2);
if (only === undefined || only === 'quick') {
  await measureSync(1_000, { cpu: 3, memory: 200 }, true);
  await measureClient();
  if (only !== 'quick') await measureSync(5_000, { cpu: 15, memory: 250 }, false);
}
if (only === undefined || only === 'explore') await measureExplore(report);
if (only === undefined || only === 'search') await measureSearch(report, options);

const width = Math.max(...rows.map((row) => row.what.length));
console.log('');
for (const row of rows)
  console.log(
    `${row.what.padEnd(width)}  ${row.measured.padStart(12)}  ${row.target.padStart(12)}  ${row.met ? 'met' : 'MISSED'}`,
  );
process.exitCode = rows.every((row) => row.met) ? 0 : 1;
