import { bucketStart, type Clock, type ResourceSpec, toUnixSeconds } from '@shipstats/core';

/** What a resource needs in a run, known before its turn: a run tells its progress over all of its resources. */
export interface PreparedResource {
  readonly plannedBuckets: number;
  /** Reads it. Planned anew where its turn comes after the bucket that was current. */
  sync(): Promise<void>;
}

/** Makes what tells whether a plan made now misses a bucket, because a further one has begun. */
export function isPlanOver(input: {
  readonly clock: Clock;
  readonly resource: Pick<ResourceSpec, 'granularity'>;
}): () => boolean {
  const current = () => bucketStart(toUnixSeconds(input.clock()), input.resource.granularity);
  const planned = current();
  return () => current() !== planned;
}
