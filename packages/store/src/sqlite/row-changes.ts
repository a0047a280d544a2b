import { add, type Decimal, formatDecimal, type UnixSeconds } from '@shipstats/core';
import type { BucketPlace } from './bucket-place.ts';
import type { BucketRows } from './bucket-rows.ts';
import type { Connection } from './connection.ts';
import { type Integer, readMeasure } from './measure-value.ts';
import type { ResourceTables } from './resource-tables.ts';
import { insertRevision } from './revisions.ts';

/** A row that is not what it was; null where there was, or is, none. */
export interface RowChange {
  /** The dimension set. */
  readonly id: number;
  readonly before: readonly (Integer | null)[] | null;
  readonly after: readonly (Integer | null)[] | null;
}

/** Of one bucket at one reading, no more are listed one by one: the rest is told in sum. */
const MAX_LISTED = 200;

/** Sets the rows of an answer beside the stored ones. */
export function compareRows(
  connection: Connection,
  tables: ResourceTables,
  place: BucketPlace,
  rows: BucketRows,
): readonly RowChange[] {
  const width = tables.columns.length;
  const stored = connection.rows<(bigint | null)[]>(
    `SELECT dims, ${tables.columns.join(', ')} FROM ${tables.samples} WHERE ${place.where} ORDER BY dims`,
    place.values,
  );
  const now = rows.sorted();
  const changes: RowChange[] = [];
  const columnsAt = (offset: number) => rows.values.slice(offset, offset + width);
  let next = 0;
  for (const [dims, ...before] of stored) {
    const id = Number(dims);
    for (let row = now[next]; row !== undefined && row.id < id; row = now[next]) {
      changes.push({ id: row.id, before: null, after: columnsAt(row.offset) });
      next += 1;
    }
    const row = now[next];
    if (row?.id !== id) {
      changes.push({ id, before, after: null });
      continue;
    }
    next += 1;
    if (!isSame(before, rows.values, row.offset)) {
      changes.push({ id, before, after: columnsAt(row.offset) });
    }
  }
  for (const row of now.slice(next)) {
    changes.push({ id: row.id, before: null, after: columnsAt(row.offset) });
  }
  return changes;
}

function isSame(
  stored: readonly (bigint | null)[],
  values: readonly (Integer | null)[],
  offset: number,
): boolean {
  return stored.every((before, column) => {
    const after = values[offset + column] ?? null;
    // Numbers are safe integers here, which no other integer rounds to.
    return typeof after === 'number' && before !== null ? Number(before) === after : before === after;
  });
}

/**
 * Logs each number of each row that is another one; beyond the first ones, their sum for each measure.
 *
 * @returns whether there was any: a row may come or go that has no number
 */
export function writeRowRevisions(
  connection: Connection,
  tables: ResourceTables,
  changes: readonly RowChange[],
  at: { readonly bucket: UnixSeconds; readonly partition: string | null; readonly seenAt: UnixSeconds },
): boolean {
  const rest = new Map<string, { rows: number; before: Decimal | null; after: Decimal | null }>();
  let listed = 0;
  for (const { id, before, after } of changes) {
    let dims: string | undefined;
    for (const measure of tables.measures.values()) {
      const old = before === null ? null : readMeasure(before, measure.offset, measure.type);
      const now = after === null ? null : readMeasure(after, measure.offset, measure.type);
      if (textOf(old) === textOf(now)) continue;
      if (listed === MAX_LISTED) {
        const sums = rest.get(measure.name) ?? { rows: 0, before: null, after: null };
        rest.set(measure.name, {
          rows: sums.rows + 1,
          before: addKnown(sums.before, old),
          after: addKnown(sums.after, now),
        });
        continue;
      }
      listed += 1;
      dims ??= JSON.stringify(readSet(connection, tables, id));
      insertRevision(connection, tables, {
        ...at,
        measure: measure.name,
        before: textOf(old),
        after: textOf(now),
        dims,
      });
    }
  }
  for (const [measure, { rows, before, after }] of rest) {
    insertRevision(connection, tables, {
      ...at,
      measure,
      before: textOf(before),
      after: textOf(after),
      dims: String(rows),
    });
  }
  return listed > 0;
}

function readSet(connection: Connection, tables: ResourceTables, id: number): readonly (string | null)[] {
  const columns = [...tables.dimensions.values()].map(({ column }) => column).join(', ');
  const [set] = connection.rows<(string | null)[]>(
    `SELECT ${columns} FROM ${tables.dimensionSets} WHERE id = ?`,
    [id],
  );
  return set ?? [];
}

function textOf(value: Decimal | null): string | null {
  return value === null ? null : formatDecimal(value);
}

function addKnown(left: Decimal | null, right: Decimal | null): Decimal | null {
  if (left === null || right === null) return left ?? right;
  return add(left, right);
}
