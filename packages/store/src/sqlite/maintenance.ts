import { existsSync, rmSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { StoreError, toIso, type UnixSeconds } from '@shipstats/core';
import type { ResourceCounts } from '../store.ts';
import type { Catalog } from './catalog.ts';
import { deleteBucketRows, updateUses } from './commit.ts';
import type { Connection } from './connection.ts';
import type { ResourceTables } from './resource-tables.ts';
import { toStoreError } from './store-errors.ts';

export function countResources(connection: Connection, catalog: Catalog): readonly ResourceCounts[] {
  return catalog.all().flatMap((tables) =>
    connection
      .all<Omit<ResourceCounts, 'connector' | 'resource'>>(
        `SELECT count(*) AS buckets, coalesce(sum(rows), 0) AS rows, coalesce(sum(samples), 0) AS samples,
                min(bucket) AS first, max(bucket) AS last
         FROM ${tables.buckets}`,
      )
      .map((counts) => ({ connector: tables.connector, resource: tables.name, ...counts })),
  );
}

/** The file and its log; in memory, the pages. */
export function measureSize(connection: Connection): number {
  if (connection.file === ':memory:') {
    const row = connection.get<{ bytes: number }>(
      'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
    );
    return row?.bytes ?? 0;
  }
  return ['', '-wal', '-shm']
    .map((suffix) => statSync(`${connection.file}${suffix}`, { throwIfNoEntry: false })?.size ?? 0)
    .reduce((total, bytes) => total + bytes, 0);
}

/** Deletes buckets with all that is known of them, and the dimension values that nothing else has. */
export function deleteBuckets(connection: Connection, tables: ResourceTables, before: UnixSeconds): number {
  return connection.write(() => {
    const uses = new Map<number, number>();
    const old = connection.all<{ bucket: number; rolled: number }>(
      `SELECT bucket, rolled FROM ${tables.buckets} WHERE bucket < ?`,
      [before],
    );
    for (const { bucket, rolled } of old) deleteBucketRows(connection, tables, bucket, rolled, uses);
    updateUses(connection, tables, uses);
    connection.run(`DELETE FROM ${tables.buckets} WHERE bucket < ?`, [before]);
    for (const log of ['revisions', 'quarantine']) {
      connection.run(`DELETE FROM ${log} WHERE resource = ? AND bucket < ?`, [tables.id, before]);
    }
    const forgotten = connection.run(`DELETE FROM ${tables.dimensionSets} WHERE uses <= 0`);
    if (forgotten > 0) {
      connection.run('UPDATE resources SET generation = generation + 1 WHERE id = ?', [tables.id]);
    }
    return old.length;
  });
}

/** Copies the store page by page while others write; the new file appears only when it is whole. */
export async function backUp(connection: Connection, file: string): Promise<void> {
  if (existsSync(file)) {
    const hint = 'Name a new file: a backup never overwrites anything.';
    throw new StoreError(`${file}: the file exists.`, { hint });
  }
  const unfinished = `${file}.unfinished`;
  try {
    rmSync(unfinished, { force: true });
    await connection.db.backup(unfinished);
    await rename(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw toStoreError(error, file);
  }
}

/** Looks for damage in the file and for totals that are not the sums of their rows. */
export function findDamage(connection: Connection, catalog: Catalog): readonly string[] {
  try {
    return connection.snapshot(() => checkAll(connection, catalog));
  } catch (error) {
    // So damaged that the check itself fails.
    if (error instanceof StoreError) return [error.message];
    throw error;
  }
}

function checkAll(connection: Connection, catalog: Catalog): readonly string[] {
  const damage = connection
    .all<{ quick_check: string }>('PRAGMA quick_check(20)')
    .map((row) => row.quick_check)
    .filter((line) => line !== 'ok');
  // In a damaged file the sums below would only repeat it, or fail.
  if (damage.length > 0) return damage;
  return catalog.all().flatMap((tables) => findWrongSums(connection, tables));
}

function findWrongSums(connection: Connection, tables: ResourceTables): readonly string[] {
  const { samples, buckets, rollup, dimensionSets, columns } = tables;
  const problems: string[] = [];
  const report = (problem: string, sql: string) => {
    for (const { bucket } of connection.all<{ bucket: number }>(`${sql} LIMIT 20`)) {
      problems.push(`${tables.connector}.${tables.name}, ${toIso(bucket)}: ${problem}`);
    }
  };
  const differ = (left: string, right: string) =>
    ['rows', ...columns].map((column) => `${left}.${column} IS NOT ${right}.${column}`).join(' OR ');
  const sums = columns.map((column) => `, sum(${column}) AS ${column}`).join('');

  report(
    'the totals are not the sums of the rows',
    `SELECT b.bucket FROM ${buckets} b
     LEFT JOIN (SELECT bucket, count(*) AS rows${sums} FROM ${samples} GROUP BY bucket) s ON s.bucket = b.bucket
     WHERE b.rows <> coalesce(s.rows, 0) OR (s.rows IS NOT NULL AND (${differ('b', 's')}))`,
  );
  report(
    'rows without a bucket',
    `SELECT DISTINCT bucket FROM ${samples} WHERE bucket NOT IN (SELECT bucket FROM ${buckets})`,
  );
  report(
    'rows without their dimensions',
    `SELECT DISTINCT bucket FROM ${samples} WHERE dims NOT IN (SELECT id FROM ${dimensionSets})`,
  );
  report(
    'the totals by dimension are not the totals',
    `SELECT DISTINCT b.bucket
     FROM (SELECT dimension, bucket, sum(rows) AS rows${sums} FROM ${rollup} GROUP BY 1, 2) r
     LEFT JOIN ${buckets} b ON b.bucket = r.bucket
     WHERE b.bucket IS NULL OR b.rolled & (1 << r.dimension) = 0 OR ${differ('b', 'r')}`,
  );
  return problems;
}
