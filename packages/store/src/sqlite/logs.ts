import type { QuarantineCount, QuarantineEntry, Revision } from '../store.ts';
import type { Connection, SqlValue } from './connection.ts';

interface LogOptions {
  readonly connector?: string;
  readonly resource?: string;
  readonly limit: number;
}

/** Newest first. */
export function readRevisions(connection: Connection, options: LogOptions): readonly Revision[] {
  const { where, values } = ofResource(options);
  return connection.all<Revision>(
    `SELECT r.connector, r.name AS resource, v.bucket, v.measure, v.before, v.after, v.seen_at AS seenAt
     FROM revisions v JOIN resources r ON r.id = v.resource${where}
     ORDER BY v.id DESC LIMIT ?`,
    [...values, options.limit],
  );
}

/** Newest first. */
export function readQuarantine(connection: Connection, options: LogOptions): readonly QuarantineEntry[] {
  const { where, values } = ofResource(options);
  return connection.all<QuarantineEntry>(
    `SELECT r.connector, r.name AS resource, q.bucket, q.reason, q.raw, q.seen_at AS seenAt
     FROM quarantine q JOIN resources r ON r.id = q.resource${where}
     ORDER BY q.seen_at DESC, q.bucket DESC, q.resource, q.position LIMIT ?`,
    [...values, options.limit],
  );
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
