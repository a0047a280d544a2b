import { nextBucket, type ResourceSpec, type Window } from '@shipstats/core';
import type { Store } from '@shipstats/store';

/** The buckets of each resource that hold rows which could not be read, by the resource's name. */
export async function quarantinedWindows(
  store: Pick<Store, 'quarantine'>,
  connector: string,
  resources: readonly Pick<ResourceSpec, 'name' | 'granularity'>[],
): Promise<ReadonlyMap<string, readonly Window[]>> {
  const entries = await store.quarantine({ connector, limit: Number.MAX_SAFE_INTEGER });
  const startsOf = Map.groupBy(entries, ({ resource }) => resource);
  return new Map(
    resources.map(({ name, granularity }) => {
      const starts = new Set(startsOf.get(name)?.map(({ bucket }) => bucket));
      return [name, [...starts].map((start) => ({ start, end: nextBucket(start, granularity) }))];
    }),
  );
}
