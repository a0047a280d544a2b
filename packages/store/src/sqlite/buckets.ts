import type { UnixSeconds, Window } from '@shipstats/core';
import type { StoredBucket } from '../store.ts';
import { INCOMPLETE } from './commit.ts';
import type { Connection, SqlValue } from './connection.ts';
import { findPartitions, readIdentities, readTracked } from './partitions.ts';
import type { ResourceTables } from './resource-tables.ts';

interface BucketRecord {
  readonly bucket: UnixSeconds;
  readonly rows: number;
  readonly synced_at: UnixSeconds;
  readonly identity: string | number;
  readonly incomplete: number;
  readonly vanished_at: number | null;
}

const COLUMNS = 'bucket, rows, synced_at, identity, incomplete, vanished_at';

/** What is known of buckets; of a partitioned resource, of the named partitions together, by default the tracked. */
export function readBuckets(
  connection: Connection,
  tables: ResourceTables | undefined,
  window: Window,
  partitions?: readonly string[] | null,
): readonly StoredBucket[] {
  if (!tables) return [];
  if (tables.partition !== null) {
    const names = new Set(partitions ?? readTracked(connection, tables));
    if (names.size !== 1) return readJoinedBuckets(connection, tables, window, [...names]);
    const [only = []] = readPartitionBuckets(connection, tables, window, [...names]);
    return only;
  }
  return connection
    .all<BucketRecord>(
      `SELECT ${COLUMNS} FROM ${tables.buckets} WHERE bucket >= ? AND bucket < ? ORDER BY bucket`,
      [window.start, window.end],
    )
    .map((record) => toBucket(record, String(record.identity)));
}

/** What is known of each partition by itself, in the order of the names. */
export function readPartitionBuckets(
  connection: Connection,
  tables: ResourceTables | undefined,
  window: Window,
  partitions: readonly string[],
): readonly (readonly StoredBucket[])[] {
  if (!tables || tables.partition === null) return partitions.map(() => []);
  const found = findPartitions(connection, tables, partitions);
  const ids = new Map(found.map(({ id, name }) => [name, id]));
  const identities = readIdentities(connection);
  return partitions.map((name) =>
    connection
      .all<BucketRecord>(
        `SELECT ${COLUMNS} FROM ${tables.buckets} WHERE partition = ? AND bucket >= ? AND bucket < ? ORDER BY bucket`,
        [ids.get(name) ?? null, window.start, window.end],
      )
      .map((record) => toBucket(record, identities.get(Number(record.identity)) ?? '')),
  );
}

export function readPartitionStarts(
  connection: Connection,
  tables: ResourceTables | undefined,
  partitions: readonly string[],
): readonly (UnixSeconds | null)[] {
  if (!tables || tables.partition === null) return partitions.map(() => null);
  const found = findPartitions(connection, tables, partitions);
  const starts = new Map(found.map(({ name, created_at }) => [name, created_at]));
  return partitions.map((name) => starts.get(name) ?? null);
}

function toBucket(record: BucketRecord, identity: string): StoredBucket {
  return {
    start: record.bucket,
    rows: record.rows,
    syncedAt: record.synced_at,
    identity,
    incomplete: record.incomplete === INCOMPLETE.rowsMissing || record.incomplete === INCOMPLETE.keptWhole,
    vanished: record.vanished_at !== null,
    ...(record.incomplete === INCOMPLETE.hole ? { isHole: true } : {}),
  };
}

interface JoinedRecord {
  readonly bucket: UnixSeconds;
  readonly rows: number;
  readonly stored: number;
  readonly holes: number;
  readonly unreadable: number;
  readonly vanished: number;
  /** Of those that are no holes. */
  readonly read_at: UnixSeconds | null;
  readonly synced_at: UnixSeconds;
  readonly identity: number;
  readonly other_identity: number;
}

function readJoinedBuckets(
  connection: Connection,
  tables: ResourceTables,
  window: Window,
  names: readonly string[],
): readonly StoredBucket[] {
  const identities = readIdentities(connection);
  // Only what came into being later is not missed.
  const createdAt = findPartitions(connection, tables, names).flatMap(({ created_at }) => created_at ?? []);
  createdAt.sort((left, right) => left - right);
  let created = 0;
  const values: SqlValue[] = [tables.id, JSON.stringify(names), window.start, window.end];
  return connection
    .all<JoinedRecord>(
      `SELECT b.bucket, sum(b.rows) AS rows, count(*) AS stored,
              sum(b.incomplete = ${INCOMPLETE.hole}) AS holes,
              max(b.incomplete IN (${INCOMPLETE.rowsMissing}, ${INCOMPLETE.keptWhole})) AS unreadable,
              max(b.vanished_at IS NOT NULL) AS vanished,
              min(CASE b.incomplete WHEN ${INCOMPLETE.hole} THEN NULL ELSE b.synced_at END) AS read_at,
              min(b.synced_at) AS synced_at, min(b.identity) AS identity, max(b.identity) AS other_identity
       FROM partitions p CROSS JOIN ${tables.buckets} b ON b.partition = p.id
       WHERE p.resource = ? AND p.name IN (SELECT value FROM json_each(?)) AND b.bucket >= ? AND b.bucket < ?
       GROUP BY b.bucket ORDER BY b.bucket`,
      values,
    )
    .map((record) => {
      while (created < createdAt.length && (createdAt[created] ?? 0) <= record.bucket) created += 1;
      const expected = names.length - (createdAt.length - created);
      const known = record.stored - record.holes;
      return {
        start: record.bucket,
        rows: record.rows,
        syncedAt: record.read_at ?? record.synced_at,
        identity: record.identity === record.other_identity ? (identities.get(record.identity) ?? '') : '',
        incomplete: record.unreadable === 1 || (known > 0 && known < expected),
        vanished: record.vanished === 1,
        ...(known === 0 ? { isHole: true } : {}),
      };
    });
}
