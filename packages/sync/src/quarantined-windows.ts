import { nextBucket, type ResourceSpec, type Window } from '@shipstats/core';
import type { Store } from '@shipstats/store';

/** The buckets of each resource that hold rows which could not be read, by the resource's name. */
export async function quarantinedWindows(
  store: Pick<Store, 'quarantinedBuckets'>,
  connector: string,
  resources: readonly Pick<ResourceSpec, 'name' | 'granularity'>[],
): Promise<ReadonlyMap<string, readonly Window[]>> {
  const windows = new Map<string, readonly Window[]>();
  for (const { name, granularity } of resources) {
    const starts = await store.quarantinedBuckets(connector, name);
    windows.set(
      name,
      starts.map((start) => ({ start, end: nextBucket(start, granularity) })),
    );
  }
  return windows;
}
