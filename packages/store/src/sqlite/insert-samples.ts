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
  const many = insertSql(tables, atOnce);
  const bound: SqlValue[] = new Array<SqlValue>(atOnce * (width + 2)).fill(null);
  const bind = (position: number, row: { readonly id: number; readonly offset: number }) => {
    bound[position] = bucket;
    bound[position + 1] = row.id;
    for (let column = 0; column < width; column += 1) {
      bound[position + 2 + column] = values[row.offset + column] ?? null;
    }
  };
  const whole = order.length - (order.length % atOnce);
  for (const [index, row] of order.entries()) {
    const place = index % atOnce;
    bind(place * (width + 2), row);
    if (index < whole && place === atOnce - 1) connection.run(many, bound);
  }
  // The rest goes one by one: a statement for every possible remainder would not be used again.
  const one = insertSql(tables, 1);
  for (let place = 0; place < order.length - whole; place += 1) {
    connection.run(one, bound.slice(place * (width + 2), (place + 1) * (width + 2)));
  }
}

function insertSql(tables: ResourceTables, rows: number): string {
  const columns = ['bucket', 'dims', ...tables.columns];
  const row = `(${columns.map(() => '?').join(', ')})`;
  return `INSERT INTO ${tables.samples} (${columns.join(', ')}) VALUES ${new Array(rows).fill(row).join(', ')}`;
}
