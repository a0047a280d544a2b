import { abortable } from './abortable.ts';
import { fetchPartitions, type PartitionStep } from './fetch-partitions.ts';
import { Interrupted, vanishedWarning } from './fetch-turn.ts';
import type { SyncResourceInput } from './sync-resource-input.ts';

/** Progress is made durable at most this often: each commit is one already. */
const STEP_MS = 1_000;

/**
 * Brings the partitions that a connector keeps up to date, and remembers which those are.
 *
 * A partition that fails, or is left out of the answers, makes the run `partial` and does not stop the others.
 *
 * @throws what `syncResource` throws
 */
export async function syncPartitionedResource(input: SyncResourceInput): Promise<void> {
  const { store, connector, name, resource, log, clock, signal } = input;
  if (!connector.partitions) throw new Error(`${resource.name}: the connector names no partitions`);
  const tracked = await store.partitions(name, resource.name);
  const partitions = await readPartitions(connector.partitions(resource.name, signal, tracked), signal);
  await store.trackPartitions(
    name,
    resource.name,
    partitions.map(({ partition }) => partition),
  );

  let told = clock().getTime();
  const onStep = async (step: PartitionStep) => {
    switch (step.kind) {
      case 'planned':
        log.start(step.buckets);
        return input.onWindow();
      case 'committed':
        log.committed(step.summary);
        for (const start of step.summary.vanished)
          log.warn(`${step.partition}: ${vanishedWarning(start, resource.granularity)}`);
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
  await fetchPartitions({ ...input, partitions, onStep });
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
