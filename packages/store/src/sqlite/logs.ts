import type { QuarantineCount, QuarantineEntry, Revision } from '../store.ts';
import type { Connection, SqlValue } from './connection.ts';

interface LogOptions {
  readonly connector?: string;
  readonly resource?: string;
  readonly limit: number;
}

/** A record as SQLite gives it: null where the resource has no partitions. */
type Partitioned<Entry> = Omit<Entry, 'partition'> & { readonly partition: string | null };

function withPartition<Entry extends { readonly partition: string | null }>({
  partition,
  ...entry
}: Entry): Omit<Entry, 'partition'> & { readonly partition?: string } {
  return { ...entry, ...(partition === null ? {} : { partition }) };
}

/** Newest first. */
export function readRevisions(connection: Connection, options: LogOptions): readonly Revision[] {
  const { where, values } = ofResource(options);
  const records = connection.all<Partitioned<Revision>>(
    `SELECT r.connector, r.name AS resource, v.partition, v.bucket, v.measure, v.before, v.after, v.seen_at AS seenAt
     FROM revisions v JOIN resources r ON r.id = v.resource${where}
     ORDER BY v.id DESC LIMIT ?`,
    [...values, options.limit],
  );
  return records.map(withPartition);
}

/** Newest first. */
export function readQuarantine(connection: Connection, options: LogOptions): readonly QuarantineEntry[] {
  const { where, values } = ofResource(options);
  const records = connection.all<Partitioned<QuarantineEntry>>(
    `SELECT r.connector, r.name AS resource,
            CASE WHEN r.partition IS NULL THEN NULL ELSE q.partition END AS partition, q.bucket, q.reason, q.raw, q.seen_at AS seenAt
     FROM quarantine q JOIN resources r ON r.id = q.resource${where}
     ORDER BY q.seen_at DESC, q.bucket DESC, q.resource, q.partition, q.position LIMIT ?`,
    [...values, options.limit],
  );
  return records.map(withPartition);
}

export function countQuarantine(connection: Connection): readonly QuarantineCount[] {
  return connection.all<QuarantineCount>(
    `SELECT r.connector, r.name AS resource, count(*) AS rows
     FROM quarantine q JOIN resources r ON r.id = q.resource
     GROUP BY r.id ORDER BY r.connector, r.name`,
  );
}

function ofResource({ connector, resource }: LogOptions): { where: string; values: readonly SqlValue[] } {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  if (connector !== undefined) {
    conditions.push('r.connector = ?');
    values.push(connector);
  }
  if (resource !== undefined) {
    conditions.push('r.name = ?');
    values.push(resource);
  }
  return { where: conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`, values };
}
