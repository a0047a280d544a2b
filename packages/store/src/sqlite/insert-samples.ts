import type { BucketPlace } from './bucket-place.ts';
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
  place: BucketPlace,
  order: readonly { readonly id: number; readonly offset: number }[],
  values: readonly (Integer | null)[],
): void {
  const width = tables.columns.length;
  /** Values before the numbers: the bucket's key, and the dimension set. */
  const head = place.values.length + 1;
  const atOnce = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(MAX_VALUES / (width + head))));
  const many = insertSql(tables, atOnce);
  const bound: SqlValue[] = new Array<SqlValue>(atOnce * (width + head)).fill(null);
  const bind = (position: number, row: { readonly id: number; readonly offset: number }) => {
    for (let column = 0; column < head - 1; column += 1)
      bound[position + column] = place.values[column] ?? null;
    bound[position + head - 1] = row.id;
    for (let column = 0; column < width; column += 1) {
      bound[position + head + column] = values[row.offset + column] ?? null;
    }
  };
  const whole = order.length - (order.length % atOnce);
  for (const [index, row] of order.entries()) {
    const at = index % atOnce;
    bind(at * (width + head), row);
    if (index < whole && at === atOnce - 1) connection.run(many, bound);
  }
  // The rest goes one by one: a statement for every possible remainder would not be used again.
  const one = insertSql(tables, 1);
  for (let at = 0; at < order.length - whole; at += 1) {
    connection.run(one, bound.slice(at * (width + head), (at + 1) * (width + head)));
  }
}

function insertSql(tables: ResourceTables, rows: number): string {
  const columns = [...tables.key, 'dims', ...tables.columns];
  const row = `(${columns.map(() => '?').join(', ')})`;
  return `INSERT INTO ${tables.samples} (${columns.join(', ')}) VALUES ${new Array(rows).fill(row).join(', ')}`;
}
