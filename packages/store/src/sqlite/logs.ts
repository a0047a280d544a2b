import type { UnixSeconds } from '@shipstats/core';
import type { QuarantineCount, QuarantineEntry, Revision, RevisionFilter } from '../store.ts';
import type { Catalog } from './catalog.ts';
import type { Connection, SqlValue } from './connection.ts';
import type { ResourceTables } from './resource-tables.ts';

interface LogOptions {
  readonly connector?: string;
  readonly resource?: string;
  readonly limit: number;
  readonly offset?: number;
}

/** A record as SQLite gives it: null where the resource has no partitions. */
type Partitioned<Entry> = Omit<Entry, 'partition'> & { readonly partition: string | null };

function withPartition<Entry extends { readonly partition: string | null }>({
  partition,
  ...entry
}: Entry): Omit<Entry, 'partition'> & { readonly partition?: string } {
  return { ...entry, ...(partition === null ? {} : { partition }) };
}

/** A revision as SQLite gives it. */
interface RevisionRow extends Omit<Revision, 'partition' | 'dimensions' | 'moreRows'> {
  readonly partition: string | null;
  /** See `insertRevision`. */
  readonly dims: string | null;
}

/** Newest first; what was seen at once, by bucket, then total before rows. */
export function readRevisions(
  connection: Connection,
  catalog: Catalog,
  filter: RevisionFilter,
): readonly Revision[] {
  const { conditions, values } = ofResource(filter);
  const { partition, measure, window, of, seenSince, limit, offset = 0 } = filter;
  const add = (condition: string, ...more: SqlValue[]) => {
    conditions.push(condition);
    values.push(...more);
  };
  if (partition !== undefined) add('v.partition = ?', partition);
  if (measure !== undefined) add('v.measure = ?', measure);
  if (window !== undefined) add('v.bucket >= ? AND v.bucket < ?', window.start, window.end);
  if (of !== undefined) add(of === 'totals' ? 'v.dims IS NULL' : 'v.dims IS NOT NULL');
  if (seenSince !== undefined) add('v.seen_at >= ?', seenSince);
  return connection
    .all<RevisionRow>(
      `SELECT r.connector, r.name AS resource, v.partition, v.bucket, v.measure, v.dims, v.before, v.after,
              v.seen_at AS seenAt
       FROM revisions v JOIN resources r ON r.id = v.resource${whereOf(conditions)}
       ORDER BY v.seen_at DESC, v.bucket DESC, v.resource, v.dims IS NOT NULL, v.id LIMIT ? OFFSET ?`,
      [...values, limit, offset],
    )
    .map((record) => toRevision(record, catalog));
}

function toRevision({ dims, ...record }: RevisionRow, catalog: Catalog): Revision {
  const revision = withPartition(record);
  if (dims === null) return revision;
  // What this very store wrote: a list in the order of the columns, or a number.
  const read = JSON.parse(dims) as readonly (string | null)[] | number;
  if (typeof read === 'number') return { ...revision, moreRows: read };
  const columns = catalog.find(record.connector, record.resource)?.dimensions.values() ?? [];
  const dimensions = [...columns].map(({ name, position }) => [name, read[position] ?? null]);
  return { ...revision, dimensions: Object.fromEntries(dimensions) };
}

/** Newest first. */
export function readQuarantine(connection: Connection, options: LogOptions): readonly QuarantineEntry[] {
  const { conditions, values } = ofResource(options);
  const records = connection.all<Partitioned<QuarantineEntry>>(
    `SELECT r.connector, r.name AS resource,
            CASE WHEN r.partition IS NULL THEN NULL ELSE q.partition END AS partition, q.bucket, q.reason, q.raw, q.seen_at AS seenAt
     FROM quarantine q JOIN resources r ON r.id = q.resource${whereOf(conditions)}
     ORDER BY q.seen_at DESC, q.bucket DESC, q.resource, q.partition, q.position LIMIT ? OFFSET ?`,
    [...values, options.limit, options.offset ?? 0],
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

export function readQuarantinedBuckets(
  connection: Connection,
  tables: ResourceTables | undefined,
): readonly UnixSeconds[] {
  if (tables === undefined) return [];
  return connection
    .all<{ bucket: UnixSeconds }>(
      'SELECT DISTINCT bucket FROM quarantine WHERE resource = ? ORDER BY bucket',
      [tables.id],
    )
    .map(({ bucket }) => bucket);
}

function ofResource({ connector, resource }: Pick<LogOptions, 'connector' | 'resource'>): {
  conditions: string[];
  values: SqlValue[];
} {
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
  return { conditions, values };
}

function whereOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}
