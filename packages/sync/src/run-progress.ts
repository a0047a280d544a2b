import type { UnixSeconds } from '@shipstats/core';
import type { ResourceRun, Run } from '@shipstats/store';

/** A guess from less than this of a run would be far off. */
const LEAST_ELAPSED_SECONDS = 3;

/**
 * How much of a run's plan is settled, from 0 to 1: read, or of a resource that has ended, however it did. Zero while it
 * plans.
 */
export function runProgress({ resources, finishedAt }: Pick<Run, 'resources' | 'finishedAt'>): number {
  if (finishedAt !== null) return 1;
  const planned = sum(resources, ({ planned }) => planned);
  return planned === 0 ? 0 : (planned - sum(resources, bucketsLeft)) / planned;
}

/**
 * About how long a run will go on, from how fast it has read so far; null where that cannot be told yet, or any more.
 */
export function secondsLeft(
  { resources, startedAt, finishedAt }: Pick<Run, 'resources' | 'startedAt' | 'finishedAt'>,
  now: UnixSeconds,
): number | null {
  const elapsed = now - startedAt;
  const read = sum(resources, ({ buckets, planned }) => Math.min(buckets, planned));
  if (finishedAt !== null || read === 0 || elapsed < LEAST_ELAPSED_SECONDS) return null;
  return Math.ceil((sum(resources, bucketsLeft) * elapsed) / read);
}

/** `43 %, about 2 min left`, of a run at work. */
export function progressWords(run: Run, now: UnixSeconds): string {
  const percent = `${Math.floor(runProgress(run) * 100)} %`;
  const left = secondsLeft(run, now);
  return left === null
    ? percent
    : `${percent}, about ${left < 90 ? `${left} s` : `${Math.round(left / 60)} min`} left`;
}

function bucketsLeft({ status, planned, buckets }: ResourceRun): number {
  return status === 'pending' || status === 'running' ? Math.max(0, planned - buckets) : 0;
}

function sum(resources: readonly ResourceRun[], amount: (resource: ResourceRun) => number): number {
  return resources.reduce((total, resource) => total + amount(resource), 0);
}
