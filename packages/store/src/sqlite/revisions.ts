import { formatDecimal, type UnixSeconds } from '@shipstats/core';
import type { Connection } from './connection.ts';
import { type Integer, readMeasure } from './measure-value.ts';
import type { ResourceTables } from './resource-tables.ts';

/** What a bucket adds up to now, by column; undefined for one that is not stored. */
export function readTotals(
  connection: Connection,
  tables: ResourceTables,
  bucket: UnixSeconds,
): readonly (bigint | null)[] | undefined {
  const columns = ['bucket', ...tables.columns].join(', ');
  const [row] = connection.rows<(bigint | null)[]>(
    `SELECT ${columns} FROM ${tables.buckets} WHERE bucket = ?`,
    [bucket],
  );
  return row?.slice(1);
}

/** Logs each measure whose total is another one; tells whether there was any. */
export function writeRevisions(
  connection: Connection,
  tables: ResourceTables,
  bucket: UnixSeconds,
  before: readonly (Integer | null)[],
  after: readonly (Integer | null)[],
  seenAt: UnixSeconds,
): boolean {
  let revised = false;
  for (const measure of tables.measures.values()) {
    const old = readMeasure(before, measure.offset, measure.type);
    const now = readMeasure(after, measure.offset, measure.type);
    const [oldText, nowText] = [old, now].map((value) => (value === null ? null : formatDecimal(value)));
    if (oldText === nowText) continue;
    revised = true;
    connection.run(
      'INSERT INTO revisions (resource, bucket, measure, before, after, seen_at) VALUES (?, ?, ?, ?, ?, ?)',
      [tables.id, bucket, measure.name, oldText ?? null, nowText ?? null, seenAt],
    );
  }
  return revised;
}
