import type { UnixSeconds } from '@shipstats/core';
import type { SqlValue } from './connection.ts';
import type { ResourceTables } from './resource-tables.ts';

/** Where a bucket stands in `samples` and `buckets`: by its start, or by its partition and that. */
export interface BucketPlace {
  readonly bucket: UnixSeconds;
  /** The condition that finds its rows, with the values of its `?`. */
  readonly where: string;
  /** The values of the tables' key columns. */
  readonly values: readonly SqlValue[];
}

export function bucketPlace(
  tables: ResourceTables,
  partition: { readonly id: number } | null,
  bucket: UnixSeconds,
): BucketPlace {
  return {
    bucket,
    where: tables.key.map((column) => `${column} = ?`).join(' AND '),
    values: partition === null ? [bucket] : [partition.id, bucket],
  };
}
