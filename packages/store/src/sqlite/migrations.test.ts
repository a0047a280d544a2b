import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY, formatDecimal } from '@shipstats/core';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../open-sqlite-store.ts';
import {
  FIRST_DAY,
  LATER,
  PARTITIONED_RESOURCE,
  TEST_RESOURCE,
  VERSIONED_RESOURCE,
} from '../testing/resource.ts';
import { SCHEMA_VERSION } from './schema.ts';

/** A small store as each released layout wrote it, as SQL: a file for every layout, never changed afterwards. */
const SCHEMAS = new URL('schemas/', import.meta.url);
const versions = Array.from({ length: SCHEMA_VERSION }, (_, index) => index + 1);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipstats-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function restore(version: number): string {
  const file = join(folder, `v${version}.db`);
  const db = new Database(file);
  db.exec(readFileSync(new URL(`v${version}.sql`, SCHEMAS), 'utf8'));
  db.close();
  return file;
}

function readSchema(file: string): unknown[] {
  const db = new Database(file, { readonly: true });
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all();
  const columns = db.prepare('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)');
  const schema = tables.map((table) => [table, columns.all(table)]);
  db.close();
  return schema;
}

test('every layout up to this one has its sample', () => {
  expect(readdirSync(SCHEMAS).sort()).toEqual(versions.map((version) => `v${version}.sql`).sort());
});

test.each(versions)('a store of layout %i opens with everything in it, and goes on', async (version) => {
  const file = restore(version);
  const store = await openSqliteStore({ file });
  const ask = async (measure: string) => {
    const rows = await store.read({
      connector: 'a',
      resource: TEST_RESOURCE.name,
      measure,
      window: { start: FIRST_DAY, end: FIRST_DAY + 2 * DAY },
      by: ['model'],
      filter: [],
      bucketed: false,
    });
    return rows.map((row) => [...row.dimensions, row.value && formatDecimal(row.value)]);
  };
  expect(await ask('tokens')).toEqual([
    ['model 0', '120'],
    ['model 1', '136'],
  ]);
  expect(await ask('cost')).toEqual([
    ['model 0', '0.011200000000000000000014'],
    ['model 1', '0.012800000000000000000016'],
  ]);
  expect(await store.progress('a', TEST_RESOURCE.name)).toMatchObject({ cursor: 'c' });
  expect(await store.freshness('a', TEST_RESOURCE.name)).toMatchObject({ lastSuccessAt: LATER + 9 });
  expect(await store.quarantine({ resource: TEST_RESOURCE.name, limit: 9 })).toHaveLength(1);
  expect(await store.verify()).toEqual([]);
  const declared = version < 2 ? [TEST_RESOURCE] : [TEST_RESOURCE, PARTITIONED_RESOURCE, VERSIONED_RESOURCE];
  await store.declare('a', declared);
  await store.close();

  const fresh = join(folder, 'fresh.db');
  const empty = await openSqliteStore({ file: fresh });
  await empty.declare('a', declared);
  await empty.close();
  expect(readSchema(file)).toEqual(readSchema(fresh));
});

test('a store of layout 2 opens with its partitions', async () => {
  const store = await openSqliteStore({ file: restore(2) });
  await store.declare('a', [PARTITIONED_RESOURCE, VERSIONED_RESOURCE]);
  expect(await store.partitions('a', PARTITIONED_RESOURCE.name)).toEqual(['p', 'q']);
  const window = { start: FIRST_DAY, end: FIRST_DAY + 3 * DAY };
  const [p = [], other = []] = await store.partitionBuckets('a', PARTITIONED_RESOURCE.name, window, [
    'p',
    'looked at',
  ]);
  expect(p.map(({ isHole = false, identity }) => [isHole, identity])).toEqual([
    [false, 'all'],
    [true, 'all'],
    [false, 'all'],
  ]);
  expect(other).toHaveLength(3);
  expect(
    await store.revisions({ resource: PARTITIONED_RESOURCE.name, of: 'totals', limit: 9 }),
  ).toMatchObject([
    { partition: 'q', measure: 'tokens', before: '202', after: '203' },
    { partition: 'q', measure: 'cost', before: '2.02', after: '2.03' },
  ]);
  expect(await store.quarantine({ resource: VERSIONED_RESOURCE.name, limit: 9 })).toMatchObject([
    { partition: 'p', reason: 'no number' },
  ]);
  await store.close();
});
