import type { UnixSeconds } from '@shipstats/core';
import type { Connection, SqlValue } from './connection.ts';
import type { Integer } from './measure-value.ts';
import type { ResourceTables } from './resource-tables.ts';

/** Rows a statement: 50 at once take 0.6 of the CPU of one at a time, more gain nothing. */
const ROWS_AT_ONCE = 50;
/** https://www.sqlite.org/limits.html#max_variable_number */
const MAX_VALUES = 32_000;

/** Writes rows in the order of the table's key, which appends to it. */
export function insertSamples(
  connection: Connection,
  tables: ResourceTables,
  bucket: UnixSeconds,
  order: readonly { readonly id: number; readonly offset: number }[],
  values: readonly (Integer | null)[],
): void {
  const width = tables.columns.length;
  const atOnce = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(MAX_VALUES / (width + 2))));
  for (let from = 0; from < order.length; from += atOnce) {
    const batch = order.slice(from, from + atOnce);
    const bound: SqlValue[] = [];
    for (const { id, offset } of batch) {
      bound.push(bucket, id);
      for (let column = 0; column < width; column += 1) bound.push(values[offset + column] ?? null);
    }
    // The rest goes one by one: a statement for every possible remainder would not be used again.
    if (batch.length === atOnce) connection.run(insertSql(tables, atOnce), bound);
    else {
      for (let row = 0; row < batch.length; row += 1) {
        connection.run(insertSql(tables, 1), bound.slice(row * (width + 2), (row + 1) * (width + 2)));
      }
    }
  }
}

function insertSql(tables: ResourceTables, rows: number): string {
  const columns = ['bucket', 'dims', ...tables.columns];
  const row = `(${columns.map(() => '?').join(', ')})`;
  return `INSERT INTO ${tables.samples} (${columns.join(', ')}) VALUES ${new Array(rows).fill(row).join(', ')}`;
}
