import {
  abortable,
  ConnectorError,
  type SourceGranularity,
  StoreError,
  type UnixSeconds,
} from '@shipstats/core';
import { nameBuckets } from './name-buckets.ts';
import type { SyncLease } from './sync-lease.ts';

/** The run is to stop: nothing went wrong with the source. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Waits for what a source says next. @throws Interrupted when the signal aborts */
export async function nextTurn<Answer>(
  answers: AsyncIterator<Answer>,
  signal: AbortSignal,
): Promise<IteratorResult<Answer>> {
  if (signal.aborted) throw new Interrupted('stopped');
  try {
    return await abortable(answers.next(), signal);
  } catch (error) {
    if (signal.aborted && isAbort(error, signal)) throw new Interrupted('stopped');
    throw error;
  }
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  // An aborted request fails in many ways, none of which says anything about the source.
  return (
    error === signal.reason ||
    error instanceof ConnectorError ||
    (error instanceof Error && error.name === 'AbortError')
  );
}

/** Ends the connector's own clean-up. Not waited for when stopping: it may hang in a request. */
export async function endTurns(answers: AsyncIterator<unknown>, signal: AbortSignal): Promise<void> {
  const ended = answers.return?.();
  if (signal.aborted) ended?.catch(() => undefined);
  else await ended;
}

/** A commit that is refused because the lease is gone is no fault of the data. */
export async function commitOrInterrupt<T>(lease: SyncLease, commit: () => Promise<T>): Promise<T> {
  try {
    return await commit();
  } catch (error) {
    // Where the store cannot even tell, the commit's own error says more.
    const isHeld = !(error instanceof StoreError) || (await lease.renew().catch(() => true));
    if (isHeld) throw error;
    throw new Interrupted('another process took over', { cause: error });
  }
}

/** Of buckets with numbers that are said to be empty. */
export function vanishedWarning(starts: readonly UnixSeconds[], granularity: SourceGranularity): string {
  return `${nameBuckets(starts, granularity)}: the source now says that there is nothing. What was there is kept until it says so again.`;
}
