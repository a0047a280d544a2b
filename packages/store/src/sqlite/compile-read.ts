import { DAY, namedPartitions, type ReadRequest } from '@shipstats/core';
import { compileFilter, filterFields, type SqlPart } from './compile-filter.ts';
import type { DimensionColumn, MeasureColumns, ResourceTables } from './resource-tables.ts';
import { rollupBit } from './rollup.ts';

/** Where the numbers of an answer are taken from: the less, the faster; what they add up to is the same. */
export type ReadSource =
  | { readonly kind: 'totals' }
  | { readonly kind: 'rollup'; readonly dimension: DimensionColumn; readonly bit: number }
  | { readonly kind: 'samples' }
  /** Totals or rows of the partitions that the filter names; null where it names none: all of them. */
  | {
      readonly kind: 'partition totals' | 'partition samples';
      readonly partitions: readonly string[] | null;
    };

export interface CompiledRead extends SqlPart {
  readonly source: ReadSource;
  /** Columns of a result row: the bucket, a column for each dimension, then those of the measure. */
  readonly measure: MeasureColumns | undefined;
}

/**
 * Writes the SQL of a read. Identifiers are the catalog's own; what the request brings is bound.
 *
 * A dimension or measure that was never declared is one that no row carries: NULL.
 */
export function compileRead(tables: ResourceTables, request: ReadRequest): CompiledRead {
  const measure = tables.measures.get(request.measure);
  const source = chooseSource(tables, request);
  const sums = measure?.columns ?? ['NULL'];
  const rows = compileSource(tables, request, source, sums);
  const groups = request.by.map((_, index) => `g${index}`);
  const keys = request.bucketed ? ['bucket', ...groups] : groups;
  const columns = [
    request.bucketed ? 'bucket' : 'NULL',
    ...groups,
    ...sums.map((_, index) => `sum(v${index})`),
  ];
  const grouping =
    keys.length > 0
      ? ` GROUP BY ${keys.join(', ')} ORDER BY ${keys.join(', ')}`
      : // One group over everything has a row even where there is nothing.
        ' HAVING count(*) > 0';
  if (isUngrouped(tables, request, source)) {
    const own = ['bucket', ...groups, ...sums.map((_, index) => `v${index}`)];
    return { sql: `SELECT ${own.join(', ')} FROM (${rows.sql})`, values: rows.values, source, measure };
  }
  return {
    sql: `SELECT ${columns.join(', ')} FROM (${rows.sql})${grouping}`,
    values: rows.values,
    source,
    measure,
  };
}

/** Whether every row that is read is a row of the answer: the days of one partition, or of each by itself. */
function isUngrouped(tables: ResourceTables, request: ReadRequest, source: ReadSource): boolean {
  if (source.kind !== 'partition totals' || !request.bucketed) return false;
  const isOne = source.partitions !== null && new Set(source.partitions).size === 1;
  return isOne || request.by.some((name) => name === tables.partition);
}

/** Counts the sample rows that a read goes through, from the buckets alone. */
export function compileCost(tables: ResourceTables, request: ReadRequest): SqlPart | undefined {
  const source = chooseSource(tables, request);
  if (source.kind === 'totals') return undefined;
  if (source.kind === 'partition totals') return partitionTotalsCost(tables, request, source.partitions);
  if (source.kind === 'partition samples') {
    const found = selectPartitions(tables, source.partitions);
    return {
      sql: `SELECT coalesce(sum(b.rows), 0) AS rows FROM partitions p CROSS JOIN ${tables.buckets} b ON b.partition = p.id
            WHERE ${found.sql} AND b.bucket >= ? AND b.bucket < ?`,
      values: [...found.values, request.window.start, request.window.end],
    };
  }
  const rolled = source.kind === 'rollup' ? source.bit : 0;
  return {
    sql: `SELECT coalesce(sum(rows), 0) AS rows FROM ${tables.buckets}
          WHERE bucket >= ? AND bucket < ? AND rolled & ? = 0`,
    values: [request.window.start, request.window.end, rolled],
  };
}

/** A day of a partition is one short row, which takes a quarter of what a sample with its dimensions takes. */
const TOTALS_A_ROW = 4;

function partitionTotalsCost(
  tables: ResourceTables,
  { window }: ReadRequest,
  partitions: readonly string[] | null,
): SqlPart {
  const buckets = Math.max(0, window.end - window.start) / DAY / TOTALS_A_ROW;
  return partitions === null
    ? { sql: 'SELECT count(*) * ? AS rows FROM partitions WHERE resource = ?', values: [buckets, tables.id] }
    : { sql: 'SELECT ? AS rows', values: [buckets * partitions.length] };
}

function chooseSource(tables: ResourceTables, request: ReadRequest): ReadSource {
  const { partition } = tables;
  if (partition !== null) {
    const used = [...request.by, ...filterFields(request.filter)];
    const isTotals = used.every((name) => name === partition || !tables.dimensions.has(name));
    const partitions = namedPartitions(request.filter, partition);
    return { kind: isTotals ? 'partition totals' : 'partition samples', partitions };
  }
  if (request.by.length === 0 && request.filter.length === 0) return { kind: 'totals' };
  const used = new Set([...request.by, ...filterFields(request.filter)]);
  const known = [...used].flatMap((name) => tables.dimensions.get(name) ?? []);
  const [dimension] = known;
  const bit = dimension && rollupBit(dimension.position);
  return known.length === 1 && dimension && bit !== undefined
    ? { kind: 'rollup', dimension, bit }
    : { kind: 'samples' };
}

function compileSource(
  tables: ResourceTables,
  request: ReadRequest,
  source: ReadSource,
  sums: readonly string[],
): SqlPart {
  const { start, end } = request.window;
  switch (source.kind) {
    case 'totals':
      return {
        sql: `SELECT bucket, ${asValues(sums)} FROM ${tables.buckets} WHERE bucket >= ? AND bucket < ? AND rows > 0`,
        values: [start, end],
      };
    case 'samples':
      // CROSS JOIN keeps this order: the rows by time, and for each its dimensions.
      return selectRows(
        request,
        tables,
        sums,
        `${tables.samples} s CROSS JOIN ${tables.dimensionSets} d ON d.id = s.dims`,
        's.bucket >= ? AND s.bucket < ?',
        [start, end],
      );
    case 'rollup': {
      const rolled = selectRolled(request, tables, sums, source.dimension);
      const rest = selectRows(
        request,
        tables,
        sums,
        `${tables.buckets} b CROSS JOIN ${tables.samples} s ON s.bucket = b.bucket
         CROSS JOIN ${tables.dimensionSets} d ON d.id = s.dims`,
        'b.bucket >= ? AND b.bucket < ? AND b.rolled & ? = 0',
        [start, end, source.bit],
      );
      return { sql: `${rolled.sql} UNION ALL ${rest.sql}`, values: [...rolled.values, ...rest.values] };
    }
    case 'partition totals':
      return selectOfPartitions(request, tables, sums, {
        table: `${tables.buckets} s`,
        condition: 's.rows > 0',
        partitions: source.partitions,
        // The only dimension, or the only one that is asked for.
        columnOf: (name) => (name === tables.partition ? 'p.name' : 'NULL'),
      });
    case 'partition samples':
      return selectOfPartitions(request, tables, sums, {
        table: `${tables.samples} s`,
        dimensionSets: `${tables.dimensionSets} d`,
        condition: '1',
        partitions: source.partitions,
        columnOf: (name) => {
          if (name === tables.partition) return 'p.name';
          const dimension = tables.dimensions.get(name);
          return dimension ? `d.${dimension.column}` : 'NULL';
        },
      });
    default:
      return source satisfies never;
  }
}

/** Reads partition after partition: each one's years lie together. */
function selectOfPartitions(
  request: ReadRequest,
  tables: ResourceTables,
  sums: readonly string[],
  from: {
    readonly table: string;
    readonly dimensionSets?: string;
    readonly condition: string;
    readonly partitions: readonly string[] | null;
    readonly columnOf: (name: string) => string;
  },
): SqlPart {
  const found = selectPartitions(tables, from.partitions);
  const filter = compileFilter(request.filter, from.columnOf);
  const groups = request.by.map((name, index) => `${from.columnOf(name)} AS g${index}`);
  const columns = ['s.bucket AS bucket', ...groups, asValues(sums, 's.')];
  const joined = from.dimensionSets === undefined ? '' : ` CROSS JOIN ${from.dimensionSets} ON d.id = s.dims`;
  return {
    sql: `SELECT ${columns.join(', ')}
          FROM partitions p CROSS JOIN ${from.table} ON s.partition = p.id${joined}
          WHERE ${found.sql} AND s.bucket >= ? AND s.bucket < ? AND ${from.condition} AND ${filter.sql}`,
    values: [...found.values, request.window.start, request.window.end, ...filter.values],
  };
}

function selectPartitions(tables: ResourceTables, partitions: readonly string[] | null): SqlPart {
  return partitions === null
    ? { sql: 'p.resource = ?', values: [tables.id] }
    : {
        sql: 'p.resource = ? AND p.name IN (SELECT value FROM json_each(?))',
        values: [tables.id, JSON.stringify(partitions)],
      };
}

function selectRows(
  request: ReadRequest,
  tables: ResourceTables,
  sums: readonly string[],
  from: string,
  where: string,
  values: SqlPart['values'],
): SqlPart {
  const columnOf = (name: string) => {
    const dimension = tables.dimensions.get(name);
    return dimension ? `d.${dimension.column}` : 'NULL';
  };
  const filter = compileFilter(request.filter, columnOf);
  const groups = request.by.map((name, index) => `${columnOf(name)} AS g${index}`);
  const columns = ['s.bucket AS bucket', ...groups, asValues(sums, 's.')];
  return {
    sql: `SELECT ${columns.join(', ')} FROM ${from} WHERE ${where} AND ${filter.sql}`,
    values: [...values, ...filter.values],
  };
}

function selectRolled(
  request: ReadRequest,
  tables: ResourceTables,
  sums: readonly string[],
  dimension: DimensionColumn,
): SqlPart {
  const value = `CASE r.value WHEN '' THEN NULL ELSE substr(r.value, 2) END`;
  const columnOf = (name: string) => (name === dimension.name ? value : 'NULL');
  const filter = compileFilter(request.filter, columnOf);
  const groups = request.by.map((name, index) => `${columnOf(name)} AS g${index}`);
  const columns = ['r.bucket AS bucket', ...groups, asValues(sums, 'r.')];
  return {
    sql: `SELECT ${columns.join(', ')} FROM ${tables.rollup} r
          WHERE r.dimension = ? AND r.bucket >= ? AND r.bucket < ? AND ${filter.sql}`,
    values: [dimension.position, request.window.start, request.window.end, ...filter.values],
  };
}

function asValues(sums: readonly string[], prefix = ''): string {
  return sums.map((column, index) => `${column === 'NULL' ? '' : prefix}${column} AS v${index}`).join(', ');
}
