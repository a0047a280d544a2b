import { bucketStart, type Clock, type ResourceSpec, toUnixSeconds } from '@shipstats/core';

/** What a resource needs in a run, known before its turn: a run tells its progress over all of its resources. */
export interface PreparedResource {
  readonly plannedBuckets: number;
  sync(): Promise<void>;
}

interface Preparation<Planned> {
  readonly plan: () => Promise<Planned>;
  readonly bucketsOf: (planned: Planned) => number;
  readonly sync: (planned: Planned) => Promise<void>;
}

/** Plans a resource now, and anew where its turn comes after the bucket that is current: a further one has begun then. */
export async function prepare<Planned>(
  { clock, resource }: { readonly clock: Clock; readonly resource: Pick<ResourceSpec, 'granularity'> },
  { plan, bucketsOf, sync }: Preparation<Planned>,
): Promise<PreparedResource> {
  const current = () => bucketStart(toUnixSeconds(clock()), resource.granularity);
  const planned = await plan();
  const plannedIn = current();
  return {
    plannedBuckets: bucketsOf(planned),
    sync: async () => sync(current() === plannedIn ? planned : await plan()),
  };
}
