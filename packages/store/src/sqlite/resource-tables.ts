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
 *
 * Of a partitioned resource, `samples` and `buckets` begin with the partition's id and are clustered by it, so that
 * its years lie together; there is no rollup. Where the partition is the only dimension, a bucket's totals are its
 * one row, and `samples` stays empty.
 */
export interface ResourceTables {
  readonly id: number;
  readonly connector: string;
  readonly name: string;
  /** The dimension that the resource is partitioned by; null where it is not. */
  readonly partition: string | null;
  /** Whether the totals of a bucket are its only row, which is then not kept in `samples`. */
  readonly isInline: boolean;
  /** What names a bucket in `samples` and `buckets`. */
  readonly key: readonly string[];
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
  resource: {
    readonly id: number;
    readonly connector: string;
    readonly name: string;
    readonly partition: string | null;
  },
  dimensions: readonly { readonly name: string; readonly position: number }[],
  measures: readonly Pick<MeasureColumns, 'name' | 'position' | 'type'>[],
): ResourceTables {
  const { id, connector, name, partition } = resource;
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
    partition,
    isInline: partition !== null && dimensions.length === 1,
    key: partition === null ? ['bucket'] : ['partition', 'bucket'],
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
  `);
  connection.exec(tables.partition === null ? wholeTables(tables) : partitionedTables(tables));
}

function wholeTables(tables: ResourceTables): string {
  return `
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
  `;
}

function partitionedTables(tables: ResourceTables): string {
  return `
    CREATE TABLE ${tables.samples} (
      partition INTEGER NOT NULL,
      bucket INTEGER NOT NULL,
      dims INTEGER NOT NULL,
      PRIMARY KEY (partition, bucket, dims)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE ${tables.buckets} (
      partition INTEGER NOT NULL,
      bucket INTEGER NOT NULL,
      rows INTEGER NOT NULL,
      samples INTEGER NOT NULL,
      synced_at INTEGER NOT NULL,
      -- An id of \`identities\`.
      identity INTEGER NOT NULL,
      incomplete INTEGER NOT NULL,
      vanished_at INTEGER,
      PRIMARY KEY (partition, bucket)
    ) STRICT, WITHOUT ROWID;
  `;
}

/** Makes rows of the totals of a resource that had only the partition as its dimension, before it gets another one. */
export function copyTotalsToSamples(connection: Connection, tables: ResourceTables): void {
  const [dimension] = tables.dimensions.values();
  if (!dimension) throw new Error(`${tables.name}: a partitioned resource without a dimension`);
  const columns = tables.columns.join(', ');
  const totals = tables.columns.map((column) => `b.${column}`).join(', ');
  connection.run(
    `INSERT INTO ${tables.samples} (partition, bucket, dims, ${columns})
     SELECT b.partition, b.bucket, d.id, ${totals}
     FROM partitions p
     JOIN ${tables.dimensionSets} d ON d.${dimension.column} = p.name
     JOIN ${tables.buckets} b ON b.partition = p.id
     WHERE p.resource = ? AND b.rows > 0`,
    [tables.id],
  );
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
  const totals = tables.partition === null ? [tables.buckets, tables.rollup] : [tables.buckets];
  for (const table of [tables.samples, ...totals]) {
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
