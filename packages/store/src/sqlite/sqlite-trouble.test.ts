import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoreError } from '@shipstats/core';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openReader } from '../open-reader.ts';
import { openSqliteStore } from '../open-sqlite-store.ts';
import { openStoreWithReader } from '../open-store-with-reader.ts';
import { FIRST_DAY, LATER, TEST_RESOURCE } from '../testing/resource.ts';
import { toStoreError } from './store-errors.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipstats-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const REQUEST = {
  connector: 'a',
  resource: TEST_RESOURCE.name,
  measure: 'tokens',
  window: { start: 0, end: 2 * LATER },
  by: ['model', 'key'],
  filter: [],
  bucketed: false,
};

async function fill(file: string): Promise<void> {
  const store = await openSqliteStore({ file });
  await store.declare('a', [TEST_RESOURCE]);
  await store.commit({
    connector: 'a',
    resource: TEST_RESOURCE.name,
    buckets: [
      {
        start: FIRST_DAY,
        rows: Array.from({ length: 500 }, (_, row) => ({
          dimensions: [`model ${row % 3}`, null, `key ${row}`],
          values: [row, { coefficient: BigInt(row), scale: 2 }],
        })),
        quarantined: [],
      },
    ],
    syncedAt: LATER,
    identity: 'all',
    progress: null,
    lease: null,
  });
  await store.close();
}

async function problem(act: () => Promise<unknown>): Promise<string> {
  const error = await act().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreError);
  return error instanceof StoreError ? `${error.message} | ${error.hint}` : '';
}

describe('a file that cannot be used', () => {
  test('says that text is no store and leaves it alone', async () => {
    const file = join(folder, 'notes.db');
    writeFileSync(file, 'dear diary, '.repeat(100));
    expect(await problem(() => openSqliteStore({ file }))).toMatch(
      /damaged or is no Shipstats store.*backup/,
    );
    expect(readFileSync(file, 'utf8')).toBe('dear diary, '.repeat(100));
  });

  test('refuses the database of another program', async () => {
    const file = join(folder, 'other.db');
    const other = new Database(file);
    other.exec('CREATE TABLE bookmarks (url TEXT)');
    other.close();
    expect(await problem(() => openSqliteStore({ file }))).toContain('the database of another program');
  });

  test('refuses the store of a newer Shipstats and leaves it alone', async () => {
    const file = join(folder, 'newer.db');
    await fill(file);
    const db = new Database(file);
    db.pragma('user_version = 999');
    db.close();
    expect(await problem(() => openSqliteStore({ file }))).toMatch(/newer Shipstats \(layout 999/);
    expect(await problem(() => openSqliteStore({ file, readonly: true }))).toContain('newer Shipstats');
  });

  test('finds damage in the middle of a file, and reading it says what to do', async () => {
    const file = join(folder, 'damaged.db');
    await fill(file);
    const db = new Database(file);
    const pages = db.prepare("SELECT pageno FROM dbstat WHERE name = 'samples_1'").pluck().all();
    db.close();
    const bytes = readFileSync(file);
    for (const page of pages) bytes.fill(0xff, (Number(page) - 1) * 4096, Number(page) * 4096);
    writeFileSync(file, bytes);
    const store = await openSqliteStore({ file });
    expect(await store.verify()).not.toEqual([]);
    expect(await problem(() => store.read(REQUEST))).toMatch(/damaged.*Put a backup in its place/);
    await store.close();
  });

  test('a folder that cannot be made says so', async () => {
    writeFileSync(join(folder, 'file'), '');
    const file = join(folder, 'file', 'store.db');
    expect(await problem(() => openSqliteStore({ file }))).toMatch(/cannot be opened or written.*--data/);
  });

  // The superuser may write everywhere.
  test.skipIf(process.getuid?.() === 0)('a folder that may not be written says so', async () => {
    const locked = join(folder, 'locked');
    mkdirSync(locked, { mode: 0o500 });
    expect(await problem(() => openSqliteStore({ file: join(locked, 'store.db') }))).toContain('--data');
    chmodSync(locked, 0o700);
  });

  test('is not made by one who only reads', async () => {
    const file = join(folder, 'missing.db');
    expect(await problem(() => openSqliteStore({ file, readonly: true }))).toMatch(/no store yet.*sync/);
    expect(existsSync(file)).toBe(false);
  });

  test('only reads when told so', async () => {
    const file = join(folder, 'store.db');
    await fill(file);
    const store = await openSqliteStore({ file, readonly: true });
    expect(await store.read(REQUEST)).toHaveLength(500);
    expect(await problem(() => store.startRun('a', 'manual', 1))).toContain('cannot be opened or written');
    await store.close();
  });

  test.each([
    ['SQLITE_BUSY', 'locked by another process for more than 10 seconds'],
    ['SQLITE_FULL', 'the disk is full'],
    ['SQLITE_IOERR_WRITE', 'the disk failed'],
    ['SQLITE_READONLY_DBMOVED', 'cannot be opened or written'],
  ])('explains %s', (code, text) => {
    const explained = toStoreError(new Database.SqliteError('raw', code), 'x.db');
    expect(explained).toBeInstanceOf(StoreError);
    expect(String(explained)).toContain(text);
  });

  test('leaves errors that are bugs as they are', () => {
    const bug = new Database.SqliteError('near "SELEC": syntax error', 'SQLITE_ERROR');
    expect(toStoreError(bug, 'x.db')).toBe(bug);
  });
});

describe('looking for damage', () => {
  test.each([
    ['totals', 'UPDATE buckets_1 SET m0 = m0 + 1'],
    ['totals', 'DELETE FROM samples_1 WHERE dims = 5'],
    ['without a bucket', 'DELETE FROM buckets_1'],
    ['without their dimensions', 'DELETE FROM dimensions_1 WHERE id = 5'],
    ['totals by dimension', "DELETE FROM rollup_1 WHERE value = '=model 1'"],
    ['totals by dimension', 'UPDATE buckets_1 SET rolled = 0'],
  ])('finds wrong %s after: %s', async (text, sql) => {
    const file = join(folder, 'store.db');
    await fill(file);
    const db = new Database(file);
    db.exec(sql);
    db.close();
    const store = await openSqliteStore({ file });
    expect((await store.verify()).join('\n')).toContain(text);
    await store.close();
  });
});

describe('the reading thread', () => {
  test('starts with the first heavy read and ends when there is nothing to do', async () => {
    const file = join(folder, 'store.db');
    await fill(file);
    const reader = openReader({ file, idleMs: 20 });
    expect(reader.isRunning).toBe(false);
    expect(await reader.read(REQUEST)).toHaveLength(500);
    expect(await reader.buckets('a', TEST_RESOURCE.name, REQUEST.window)).toHaveLength(1);
    expect(await reader.freshness('a', TEST_RESOURCE.name)).toMatchObject({ lastError: null });
    expect(reader.isRunning).toBe(true);
    await expect.poll(() => reader.isRunning).toBe(false);
    expect(await reader.read(REQUEST)).toHaveLength(500);
    await reader.close();
    await expect(reader.read(REQUEST)).rejects.toThrow(StoreError);
  });

  test('passes on errors with what to do', async () => {
    const reader = openReader({ file: join(folder, 'missing.db') });
    expect(await problem(() => reader.read(REQUEST))).toMatch(/no store yet.*sync/);
    await reader.close();
  });

  test('sees what was committed just before', async () => {
    const file = join(folder, 'store.db');
    await fill(file);
    const store = await openStoreWithReader({ file, heavyRows: 0 });
    await store.declare('a', [TEST_RESOURCE]);
    for (const tokens of [1, 2, 3]) {
      await store.commit({
        connector: 'a',
        resource: TEST_RESOURCE.name,
        buckets: [
          {
            start: FIRST_DAY,
            rows: [{ dimensions: ['m', null, 'k'], values: [tokens, null] }],
            quarantined: [],
          },
        ],
        syncedAt: LATER,
        identity: 'all',
        progress: null,
        lease: null,
      });
      expect(await store.read(REQUEST)).toMatchObject([{ value: { coefficient: BigInt(tokens) } }]);
    }
    await store.close();
  });
});
