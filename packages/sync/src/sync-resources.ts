import { type Clock, ConnectorError, StoreError } from '@shipstats/core';
import { Interrupted } from './fetch-turn.ts';
import type { PreparedResource } from './prepared-resource.ts';
import type { ResourceLog } from './resource-log.ts';

/** A resource that is to be read in a run. */
export interface ResourceWork {
  readonly log: ResourceLog;
  prepare(): Promise<PreparedResource>;
}

export interface SyncResourcesOptions {
  readonly clock: Clock;
  /** Aborts when the user stops the run or the lease is lost. */
  readonly signal: AbortSignal;
  /** How many are read at once. */
  readonly concurrency: number;
  /** Called when a resource has been read, or has failed. */
  readonly onEnd: (log: ResourceLog) => Promise<void>;
}

export interface SyncedResources {
  /** The run was stopped before its end. */
  readonly isInterrupted: boolean;
  /** What was thrown and is no failure of source or store. */
  readonly bugs: readonly unknown[];
}

/**
 * Reads resources. All are planned before anything is read, so that progress is told over the whole run. What goes wrong
 * with one is written into its log, and stops no other.
 */
export async function syncResources(
  work: readonly ResourceWork[],
  { clock, signal, concurrency, onEnd }: SyncResourcesOptions,
): Promise<SyncedResources> {
  const bugs: unknown[] = [];
  let isInterrupted = false;
  const attempt = async <T>(log: ResourceLog, act: () => Promise<T>): Promise<T | undefined> => {
    try {
      if (signal.aborted) throw new Interrupted('stopped');
      return await act();
    } catch (error) {
      if (error instanceof Interrupted) {
        isInterrupted = true;
        return undefined;
      }
      log.fail(error, clock());
      if (!(error instanceof ConnectorError || error instanceof StoreError)) bugs.push(error);
      return undefined;
    }
  };

  const prepared: [ResourceLog, PreparedResource][] = [];
  for (const { log, prepare } of work) {
    if (isInterrupted) break;
    const one = await attempt(log, prepare);
    if (one === undefined) continue;
    log.plan(one.plannedBuckets);
    prepared.push([log, one]);
  }
  const readOn = async () => {
    for (let next = prepared.shift(); next !== undefined && !isInterrupted; next = prepared.shift()) {
      const [log, one] = next;
      await attempt(log, () => one.sync());
      if (isInterrupted) return;
      log.end();
      await onEnd(log);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, readOn));
  return { isInterrupted, bugs };
}
