import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DAY, formatDecimal } from '@shipstats/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReader } from '../open-reader.ts';
import { openSqliteStore } from '../open-sqlite-store.ts';
import type { Store } from '../store.ts';
import { FIRST_DAY, TEST_RESOURCE } from '../testing/resource.ts';

const WRITER = fileURLToPath(new URL('../testing/commit-in-rounds.ts', import.meta.url));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipstats-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function startWriter(file: string, connector: string, rounds: number): ChildProcess {
  return spawn(process.execPath, ['--conditions=source', WRITER, file, connector, String(rounds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Every bucket is of the round that the progress tells, and nothing is damaged. */
async function expectWholeRound(store: Store, connector: string): Promise<number> {
  const round = (await store.progress(connector, TEST_RESOURCE.name))?.nextStart ?? 0;
  const rows = await store.read({
    connector,
    resource: TEST_RESOURCE.name,
    measure: 'tokens',
    window: { start: FIRST_DAY, end: FIRST_DAY + 9 * DAY },
    by: ['model', 'project'],
    filter: [],
    bucketed: true,
  });
  expect(rows).toHaveLength(21);
  const total = rows.reduce((sum, row) => sum + Number(row.value === null ? 0 : formatDecimal(row.value)), 0);
  expect(total).toBe(3 * 400 * round);
  expect(new Set(rows.map((row) => row.dimensions[1]))).toEqual(new Set([`round ${round % 5}`]));
  expect(await store.verify()).toEqual([]);
  return round;
}

test('a process killed at any moment leaves whole commits and nothing else', async () => {
  const file = join(folder, 'killed.db');
  let last = 0;
  for (let kill = 0; kill < 4; kill += 1) {
    const writer = startWriter(file, 'a', 1_000_000);
    if (writer.stdout) await once(writer.stdout, 'data');
    await wait(5 + Math.random() * 60);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const store = await openSqliteStore({ file });
    const round = await expectWholeRound(store, 'a');
    await store.close();
    expect(round).toBeGreaterThan(last);
    last = round;
  }
});

test('processes that write to a new file at once all get everything in', async () => {
  const file = join(folder, 'shared.db');
  const names = ['a', 'b', 'c', 'd'];
  const writers = names.map((connector) => startWriter(file, connector, 10));
  const codes = await Promise.all(writers.map(async (writer) => (await once(writer, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0, 0]);
  const store = await openSqliteStore({ file });
  for (const connector of names) expect(await expectWholeRound(store, connector)).toBe(10);
  await store.close();
});

test('a backup taken while another process writes is one whole state', async () => {
  const file = join(folder, 'busy.db');
  const writer = startWriter(file, 'a', 1_000_000);
  if (writer.stdout) await once(writer.stdout, 'data');
  const store = await openSqliteStore({ file });
  const copy = join(folder, 'copy.db');
  await store.backup(copy);
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  await expect(store.backup(copy)).rejects.toThrow('the file exists');
  await store.close();
  const restored = await openSqliteStore({ file: copy });
  expect(await expectWholeRound(restored, 'a')).toBeGreaterThan(0);
  await restored.close();
});

test('ids remembered in one process are forgotten when another has deleted their values', async () => {
  const file = join(folder, 'shared.db');
  const one = await openSqliteStore({ file });
  const other = await openSqliteStore({ file });
  const commit = (model: string, day: number) => ({
    connector: 'a',
    resource: TEST_RESOURCE.name,
    buckets: [
      {
        start: FIRST_DAY + day * DAY,
        rows: [{ dimensions: [model, null, null], values: [1, null] }],
        quarantined: [],
      },
    ],
    syncedAt: FIRST_DAY,
    identity: 'all',
    progress: null,
    lease: null,
  });
  await one.declare('a', [TEST_RESOURCE]);
  await other.declare('a', [TEST_RESOURCE]);
  await one.commit(commit('x', 0));
  await other.deleteBefore('a', TEST_RESOURCE.name, FIRST_DAY + DAY);
  await other.commit(commit('y', 1));
  await one.commit(commit('x', 2));
  expect(await one.verify()).toEqual([]);
  expect(await other.dimensionValues('a', TEST_RESOURCE.name, 'model')).toEqual(['x', 'y']);
  await one.close();
  await other.close();
});

test('the version tells what another process has written, in a reading thread too', async () => {
  const file = join(folder, 'watched.db');
  const writer = await openSqliteStore({ file });
  await writer.declare('a', [TEST_RESOURCE]);
  const reader = openReader({ file });
  const other = await openSqliteStore({ file, readonly: true });
  const versions = () => Promise.all([other.version(), reader.version()]);
  const before = await versions();
  expect(await versions()).toEqual(before);
  await writer.commit({
    connector: 'a',
    resource: TEST_RESOURCE.name,
    buckets: [{ start: FIRST_DAY, rows: [], quarantined: [] }],
    syncedAt: FIRST_DAY,
    identity: 'all',
    progress: null,
    lease: null,
  });
  const after = await versions();
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
  await reader.close();
  await other.close();
  await writer.close();
});
