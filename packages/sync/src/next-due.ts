import type { UnixSeconds } from '@shipstats/core';
import type { ResourceRun, Run } from '@shipstats/store';

/** The first wait after a failure, and after finding another sync at work. */
export const FIRST_RETRY_SECONDS = 60;

export interface DueInput {
  readonly intervalSeconds: number;
  /** How many runs in a row failed, this one included. */
  readonly failures: number;
  readonly now: UnixSeconds;
  /** A number in [0, 1), for the jitter of ±10 %. */
  readonly random: () => number;
}

/** A run after which one does not wait for a whole interval. */
export function hasFailed(run: Run): boolean {
  return run.status === 'failed' || run.resources.some((resource) => resource.status === 'failed');
}

/**
 * Tells when a connector is due again.
 *
 * After a good run: an interval later. After failures: 1, 2, 4 … minutes later, at most an interval; not before the
 * source's `retryAt`, unless other resources want their turn. Rows in quarantine are no failure: asking again
 * sooner would not mend them.
 */
export function dueAfter(run: Run, input: DueInput): UnixSeconds {
  // A run that ended in the future was logged before the clock was turned back.
  const at = Math.min(run.finishedAt ?? run.startedAt, input.now);
  if (run.status === 'interrupted') return at + retryDelay({ ...input, failures: 1 });
  const regular = at + jittered(input.intervalSeconds, input.random);
  if (!hasFailed(run)) return regular;

  const backoff = at + retryDelay(input);
  const failed = run.resources.filter((resource) => resource.status === 'failed');
  if (failed.length === 0) return backoff;
  const soonest = Math.min(...failed.map((resource) => Math.max(backoff, retryAt(resource))));
  return failed.length < run.resources.length ? Math.min(soonest, regular) : soonest;
}

/** 1, 2, 4 … minutes, at most the interval; with jitter. */
export function retryDelay(input: Pick<DueInput, 'intervalSeconds' | 'failures' | 'random'>): number {
  const doubled = FIRST_RETRY_SECONDS * 2 ** Math.min(30, Math.max(0, input.failures - 1));
  return jittered(Math.min(input.intervalSeconds, doubled), input.random);
}

function jittered(seconds: number, random: () => number): number {
  return Math.max(1, Math.round(seconds * (0.9 + 0.2 * random())));
}

function retryAt(resource: ResourceRun): UnixSeconds {
  const text = resource.error?.retryAt;
  const milliseconds = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(milliseconds) ? 0 : Math.ceil(milliseconds / 1000);
}
