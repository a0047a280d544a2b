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
    connection.run(
      `INSERT INTO revisions (resource, partition, bucket, measure, before, after, seen_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [tables.id, partition, bucket, measure.name, oldText ?? null, nowText ?? null, seenAt],
    );
  }
  return revised;
}
