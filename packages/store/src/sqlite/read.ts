import type { ReadRequest, ReadRow } from '@shipstats/core';
import type { Catalog } from './catalog.ts';
import { compileCost, compileRead } from './compile-read.ts';
import type { Connection } from './connection.ts';
import { readMeasure } from './measure-value.ts';

/** Answers a read in this thread. */
export function readSamples(
  connection: Connection,
  catalog: Catalog,
  request: ReadRequest,
): readonly ReadRow[] {
  const tables = catalog.find(request.connector, request.resource);
  if (!tables) return [];
  const { sql, values, measure } = compileRead(tables, request);
  const width = request.by.length;
  return connection.rows<(bigint | string | null)[]>(sql, values).map((row) => {
    const [bucket] = row;
    // The columns after the dimensions are sums of INTEGER columns of STRICT tables.
    const sums = row.slice(1 + width) as (bigint | null)[];
    return {
      bucket: bucket === null ? null : Number(bucket),
      dimensions: row.slice(1, 1 + width).map((value) => (value === null ? null : String(value))),
      value: measure ? readMeasure(sums, 0, measure.type) : null,
    };
  });
}

/** How many sample rows a read goes through: about half a millisecond a thousand. */
export function countRowsToRead(connection: Connection, catalog: Catalog, request: ReadRequest): number {
  const tables = catalog.find(request.connector, request.resource);
  const cost = tables && compileCost(tables, request);
  if (!cost) return 0;
  return connection.get<{ rows: number }>(cost.sql, cost.values)?.rows ?? 0;
}

/**
 * Other connections' commits, which `data_version` counts, and this one's own changes, which it does not:
 * https://www.sqlite.org/pragma.html#pragma_data_version
 */
export function readVersion(connection: Connection): string {
  const record = connection.get<{ others: number; own: number }>(
    'SELECT data_version AS others, total_changes() AS own FROM pragma_data_version',
  );
  if (!record) throw new Error('SQLite tells no data_version');
  return `${record.others}.${record.own}`;
}

/** The values of a dimension, those in most buckets first; equals in the order of their text, none last. */
export function readDimensionValues(
  connection: Connection,
  catalog: Catalog,
  connector: string,
  resource: string,
  dimension: string,
  options: { readonly limit?: number; readonly contains?: string },
): readonly (string | null)[] {
  const tables = catalog.find(connector, resource);
  const column = tables?.dimensions.get(dimension)?.column;
  if (!tables || !column) return [];
  const { limit, contains } = options;
  const matching = contains === undefined ? '' : `AND instr(lower(${column}), lower(?)) > 0`;
  return connection
    .all<{ value: string | null }>(
      `SELECT ${column} AS value FROM ${tables.dimensionSets} WHERE uses > 0 ${matching}
       GROUP BY ${column} ORDER BY sum(uses) DESC, ${column} IS NULL, ${column} LIMIT ?`,
      [...(contains === undefined ? [] : [contains]), limit ?? -1],
    )
    .map((row) => row.value);
}
