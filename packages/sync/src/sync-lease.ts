import { type Clock, StoreError, toUnixSeconds } from '@shipstats/core';
import type { Lease, Store } from '@shipstats/store';

/** Runs an act again and again; returns what stops it. */
export type Every = (milliseconds: number, act: () => void) => () => void;

/** The real timer; it does not keep the process alive. */
export const every: Every = (milliseconds, act) => {
  const timer = setInterval(act, milliseconds);
  timer.unref();
  return () => clearInterval(timer);
};

/** The name of the lease under which a connector is synced. */
export function syncLeaseName(connector: string): string {
  return `sync:${connector}`;
}

export interface SyncLeaseOptions {
  readonly store: Store;
  readonly name: string;
  readonly holder: string;
  /** For how long it is held after each renewal. */
  readonly seconds: number;
  readonly clock: Clock;
  readonly every: Every;
  /** Whether a holder has died; see `isGoneProcess`. */
  readonly isGone: (holder: string) => boolean;
}

/** A lease that is kept alive while work goes on. */
export interface SyncLease {
  /** The lease as last renewed, to be handed to commits. */
  current(): Lease;
  /** Aborts as soon as it is known that another holder has the lease. */
  readonly lost: AbortSignal;
  /** Renews where the lease is about to run out; tells whether it is still held. */
  ensure(): Promise<boolean>;
  /** Asks the store now; tells whether it is still held. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

/**
 * Takes a lease and renews it by a timer, three times before it would expire; null where another holder has it.
 *
 * The lease of a holder that is gone is not waited for.
 */
export async function acquireSyncLease(options: SyncLeaseOptions): Promise<SyncLease | null> {
  const { store, name, holder, seconds, clock, isGone } = options;
  const acquire = () => store.acquireLease(name, holder, seconds, toUnixSeconds(clock()));
  let lease = await acquire();
  if (lease === null) {
    const other = await store.lease(name);
    if (other === null || !isGone(other.holder)) return null;
    await store.releaseLease(other);
    lease = await acquire();
  }
  return lease === null ? null : keepLease(lease, options);
}

function keepLease(first: Lease, { store, seconds, clock, every: repeat }: SyncLeaseOptions): SyncLease {
  const lost = new AbortController();
  const now = () => toUnixSeconds(clock());
  let lease = first;
  let renewing: Promise<boolean> | null = null;

  const renewOnce = async (): Promise<boolean> => {
    const renewed = await store.renewLease(lease, seconds, now());
    if (renewed === null) lost.abort();
    else lease = renewed;
    return renewed !== null;
  };
  const renew = async (): Promise<boolean> => {
    if (lost.signal.aborted) return false;
    // The timer and a commit may ask at once: one answer serves both.
    renewing ??= renewOnce().finally(() => {
      renewing = null;
    });
    return renewing;
  };
  const stop = repeat((seconds * 1000) / 3, () => {
    renew().catch((error: unknown) => {
      // A store that is locked for a moment: the next turn or the next commit tells. All else ends the work.
      if (!(error instanceof StoreError)) lost.abort(error);
    });
  });

  return {
    current: () => lease,
    lost: lost.signal,
    renew,
    async ensure() {
      if (lost.signal.aborted) return false;
      const left = lease.expiresAt - now();
      return left > seconds / 2 && left <= seconds ? true : renew();
    },
    async release() {
      stop();
      // Whatever went wrong with the last renewal: it is over.
      await renewing?.catch(() => undefined);
      if (lost.signal.aborted) return;
      await store.releaseLease(lease).catch((error: unknown) => {
        // A store that cannot be written to now: the lease runs out by itself.
        if (!(error instanceof StoreError)) throw error;
      });
    },
  };
}
