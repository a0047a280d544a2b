import { existsSync, rmSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { StoreError, toIso, type UnixSeconds } from '@shipstats/core';
import type { NewestBucket, ResourceCounts } from '../store.ts';
import { bucketPlace } from './bucket-place.ts';
import type { Catalog } from './catalog.ts';
import { deleteBucketRows, updateUses } from './commit.ts';
import type { Connection } from './connection.ts';
import { forgetUnused } from './partitions.ts';
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

/** By partition, whose newest bucket is found at once: going through all of them takes as long as there is history. */
export function readNewestBuckets(
  connection: Connection,
  resources: readonly ResourceTables[],
): readonly NewestBucket[] {
  return resources.flatMap((tables) => {
    const newest =
      tables.partition === null
        ? connection.get<{ start: UnixSeconds | null }>(`SELECT max(bucket) AS start FROM ${tables.buckets}`)
        : connection.get<{ start: UnixSeconds | null }>(
            `SELECT max((SELECT max(b.bucket) FROM ${tables.buckets} b WHERE b.partition = p.id)) AS start
             FROM partitions p WHERE p.resource = ?`,
            [tables.id],
          );
    const start = newest?.start ?? null;
    return start === null ? [] : [{ resource: tables.name, start }];
  });
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
    const deleted =
      tables.partition === null
        ? deleteWhole(connection, tables, before, uses)
        : deleteOfPartitions(connection, tables, before, uses);
    updateUses(connection, tables, uses);
    for (const log of ['revisions', 'quarantine']) {
      connection.run(`DELETE FROM ${log} WHERE resource = ? AND bucket < ?`, [tables.id, before]);
    }
    forgetUnusedSets(connection, tables);
    return deleted;
  });
}

/** Deletes what no row has any more; the caller has the transaction open. */
export function forgetUnusedSets(connection: Connection, tables: ResourceTables): number {
  const forgotten = connection.run(`DELETE FROM ${tables.dimensionSets} WHERE uses <= 0`);
  // Processes remember the ids of sets.
  if (forgotten > 0) {
    connection.run('UPDATE resources SET generation = generation + 1 WHERE id = ?', [tables.id]);
  }
  return forgotten;
}

function deleteWhole(
  connection: Connection,
  tables: ResourceTables,
  before: UnixSeconds,
  uses: Map<number, number>,
): number {
  const old = connection.all<{ bucket: number; rolled: number }>(
    `SELECT bucket, rolled FROM ${tables.buckets} WHERE bucket < ?`,
    [before],
  );
  for (const { bucket, rolled } of old) {
    deleteBucketRows(connection, tables, bucketPlace(tables, null, bucket), rolled, uses);
  }
  return connection.run(`DELETE FROM ${tables.buckets} WHERE bucket < ?`, [before]);
}

/** By partition, since their tables are clustered by it. */
function deleteOfPartitions(
  connection: Connection,
  tables: ResourceTables,
  before: UnixSeconds,
  uses: Map<number, number>,
): number {
  const [dimension] = tables.dimensions.values();
  let deleted = 0;
  const partitions = connection.all<{ id: number; name: string }>(
    `SELECT id, name FROM partitions p WHERE resource = ?
     AND EXISTS (SELECT 1 FROM ${tables.buckets} b WHERE b.partition = p.id AND b.bucket < ?)`,
    [tables.id, before],
  );
  for (const { id, name } of partitions) {
    const used = tables.isInline
      ? connection.all<{ dims: number; rows: number }>(
          `SELECT d.id AS dims, count(*) AS rows
           FROM ${tables.buckets} b JOIN ${tables.dimensionSets} d ON d.${dimension?.column} = ?
           WHERE b.partition = ? AND b.bucket < ? AND b.rows > 0 GROUP BY d.id`,
          [name, id, before],
        )
      : connection.all<{ dims: number; rows: number }>(
          `SELECT dims, count(*) AS rows FROM ${tables.samples} WHERE partition = ? AND bucket < ? GROUP BY dims`,
          [id, before],
        );
    for (const { dims, rows } of used) uses.set(dims, -rows);
    connection.run(`DELETE FROM ${tables.samples} WHERE partition = ? AND bucket < ?`, [id, before]);
    deleted += connection.run(`DELETE FROM ${tables.buckets} WHERE partition = ? AND bucket < ?`, [
      id,
      before,
    ]);
  }
  connection.run(
    `UPDATE partitions SET synced_at = NULL WHERE resource = ? AND synced_at IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM ${tables.buckets} b WHERE b.partition = partitions.id)`,
    [tables.id],
  );
  forgetUnused(connection, tables);
  return deleted;
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
  const { samples, buckets, dimensionSets, columns, key } = tables;
  const problems: string[] = [];
  const keyOf = (table: string) => key.map((column) => `${table}.${column}`).join(', ');
  const report = (problem: string, sql: string) => {
    for (const row of connection.all<{ bucket: number; partition?: number }>(`${sql} LIMIT 20`)) {
      const place = [partitionName(connection, row.partition), toIso(row.bucket)].filter(
        (part) => part !== '',
      );
      problems.push(`${tables.connector}.${tables.name}, ${place.join(', ')}: ${problem}`);
    }
  };
  const same = key.map((column) => `s.${column} = b.${column}`).join(' AND ');
  const sums = columns.map((column) => `, sum(${column}) AS ${column}`).join('');

  if (tables.isInline) {
    report('more than one row', `SELECT ${keyOf('b')} FROM ${buckets} b WHERE b.rows > 1`);
  } else {
    report(
      'the totals are not the sums of the rows',
      `SELECT ${keyOf('b')} FROM ${buckets} b
       LEFT JOIN (SELECT ${key.join(', ')}, count(*) AS rows${sums} FROM ${samples} GROUP BY ${key.join(', ')}) s
       ON ${same}
       WHERE b.rows <> coalesce(s.rows, 0) OR (s.rows IS NOT NULL AND (${differ(columns, 'b', 's')}))`,
    );
  }
  report(
    'rows without a bucket',
    `SELECT DISTINCT ${keyOf('s')} FROM ${samples} s WHERE NOT EXISTS (SELECT 1 FROM ${buckets} b WHERE ${same})`,
  );
  report(
    'rows without their dimensions',
    `SELECT DISTINCT ${keyOf('s')} FROM ${samples} s WHERE s.dims NOT IN (SELECT id FROM ${dimensionSets})`,
  );
  if (tables.partition === null) {
    report(
      'the totals by dimension are not the totals',
      `SELECT DISTINCT b.bucket
       FROM (SELECT dimension, bucket, sum(rows) AS rows${sums} FROM ${tables.rollup} GROUP BY 1, 2) r
       LEFT JOIN ${buckets} b ON b.bucket = r.bucket
       WHERE b.bucket IS NULL OR b.rolled & (1 << r.dimension) = 0 OR ${differ(columns, 'b', 'r')}`,
    );
  } else {
    report(
      'a bucket without its partition',
      `SELECT ${keyOf('b')} FROM ${buckets} b WHERE b.partition NOT IN (SELECT id FROM partitions WHERE resource = ${tables.id})`,
    );
    report(
      'a bucket without what it was asked with',
      `SELECT ${keyOf('b')} FROM ${buckets} b WHERE b.identity NOT IN (SELECT id FROM identities)`,
    );
  }
  return problems;
}

function differ(columns: readonly string[], left: string, right: string): string {
  return ['rows', ...columns].map((column) => `${left}.${column} IS NOT ${right}.${column}`).join(' OR ');
}

function partitionName(connection: Connection, id: number | undefined): string {
  if (id === undefined) return '';
  const found = connection.get<{ name: string }>('SELECT name FROM partitions WHERE id = ?', [id]);
  return found?.name ?? `partition ${id}`;
}
