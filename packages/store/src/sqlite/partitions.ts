import {
  bucketStart,
  type Freshness,
  type ResourceSpec,
  StoreError,
  type UnixSeconds,
} from '@shipstats/core';
import type { Connection } from './connection.ts';
import type { ResourceTables } from './resource-tables.ts';

/** A stored partition. */
export interface PartitionRecord {
  readonly id: number;
  readonly name: string;
  readonly created_at: UnixSeconds | null;
  readonly synced_at: UnixSeconds | null;
}

/** Those of the named partitions that are stored, each once. */
export function findPartitions(
  connection: Connection,
  tables: ResourceTables,
  names: readonly string[],
): readonly PartitionRecord[] {
  return connection.all<PartitionRecord>(
    `SELECT id, name, created_at, synced_at FROM partitions
     WHERE resource = ? AND name IN (SELECT value FROM json_each(?))`,
    [tables.id, JSON.stringify(names)],
  );
}

/** The partition that a commit is of, made where there is none yet; the caller has the transaction open. */
export function openPartition(
  connection: Connection,
  tables: ResourceTables,
  { granularity }: Pick<ResourceSpec, 'granularity'>,
  commit: { readonly partition?: string; readonly createdAt?: UnixSeconds; readonly syncedAt: UnixSeconds },
): PartitionRecord | null {
  const { partition, createdAt, syncedAt } = commit;
  const resource = `${tables.connector}.${tables.name}`;
  if (tables.partition === null) {
    if (partition === undefined) return null;
    throw new StoreError(`${resource}: the resource has no partitions, and a commit names ${partition}`);
  }
  if (partition === undefined) {
    throw new StoreError(`${resource}: a commit must name its ${tables.partition}`);
  }
  const record = connection.get<PartitionRecord>(
    `INSERT INTO partitions (resource, name, created_at, synced_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (resource, name) DO UPDATE SET
       created_at = coalesce(excluded.created_at, created_at),
       synced_at = max(coalesce(synced_at, excluded.synced_at), excluded.synced_at)
     RETURNING id, name, created_at, synced_at`,
    [tables.id, partition, createdAt === undefined ? null : bucketStart(createdAt, granularity), syncedAt],
  );
  if (!record) throw new Error(`${resource}: no id for the partition ${partition}`);
  return record;
}

export function readTracked(connection: Connection, tables: ResourceTables): readonly string[] {
  return connection
    .all<{ name: string }>('SELECT name FROM partitions WHERE resource = ? AND tracked = 1 ORDER BY name', [
      tables.id,
    ])
    .map(({ name }) => name);
}

/**
 * How fresh partitions are: as the one whose newest reading is the oldest. The failure of a sync counts where it came
 * after that: what was read since then by itself is as good as read.
 */
export function freshnessOf(partitions: readonly PartitionRecord[], ofRuns: Freshness): Freshness {
  const readAt = partitions.flatMap(({ synced_at }) => synced_at ?? []);
  const lastSuccessAt = readAt.length === 0 ? null : Math.min(...readAt);
  const isFailureNews = lastSuccessAt === null || (ofRuns.lastAttemptAt ?? 0) > lastSuccessAt;
  return {
    lastSuccessAt,
    lastAttemptAt: ofRuns.lastAttemptAt ?? lastSuccessAt,
    lastError: isFailureNews ? ofRuns.lastError : null,
  };
}

/** Makes these the tracked partitions. Writes nothing where they are: answers that were kept stay good. */
export function writeTracked(connection: Connection, tables: ResourceTables, names: readonly string[]): void {
  const before = new Set(readTracked(connection, tables));
  const after = new Set(names);
  if (before.size === after.size && names.every((name) => before.has(name))) return;
  connection.write(() => {
    connection.run('UPDATE partitions SET tracked = 0 WHERE resource = ? AND tracked = 1', [tables.id]);
    for (const name of after) {
      connection.run(
        `INSERT INTO partitions (resource, name, tracked) VALUES (?, ?, 1)
         ON CONFLICT (resource, name) DO UPDATE SET tracked = 1`,
        [tables.id, name],
      );
    }
    forgetUnused(connection, tables);
  });
}

/** Deletes partitions that nobody keeps up to date and that hold nothing. */
export function forgetUnused(connection: Connection, tables: ResourceTables): void {
  connection.run(
    `DELETE FROM partitions WHERE resource = ? AND tracked = 0
     AND NOT EXISTS (SELECT 1 FROM ${tables.buckets} b WHERE b.partition = partitions.id)`,
    [tables.id],
  );
}

/** The id of what buckets are asked with. */
export function internIdentity(connection: Connection, text: string): number {
  const find = () => connection.get<{ id: number }>('SELECT id FROM identities WHERE text = ?', [text])?.id;
  const known = find();
  if (known !== undefined) return known;
  connection.run('INSERT INTO identities (text) VALUES (?)', [text]);
  const id = find();
  if (id === undefined) throw new Error(`no id for the identity ${text}`);
  return id;
}

export function readIdentities(connection: Connection): ReadonlyMap<number, string> {
  const records = connection.all<{ id: number; text: string }>('SELECT id, text FROM identities');
  return new Map(records.map(({ id, text }) => [id, text]));
}
