/**
 * What the store costs, measured: `node --conditions=source bench/store.ts`.
 *
 * Loads 31 days × 5,000 completions-like rows in one commit, then 180 days × 1,000, and asks the two questions that
 * dashboards ask. CPU is that of the whole process; nothing here is asserted.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, DAY, type FetchedBucket, type ReadRequest, type ResourceSpec } from '@shipstats/core';
import { openSqliteStore, type Store } from '@shipstats/store';

const FIRST_DAY = Date.UTC(2026, 0, 1) / 1000;
const MEASURES = 15;
const DIMENSIONS = ['project_id', 'user_id', 'api_key_id', 'model', 'batch', 'service_tier'];

const spec: ResourceSpec = {
  name: 'completions',
  title: 'Completions',
  endpoint: 'GET /v1/organization/usage/completions',
  kind: 'flow',
  granularity: 'day',
  dimensions: DIMENSIONS.map((name) => ({ name, description: name })),
  measures: Array.from({ length: MEASURES }, (_, index) => ({
    name: `measure_${index}`,
    unit: count('tokens'),
    type: 'integer' as const,
    description: 'A number.',
  })),
  metrics: [],
  windowBuckets: 31,
  provisionalBuckets: 3,
};

const folder = mkdtempSync(join(tmpdir(), 'shipstats-bench-'));
try {
  await measureLoad(31, 5_000);
  await measureReads(180, 1_000);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measureLoad(days: number, rowsADay: number): Promise<void> {
  const store = await openSqliteStore({ file: join(folder, 'load.db') });
  await store.declare('openai', [spec]);
  const buckets = makeBuckets(0, days, rowsADay);
  const rows = days * rowsADay;
  globalThis.gc?.();
  const memory = process.memoryUsage().rss;
  for (const label of ['load', 'replace']) {
    const cpuMs = await cpuOf(() => commit(store, buckets));
    print(
      `${label} ${days} × ${rowsADay} rows`,
      `${cpuMs.toFixed(0)} ms CPU, ${perSecond(rows, cpuMs)} rows/s`,
    );
  }
  print('memory grown by', `${((process.memoryUsage().rss - memory) / 1e6).toFixed(0)} MB`);
  await printSize(store);
  await store.close();
}

async function measureReads(days: number, rowsADay: number): Promise<void> {
  const store = await openSqliteStore({ file: join(folder, 'reads.db') });
  await store.declare('openai', [spec]);
  for (let day = 0; day < days; day += 30) {
    await commit(store, makeBuckets(day, Math.min(30, days - day), rowsADay));
  }
  await printSize(store);
  const end = FIRST_DAY + days * DAY;
  const ask = (window: number, by: string[], bucketed: boolean, filter: ReadRequest['filter'] = []) => ({
    connector: 'openai',
    resource: 'completions',
    measure: 'measure_0',
    window: { start: end - window * DAY, end },
    by,
    filter,
    bucketed,
  });
  const project = [{ field: 'project_id', op: 'eq', value: 'proj_3' }] as const;
  await measureRead(store, 'sum over 30 days', ask(30, [], false));
  await measureRead(store, 'by model and day, 90 days', ask(90, ['model'], true));
  await measureRead(store, 'by api key (300 values) and day, 90 days', ask(90, ['api_key_id'], true));
  await measureRead(store, 'by model and project, 90 days', ask(90, ['model', 'project_id'], false));
  await measureRead(store, 'by model and day in one project, 90 days', ask(90, ['model'], true, project));
  await store.close();
}

async function measureRead(store: Store, label: string, request: ReadRequest): Promise<void> {
  const rounds = 10;
  const { length } = await store.read(request);
  const cpuMs = await cpuOf(async () => {
    for (let round = 0; round < rounds; round += 1) await store.read(request);
  });
  print(label, `${(cpuMs / rounds).toFixed(2)} ms CPU, ${length} rows`);
}

async function commit(store: Store, buckets: readonly FetchedBucket[]): Promise<void> {
  await store.commit({
    connector: 'openai',
    resource: 'completions',
    buckets,
    syncedAt: FIRST_DAY + 400 * DAY,
    identity: 'bench',
    progress: null,
    lease: null,
  });
}

async function printSize(store: Store): Promise<void> {
  const bytes = await store.size();
  const [counts] = await store.counts();
  const { rows = 0, samples = 0 } = counts ?? {};
  print(
    'size',
    `${(bytes / samples).toFixed(1)} bytes a sample, ${(bytes / rows).toFixed(0)} a row (log included)`,
  );
}

async function cpuOf(act: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Rows as OpenAI gives them: keys that mostly come back every day, sub-counts that are often null. */
function makeBuckets(firstDay: number, days: number, rowsADay: number): FetchedBucket[] {
  const random = createRandom(firstDay + 1);
  return Array.from({ length: days }, (_, day) => ({
    start: FIRST_DAY + (firstDay + day) * DAY,
    rows: Array.from({ length: rowsADay }, (_, index) => {
      const set = index + Math.floor(random() * 3) * rowsADay;
      return {
        dimensions: [
          `proj_${set % 8}`,
          `user-${(set % 61).toString(36).padStart(24, 'a')}`,
          `key_${(set % 300).toString(36).padStart(16, 'b')}`,
          `gpt-${set % 10}-2026-01-01`,
          set % 3 === 0 ? 'true' : 'false',
          // Makes the combination unique.
          `tier-${Math.floor(set / 300)}`,
        ],
        values: Array.from({ length: MEASURES }, (_, measure) =>
          measure > 9 && index % 2 === 0 ? null : Math.floor(random() * (measure < 6 ? 3_000_000 : 200)),
        ),
      };
    }),
    quarantined: [],
  }));
}

/** Mulberry32: the same numbers at every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function perSecond(rows: number, milliseconds: number): string {
  return Math.round((rows / milliseconds) * 1000).toLocaleString('en');
}

function print(label: string, value: string): void {
  console.log(`${label.padEnd(44)} ${value}`);
}
