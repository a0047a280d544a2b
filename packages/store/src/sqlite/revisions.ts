import { formatDecimal, type UnixSeconds } from '@shipstats/core';
import type { BucketPlace } from './bucket-place.ts';
import type { Connection } from './connection.ts';
import { type Integer, readMeasure } from './measure-value.ts';
import type { ResourceTables } from './resource-tables.ts';

/** What a bucket adds up to now, by column; undefined for one that is not stored. */
export function readTotals(
  connection: Connection,
  tables: ResourceTables,
  place: BucketPlace,
): readonly (bigint | null)[] | undefined {
  const columns = ['bucket', ...tables.columns].join(', ');
  const [row] = connection.rows<(bigint | null)[]>(
    `SELECT ${columns} FROM ${tables.buckets} WHERE ${place.where}`,
    place.values,
  );
  return row?.slice(1);
}

/** What a bucket added up to, and does now. */
export interface Change {
  readonly bucket: UnixSeconds;
  /** Null where the resource has none. */
  readonly partition: string | null;
  readonly before: readonly (Integer | null)[];
  readonly after: readonly (Integer | null)[];
  readonly seenAt: UnixSeconds;
}

/** One entry of the log. */
export interface RevisionRecord {
  readonly bucket: UnixSeconds;
  /** Null where the resource has none. */
  readonly partition: string | null;
  readonly measure: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Of a row, its dimensions as a JSON list, or of how many rows it is the sum; null for the bucket's total. */
  readonly dims: string | null;
  readonly seenAt: UnixSeconds;
}

export function insertRevision(connection: Connection, tables: ResourceTables, record: RevisionRecord): void {
  const { partition, bucket, measure, before, after, dims, seenAt } = record;
  connection.run(
    `INSERT INTO revisions (resource, partition, bucket, measure, before, after, dims, seen_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [tables.id, partition, bucket, measure, before, after, dims, seenAt],
  );
}

/** Logs each measure whose total is another one; tells whether there was any. */
export function writeRevisions(
  connection: Connection,
  tables: ResourceTables,
  { bucket, partition, before, after, seenAt }: Change,
): boolean {
  let revised = false;
  for (const measure of tables.measures.values()) {
    const old = readMeasure(before, measure.offset, measure.type);
    const now = readMeasure(after, measure.offset, measure.type);
    const [oldText, nowText] = [old, now].map((value) => (value === null ? null : formatDecimal(value)));
    if (oldText === nowText) continue;
    revised = true;
    insertRevision(connection, tables, {
      bucket,
      partition,
      measure: measure.name,
      before: oldText ?? null,
      after: nowText ?? null,
      dims: null,
      seenAt,
    });
  }
  return revised;
}
