import { type ColumnSums, createColumnSums } from './column-sums.ts';
import type { Connection, SqlValue } from './connection.ts';
import type { DimensionSet } from './dimension-sets.ts';
import type { Integer } from './measure-value.ts';
import type { ResourceTables } from './resource-tables.ts';

/** Past so many values a dimension is read from the rows. */
const MAX_VALUES = 64;
/** A dimension is rolled up only where it has this many times fewer values than the bucket has rows. */
const MIN_SAVING = 8;
/** Bits of the mask that SQLite and JavaScript agree on without bigints. */
const MAX_DIMENSIONS = 31;

/** The totals of one bucket by each single dimension, as long as that is much less than its rows. */
export interface BucketRollup {
  add(set: DimensionSet, values: readonly (Integer | null)[], offset: number): void;
  /** Stores the totals and returns the mask of the dimensions that have them. */
  write(connection: Connection, tables: ResourceTables, bucket: number): number;
}

export function createBucketRollup(dimensions: number, width: number, rows: number): BucketRollup {
  const maxValues = Math.min(MAX_VALUES, Math.floor(rows / MIN_SAVING));
  const groups: (Map<string | null, ColumnSums> | undefined)[] = Array.from(
    { length: Math.min(dimensions, MAX_DIMENSIONS) },
    () => (maxValues > 0 ? new Map<string | null, ColumnSums>() : undefined),
  );

  return {
    add: (set, values, offset) => {
      for (let position = 0; position < groups.length; position += 1) {
        const byValue = groups[position];
        if (byValue === undefined) continue;
        const value = set[position] ?? null;
        let sums = byValue.get(value);
        if (sums === undefined) {
          if (byValue.size >= maxValues) {
            groups[position] = undefined;
            continue;
          }
          sums = createColumnSums(width);
          byValue.set(value, sums);
        }
        sums.add(values, offset);
      }
    },
    write: (connection, tables, bucket) => {
      const columns = ['dimension', 'bucket', 'value', 'rows', ...tables.columns];
      const sql = `INSERT INTO ${tables.rollup} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
      let mask = 0;
      for (const [position, byValue] of groups.entries()) {
        if (byValue === undefined) continue;
        mask |= 1 << position;
        for (const [value, sums] of byValue) {
          const row: SqlValue[] = [position, bucket, rollupValue(value), sums.rows, ...sums.totals()];
          connection.run(sql, row);
        }
      }
      return mask;
    },
  };
}

/** Deletes what a bucket has; the mask tells for which dimensions. */
export function deleteRollup(
  connection: Connection,
  tables: ResourceTables,
  bucket: number,
  mask: number,
): void {
  for (let position = 0; position < MAX_DIMENSIONS; position += 1) {
    if ((mask & (1 << position)) === 0) continue;
    connection.run(`DELETE FROM ${tables.rollup} WHERE dimension = ? AND bucket = ?`, [position, bucket]);
  }
}

/** The bit of a dimension; undefined for one that is never rolled up. */
export function rollupBit(position: number): number | undefined {
  return position < MAX_DIMENSIONS ? 1 << position : undefined;
}

/** A key column without ROWID cannot be NULL. */
function rollupValue(value: string | null): string {
  return value === null ? '' : `=${value}`;
}
