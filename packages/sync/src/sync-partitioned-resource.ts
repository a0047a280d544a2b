import { abortable } from '@shipstats/core';
import { fetchPartitions, type PartitionStep, planFetch } from './fetch-partitions.ts';
import { Interrupted, vanishedWarning } from './fetch-turn.ts';
import { type PreparedResource, prepare } from './prepared-resource.ts';
import type { SyncResourceInput } from './sync-resource-input.ts';

/** Progress is made durable at most this often: each commit is one already. */
const STEP_MS = 1_000;

/**
 * Finds out which partitions a connector keeps, remembers them, and plans what each needs.
 *
 * A partition that fails, or is left out of the answers, makes the run `partial` and does not stop the others.
 *
 * @throws what `prepareResource` throws
 */
export async function preparePartitionedResource(input: SyncResourceInput): Promise<PreparedResource> {
  const { store, connector, name, resource, signal } = input;
  if (!connector.partitions) throw new Error(`${resource.name}: the connector names no partitions`);
  const tracked = await store.partitions(name, resource.name);
  const partitions = await readPartitions(connector.partitions(resource.name, signal, tracked), signal);
  await store.trackPartitions(
    name,
    resource.name,
    partitions.map(({ partition }) => partition),
  );
  return prepare(input, {
    plan: () => planFetch({ ...input, partitions }),
    bucketsOf: ({ plannedBuckets }) => plannedBuckets,
    sync: (plan) => fetchPartitions({ ...input, partitions, plan, onStep: createStepLog(input) }),
  });
}

/** Writes down each step. */
function createStepLog(input: SyncResourceInput): (step: PartitionStep) => Promise<void> {
  const { log, clock, resource } = input;
  let told = clock().getTime();
  return async (step) => {
    switch (step.kind) {
      case 'planned':
        log.start(step.buckets);
        return input.onWindow();
      case 'committed':
        log.committed(step.summary);
        if (step.summary.vanished.length > 0)
          log.warn(`${step.partition}: ${vanishedWarning(step.summary.vanished, resource.granularity)}`);
        if (step.summary.quarantined > 0) {
          log.warn('Rows could not be read and are in quarantine: their days are marked incomplete.');
        }
        break;
      case 'failed':
        log.absent();
        log.warn(`${step.partition}: ${step.message}`);
        break;
      case 'absent':
        log.absent();
        log.warn(step.message);
        break;
      case 'warning':
        log.warn(step.message);
        break;
      case 'finished':
        break;
      default:
        step satisfies never;
    }
    if (Math.abs(clock().getTime() - told) < STEP_MS) return;
    told = clock().getTime();
    await input.onWindow();
  };
}

async function readPartitions<Partitions>(
  reading: Promise<Partitions>,
  signal: AbortSignal,
): Promise<Partitions> {
  try {
    return await abortable(reading, signal);
  } catch (error) {
    if (signal.aborted) throw new Interrupted('stopped', { cause: error });
    throw error;
  }
}
