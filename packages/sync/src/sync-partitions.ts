import {
  type Clock,
  type Connector,
  ConnectorError,
  type FetchEvent,
  type PartitionSpec,
  type ResourceSpec,
} from '@shipstats/core';
import type { Store } from '@shipstats/store';
import { fetchPartitions, planFetch } from './fetch-partitions.ts';
import { Interrupted } from './fetch-turn.ts';

export interface SyncPartitionsOptions {
  readonly store: Store;
  readonly connector: Connector;
  /** The connector's name in the user's configuration. */
  readonly name: string;
  /** The resource's name. */
  readonly resource: string;
  readonly partitions: readonly PartitionSpec[];
  /** How many days of each to have, today included. */
  readonly historyDays: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: (event: FetchEvent) => void;
  /** There is none: nothing is written but commits, which are idempotent. */
  readonly lease?: null;
}

/** What came of reading partitions. */
export interface PartitionsResult {
  /** How many buckets were written of each; those that had all they need are not listed. */
  readonly committed: readonly { readonly partition: string; readonly buckets: number }[];
  /**
   * Those that could not be read, or not to their end. Days that the source has not counted yet are no failure.
   */
  readonly failed: readonly { readonly partition: string; readonly message: string }[];
  /** Why the source ended the reading before all was done; what it gave before is committed. */
  readonly error: ConnectorError | null;
}

/**
 * Reads single partitions on demand, in the process that needs them: what is missing of each, as a sync does, but
 * without a run in the log, without the connector's lease, and without making them partitions to keep up to date.
 *
 * @throws ConnectorError `aborted` when the signal aborts
 * @throws StoreError when the store refuses a commit
 * @example
 * ```ts
 * const { failed } = await syncPartitions({
 *   store, connector, name: 'npm', resource: 'downloads', partitions: [{ partition: 'hono', since: null }],
 *   historyDays: 540, clock: () => new Date(), signal: AbortSignal.timeout(10_000), onEvent: () => undefined,
 * });
 * ```
 */
export async function syncPartitions(options: SyncPartitionsOptions): Promise<PartitionsResult> {
  const { store, connector, name, partitions } = options;
  const resource = findResource(connector, name, options.resource);
  await store.declare(name, [resource]);
  const committed = new Map<string, number>();
  const failed = new Map<string, string>();
  const done = new Set<string>();
  let error: ConnectorError | null = null;
  try {
    const wanted = { ...options, resource, readSince: null };
    await fetchPartitions({
      ...wanted,
      plan: await planFetch(wanted),
      lease: null,
      onStep: (step) => {
        switch (step.kind) {
          case 'committed':
            committed.set(step.partition, (committed.get(step.partition) ?? 0) + step.summary.buckets);
            return;
          case 'failed':
            failed.set(step.partition, step.message);
            return;
          case 'absent':
            for (const partition of step.partitions) failed.set(partition, step.message);
            return;
          case 'finished':
            done.add(step.partition);
            return;
          case 'planned':
          case 'warning':
            return;
          default:
            step satisfies never;
        }
      },
    });
  } catch (thrown) {
    if (thrown instanceof Interrupted) {
      throw new ConnectorError(`${name}: reading was stopped.`, { code: 'aborted', cause: thrown });
    }
    if (!(thrown instanceof ConnectorError)) throw thrown;
    error = thrown;
    for (const { partition } of partitions) {
      if (!done.has(partition) && !failed.has(partition)) failed.set(partition, thrown.message);
    }
  }
  return {
    committed: [...committed].map(([partition, buckets]) => ({ partition, buckets })),
    failed: [...failed].map(([partition, message]) => ({ partition, message })),
    error,
  };
}

function findResource(connector: Connector, name: string, wanted: string): ResourceSpec {
  const resource = connector.resources.find((candidate) => candidate.name === wanted);
  if (resource?.partition !== undefined) return resource;
  const names = connector.resources
    .filter(({ partition }) => partition !== undefined)
    .map((each) => each.name);
  throw new ConnectorError(
    `${name}: no resource ${JSON.stringify(wanted)} with partitions; there are: ${names.join(', ') || 'none'}.`,
    { code: 'config' },
  );
}
