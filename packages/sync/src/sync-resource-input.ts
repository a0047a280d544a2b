import type { Clock, Connector, FetchEvent, ResourceSpec, UnixSeconds, Window } from '@shipstats/core';
import type { Store } from '@shipstats/store';
import type { ResourceLog } from './resource-log.ts';
import type { SyncLease } from './sync-lease.ts';

/** What the sync of one resource works with. */
export interface SyncResourceInput {
  readonly store: Store;
  readonly connector: Connector;
  readonly name: string;
  readonly resource: ResourceSpec;
  readonly historyDays: number;
  /** See `PlanInput`. */
  readonly historyStart: UnixSeconds | null;
  readonly reread: readonly Window[];
  /** See `PlanInput`. */
  readonly readSince: UnixSeconds | null;
  readonly lease: SyncLease;
  readonly clock: Clock;
  /** Aborts when the user stops the run or the lease is lost. */
  readonly signal: AbortSignal;
  readonly log: ResourceLog;
  readonly onEvent: (event: FetchEvent) => void;
  /** See `Commit`; asked of each page, by how many rows it has. */
  readonly isDoubtful: (rows: number) => boolean;
  /** Called where progress should be made durable and visible: after the plan, and after each window. */
  readonly onWindow: () => Promise<void>;
}
