import { type FetchedBucket, type MeasureValue, type ResourceSpec, StoreError, toIso } from '@shipstats/core';
import { type ColumnSums, createColumnSums } from './column-sums.ts';
import type { DimensionSet, DimensionSets } from './dimension-sets.ts';
import { fitsInt64, type Integer, toInteger, writeMeasure } from './measure-value.ts';
import type { ResourceTables } from './resource-tables.ts';
import { type BucketRollup, createBucketRollup } from './rollup.ts';

/** The rows of one bucket as the tables hold them: one a dimension set, numbers in columns. */
export interface BucketRows {
  readonly size: number;
  /** Adds a row, to the one with equal dimensions if there is one. */
  add(dimensions: readonly (string | null)[], values: readonly MeasureValue[]): void;
  /** Puts a stored row in the place of whatever has its dimensions. */
  keep(id: number, set: DimensionSet, columns: readonly (Integer | null)[]): void;
  /** The dimension sets' ids, in order, each with where its numbers stand in `values`. */
  sorted(): readonly { readonly id: number; readonly offset: number }[];
  readonly values: readonly (Integer | null)[];
  /** Adds everything up, once all rows are there. */
  summarize(): { readonly totals: ColumnSums; readonly rollup: BucketRollup };
}

export interface BucketRowsOptions {
  readonly tables: ResourceTables;
  readonly spec: ResourceSpec;
  readonly sets: DimensionSets;
  readonly bucket: FetchedBucket['start'];
  /** The value that the partition's dimension must have; null where the resource has none. */
  readonly partition: string | null;
  /** Where the numbers are written; used again for the next bucket, since a big one is megabytes. */
  readonly scratch: (Integer | null)[];
}

export function createBucketRows(options: BucketRowsOptions): BucketRows {
  const { tables, spec, sets, bucket, partition, scratch } = options;
  const width = tables.columns.length;
  const toSet = dimensionOrder(tables, spec);
  const measures = spec.measures.map((measure) => {
    const stored = tables.measures.get(measure.name);
    if (!stored) throw new Error(`${tables.name}: no column for the measure ${measure.name}`);
    return stored;
  });
  const partitionIndex = spec.dimensions.findIndex((dimension) => dimension.name === tables.partition);
  const places = new Map<number, number>();
  const setOf = new Map<number, DimensionSet>();
  const values = scratch;

  const refuse = (problem: string): never => {
    throw new StoreError(
      `${tables.connector}.${tables.name}: a row of the bucket ${toIso(bucket)} cannot be stored: ${problem}`,
    );
  };

  const append = (id: number, set: DimensionSet): number => {
    const offset = places.size * width;
    for (let column = 0; column < width; column += 1) values[offset + column] = null;
    places.set(id, offset);
    setOf.set(id, set);
    return offset;
  };

  const write = (target: (Integer | null)[], offset: number, row: readonly MeasureValue[]) => {
    for (let index = 0; index < measures.length; index += 1) {
      const measure = measures[index];
      if (measure === undefined) continue;
      const problem = writeMeasure(target, offset + measure.offset, row[index] ?? null, measure.type);
      if (problem !== undefined) refuse(`${measure.name}: ${problem}`);
    }
  };

  return {
    get size() {
      return places.size;
    },
    values,
    add: (dimensions, row) => {
      if (dimensions.length !== spec.dimensions.length || row.length !== spec.measures.length) {
        refuse(
          `it has ${dimensions.length} dimensions and ${row.length} numbers, ` +
            `declared are ${spec.dimensions.length} and ${spec.measures.length}`,
        );
      }
      if (partition !== null && dimensions[partitionIndex] !== partition) {
        refuse(`its ${tables.partition} is ${dimensions[partitionIndex]}, the commit is of ${partition}`);
      }
      const set = toSet(dimensions);
      const id = sets.findOrAdd(set);
      const known = places.get(id);
      if (known === undefined) {
        write(values, append(id, set), row);
        return;
      }
      const more: (Integer | null)[] = new Array<Integer | null>(width).fill(null);
      write(more, 0, row);
      for (let column = 0; column < width; column += 1) {
        const sum = addIntegers(values[known + column] ?? null, more[column] ?? null);
        if (sum === undefined) refuse('it does not fit 64 bits when added to the row with equal dimensions');
        else values[known + column] = sum;
      }
    },
    keep: (id, set, columns) => {
      const offset = places.get(id) ?? append(id, set);
      for (let column = 0; column < width; column += 1) values[offset + column] = columns[column] ?? null;
    },
    sorted: () =>
      [...places].map(([id, offset]) => ({ id, offset })).sort((left, right) => left.id - right.id),
    summarize: () => {
      const totals = createColumnSums(width);
      const dimensions = tables.partition === null ? tables.dimensions.size : 0;
      const rollup = createBucketRollup(dimensions, width, places.size);
      for (const [id, offset] of places) {
        totals.add(values, offset);
        rollup.add(setOf.get(id) ?? [], values, offset);
      }
      return { totals, rollup };
    },
  };
}

/** Brings dimensions from the order of the spec to that of the columns. */
export function dimensionOrder(
  tables: ResourceTables,
  spec: ResourceSpec,
): (dimensions: readonly (string | null)[]) => DimensionSet {
  const positions = spec.dimensions.map((dimension) => tables.dimensions.get(dimension.name)?.position ?? -1);
  if (positions.every((position, index) => position === index)) return (dimensions) => dimensions;
  return (dimensions) => {
    const set = new Array<string | null>(tables.dimensions.size).fill(null);
    for (const [index, position] of positions.entries()) set[position] = dimensions[index] ?? null;
    return set;
  };
}

/** Undefined where the sum does not fit 64 bits. */
function addIntegers(left: Integer | null, right: Integer | null): Integer | null | undefined {
  if (left === null) return right;
  if (right === null) return left;
  const sum = BigInt(left) + BigInt(right);
  return fitsInt64(sum) ? toInteger(sum) : undefined;
}
