import type { Connection } from './connection.ts';

export interface DimensionColumn {
  readonly name: string;
  readonly position: number;
  /** Of the dimensions table. */
  readonly column: string;
}

export interface MeasureColumns {
  readonly name: string;
  readonly position: number;
  readonly type: 'integer' | 'decimal';
  /** One column for whole numbers, five for decimals (see `measure-value.ts`); the same in every table. */
  readonly columns: readonly string[];
  /** Where its first column stands among all number columns of the resource. */
  readonly offset: number;
}

/**
 * The tables of one resource. Every identifier is made of generated integers, never of names from outside.
 *
 * - `samples(bucket, dims, m0, …)`: the rows, clustered by time
 * - `dimensions(id, hash, uses, d0, …)`: each combination of values once, shared by all buckets
 * - `buckets(bucket, rows, …, m0, …)`: what is known of each bucket, with its totals
 * - `rollup(dimension, bucket, value, rows, m0, …)`: totals by one dimension, where that is much less than the rows
 */
export interface ResourceTables {
  readonly id: number;
  readonly connector: string;
  readonly name: string;
  readonly samples: string;
  readonly dimensionSets: string;
  readonly buckets: string;
  readonly rollup: string;
  readonly dimensions: ReadonlyMap<string, DimensionColumn>;
  readonly measures: ReadonlyMap<string, MeasureColumns>;
  /** All number columns, in order. */
  readonly columns: readonly string[];
}

export function resourceTables(
  resource: { readonly id: number; readonly connector: string; readonly name: string },
  dimensions: readonly { readonly name: string; readonly position: number }[],
  measures: readonly Pick<MeasureColumns, 'name' | 'position' | 'type'>[],
): ResourceTables {
  const { id, connector, name } = resource;
  const columns: string[] = [];
  const placed = measures.map((measure) => {
    const own = measureColumns(measure);
    const offset = columns.length;
    columns.push(...own);
    return [measure.name, { ...measure, columns: own, offset }] as const;
  });
  return {
    id,
    connector,
    name,
    samples: `samples_${id}`,
    dimensionSets: `dimensions_${id}`,
    buckets: `buckets_${id}`,
    rollup: `rollup_${id}`,
    dimensions: new Map(
      dimensions.map(({ name, position }) => [name, { name, position, column: `d${position}` }]),
    ),
    measures: new Map(placed),
    columns,
  };
}

export function createResourceTables(connection: Connection, tables: ResourceTables): void {
  connection.exec(`
    CREATE TABLE ${tables.dimensionSets} (
      id INTEGER PRIMARY KEY,
      hash INTEGER NOT NULL,
      -- In how many buckets it stands: the most frequent values first, and none that nobody has.
      uses INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX ${tables.dimensionSets}_by_hash ON ${tables.dimensionSets} (hash);
    CREATE TABLE ${tables.samples} (
      bucket INTEGER NOT NULL,
      dims INTEGER NOT NULL,
      PRIMARY KEY (bucket, dims)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ${tables.buckets} (
      bucket INTEGER PRIMARY KEY,
      rows INTEGER NOT NULL,
      samples INTEGER NOT NULL,
      synced_at INTEGER NOT NULL,
      identity TEXT NOT NULL,
      incomplete INTEGER NOT NULL,
      vanished_at INTEGER,
      -- A bit for each dimension (by position) that the rollup has for this bucket.
      rolled INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE ${tables.rollup} (
      dimension INTEGER NOT NULL,
      bucket INTEGER NOT NULL,
      -- Empty for none, else "=" and the value.
      value TEXT NOT NULL,
      rows INTEGER NOT NULL,
      PRIMARY KEY (dimension, bucket, value)
    ) STRICT, WITHOUT ROWID;
  `);
}

export function addDimensionColumn(
  connection: Connection,
  tables: ResourceTables,
  name: string,
  position: number,
): DimensionColumn {
  const column = `d${position}`;
  connection.exec(`ALTER TABLE ${tables.dimensionSets} ADD COLUMN ${column} TEXT`);
  return { name, position, column };
}

export function addMeasureColumns(
  connection: Connection,
  tables: ResourceTables,
  measure: Pick<MeasureColumns, 'name' | 'position' | 'type'>,
): void {
  for (const table of [tables.samples, tables.buckets, tables.rollup]) {
    for (const column of measureColumns(measure)) {
      connection.exec(`ALTER TABLE ${table} ADD COLUMN ${column} INTEGER`);
    }
  }
}

function measureColumns(measure: Pick<MeasureColumns, 'position' | 'type'>): readonly string[] {
  const { position, type } = measure;
  return type === 'integer'
    ? [`m${position}`]
    : ['a', 'b', 'c', 'd', 'e'].map((limb) => `m${position}${limb}`);
}
