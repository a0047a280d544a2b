import type { UnixSeconds } from '@shipstats/core';
import type { ResourceRun, Run, Store } from '@shipstats/store';
import { isGoneProcess } from './holder.ts';
import { interruptedStatus } from './resource-log.ts';
import { syncLeaseName } from './sync-lease.ts';

/** How long what an interrupted run has read counts as read by the run that continues it. */
const CONTINUE_SECONDS = 900;

/**
 * The last run of a connector, with status `running` only while somebody holds the lease: a run whose process died
 * is told as `interrupted` before the next one closes it in the log.
 */
export async function lastRun(
  store: Store,
  connector: string,
  now: UnixSeconds,
  isGone: (holder: string) => boolean = isGoneProcess,
): Promise<Run | null> {
  const [run] = await store.runs({ connector, limit: 1 });
  if (run?.status !== 'running') return run ?? null;
  const lease = await store.lease(syncLeaseName(connector));
  if (lease !== null && lease.expiresAt > now && !isGone(lease.holder)) return run;
  return toInterrupted(run, Math.min(lease?.expiresAt ?? run.startedAt, now));
}

/**
 * Closes runs in the log whose process died, and returns the last runs, newest first. Only for the holder of the
 * lease: no other run is at work then.
 *
 * @param aliveAt the last sign of life: they ended then, not now, for what they read is no fresher than that
 */
export async function closeDeadRuns(
  store: Store,
  connector: string,
  aliveAt: UnixSeconds,
): Promise<readonly Run[]> {
  const closed: Run[] = [];
  for (const run of await store.runs({ connector, limit: 50 })) {
    if (run.status !== 'running') {
      closed.push(run);
      continue;
    }
    const endedAt = Math.max(aliveAt, run.startedAt);
    const dead = toInterrupted(run, endedAt);
    await store.finishRun(run.id, dead.status, dead.resources, endedAt);
    closed.push(dead);
  }
  return closed;
}

function toInterrupted(run: Run, finishedAt: UnixSeconds): Run {
  const resources = run.resources.map((resource) => ({
    ...resource,
    status: interruptedStatus(resource.status, resource.buckets),
  }));
  return { ...run, status: 'interrupted', finishedAt, resources };
}

/**
 * Since when what was read need not be read again: the start of the first of the interrupted runs that this one
 * continues, at most a quarter of an hour ago. So a restart does the remaining work and no more.
 */
export function continuedSince(previous: readonly Run[], now: UnixSeconds): UnixSeconds | null {
  let since: UnixSeconds | null = null;
  for (const run of previous) {
    if (run.status !== 'interrupted') break;
    since = run.startedAt;
  }
  return since === null ? null : Math.max(since, now - CONTINUE_SECONDS);
}

/** The error of the last run where the source said when it may be asked again, and that time has not come. */
export function postponement(
  last: Run | undefined,
  resource: string,
  now: UnixSeconds,
): NonNullable<ResourceRun['error']> | null {
  const error = last?.resources.find((candidate) => candidate.resource === resource)?.error ?? null;
  if (error?.retryAt === undefined) return null;
  return Date.parse(error.retryAt) / 1000 > now ? error : null;
}
