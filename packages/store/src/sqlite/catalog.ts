import { type ResourceSpec, StoreError } from '@shipstats/core';
import type { Connection } from './connection.ts';
import {
  addDimensionColumn,
  addMeasureColumns,
  copyTotalsToSamples,
  createResourceTables,
  type DimensionColumn,
  type MeasureColumns,
  type ResourceTables,
  resourceTables,
} from './resource-tables.ts';

/** Which tables and columns hold what; other processes may add to it at any time. */
export interface Catalog {
  find(connector: string, resource: string): ResourceTables | undefined;
  all(): readonly ResourceTables[];
  /** Adds the tables and columns that are missing. */
  declare(connector: string, spec: ResourceSpec): void;
}

interface ResourceRecord {
  readonly id: number;
  readonly connector: string;
  readonly name: string;
  readonly partition: string | null;
}

interface ColumnRecord {
  readonly resource: number;
  readonly kind: 'dimension' | 'measure';
  readonly position: number;
  readonly name: string;
  readonly type: 'text' | 'integer' | 'decimal';
}

export function createCatalog(connection: Connection): Catalog {
  let loadedVersion: number | undefined;
  let byKey = new Map<string, ResourceTables>();

  /** Every change of the catalog comes with a new table or column, which SQLite counts. */
  const refresh = (): Map<string, ResourceTables> => {
    const version = connection.get<{ schema_version: number }>('PRAGMA schema_version')?.schema_version;
    if (version !== loadedVersion) {
      byKey = load(connection);
      loadedVersion = version;
    }
    return byKey;
  };
  const find = (connector: string, resource: string) => refresh().get(catalogKey(connector, resource));

  return {
    find,
    all: () => [...refresh().values()],
    declare: (connector, spec) => {
      if (isComplete(find(connector, spec.name), connector, spec)) return;
      try {
        connection.write(() => {
          // Read again: another process may have added the same just before.
          loadedVersion = undefined;
          addMissing(connection, connector, spec, find(connector, spec.name));
        });
      } finally {
        loadedVersion = undefined;
      }
    },
  };
}

function catalogKey(connector: string, resource: string): string {
  return JSON.stringify([connector, resource]);
}

function load(connection: Connection): Map<string, ResourceTables> {
  const columns = connection.all<ColumnRecord>('SELECT * FROM columns ORDER BY resource, kind, position');
  const resources = connection.all<ResourceRecord>(
    'SELECT id, connector, name, partition FROM resources ORDER BY id',
  );
  return new Map(
    resources.map((record) => {
      const own = columns.filter((column) => column.resource === record.id);
      const dimensions = own.filter((column) => column.kind === 'dimension');
      const measures = own.filter((column) => column.kind === 'measure');
      return [
        catalogKey(record.connector, record.name),
        resourceTables(record, dimensions, measures.map(toMeasure)),
      ];
    }),
  );
}

function toMeasure(column: ColumnRecord): Pick<MeasureColumns, 'name' | 'position' | 'type'> {
  return {
    name: column.name,
    position: column.position,
    type: column.type === 'decimal' ? 'decimal' : 'integer',
  };
}

function isComplete(tables: ResourceTables | undefined, connector: string, spec: ResourceSpec): boolean {
  if (!tables) return false;
  if (tables.partition !== (spec.partition ?? null)) {
    throw new StoreError(
      `${connector}.${spec.name}: stored ${partitionText(tables.partition)} and now declared ${partitionText(spec.partition)}`,
    );
  }
  for (const measure of spec.measures) {
    const stored = tables.measures.get(measure.name);
    if (stored && stored.type !== measure.type) {
      throw new StoreError(
        `${connector}.${spec.name}: the measure ${measure.name} is stored as ${stored.type} and now declared as ${measure.type}`,
      );
    }
  }
  return (
    spec.dimensions.every((dimension) => tables.dimensions.has(dimension.name)) &&
    spec.measures.every((measure) => tables.measures.has(measure.name))
  );
}

function partitionText(partition: string | null | undefined): string {
  return partition === null || partition === undefined ? 'without a partition' : `by ${partition}`;
}

function addMissing(
  connection: Connection,
  connector: string,
  spec: ResourceSpec,
  known: ResourceTables | undefined,
): void {
  const tables = known ?? addResource(connection, connector, spec);
  const recordColumn = (kind: 'dimension' | 'measure', position: number, name: string, type: string) =>
    connection.run('INSERT INTO columns (resource, kind, position, name, type) VALUES (?, ?, ?, ?, ?)', [
      tables.id,
      kind,
      position,
      name,
      type,
    ]);
  const newDimensions: DimensionColumn[] = [];
  for (const { name } of spec.dimensions) {
    if (tables.dimensions.has(name) || newDimensions.some((dimension) => dimension.name === name)) continue;
    const position = tables.dimensions.size + newDimensions.length;
    // Until now a bucket's totals were its only row.
    if (tables.isInline && newDimensions.length === 0) copyTotalsToSamples(connection, tables);
    recordColumn('dimension', position, name, 'text');
    newDimensions.push(addDimensionColumn(connection, tables, name, position));
  }
  const newMeasures: string[] = [];
  for (const { name, type } of spec.measures) {
    if (tables.measures.has(name) || newMeasures.includes(name)) continue;
    const position = tables.measures.size + newMeasures.length;
    recordColumn('measure', position, name, type);
    addMeasureColumns(connection, tables, { name, position, type });
    newMeasures.push(name);
  }
}

function addResource(connection: Connection, connector: string, spec: ResourceSpec): ResourceTables {
  const { name } = spec;
  const partition = spec.partition ?? null;
  if (partition !== null && !spec.dimensions.some((dimension) => dimension.name === partition)) {
    throw new StoreError(`${connector}.${name}: the partition ${partition} is not among the dimensions`);
  }
  connection.run('INSERT INTO resources (connector, name, partition) VALUES (?, ?, ?)', [
    connector,
    name,
    partition,
  ]);
  const record = connection.get<ResourceRecord>(
    'SELECT id, connector, name, partition FROM resources WHERE connector = ? AND name = ?',
    [connector, name],
  );
  if (!record) throw new Error(`the resource ${connector}.${name} was not recorded`);
  const tables = resourceTables(record, [], []);
  createResourceTables(connection, tables);
  return tables;
}
