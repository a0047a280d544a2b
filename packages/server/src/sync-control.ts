import type { ResourceSpec, UnixSeconds } from '@shipstats/core';
import type { Run } from '@shipstats/store';
import type { TriggerOptions } from '@shipstats/sync';

/** How one configured source stands: what its syncs did, do and will do. */
export interface SourceState {
  /** The connector's name in the configuration. */
  readonly name: string;
  /** For people: the display name. */
  readonly title: string;
  readonly connectorId: string;
  readonly enabled: boolean;
  /** The sync that is at work now, as far as it has come; null if none is. */
  readonly running: Run | null;
  /** The last sync that ended; null before the first. */
  readonly lastRun: Run | null;
  /** When the schedule starts the next one; null where nothing is scheduled. */
  readonly nextAt: UnixSeconds | null;
  readonly syncIntervalSeconds: number;
  /** The resources that the source's options chose. */
  readonly resources: readonly ResourceSpec[];
}

/** One moment of a sync, for live pages. */
export interface SyncEvent {
  readonly source: string;
  /** The run as it is at this moment; its `finishedAt` is set in the last event. */
  readonly run: Run;
  /** What it waits for or warns about, in words; null between. */
  readonly message: string | null;
}

/** What pages and API need of the part that syncs; the command line gives the real one. */
export interface SyncControl {
  sources(): Promise<readonly SourceState[]>;
  /** Starts a sync; `started` is false where one is at work already. The promise does not wait for its end. */
  trigger(name: string, options?: TriggerOptions): Promise<{ readonly started: boolean }>;
  /** Tells of every moment of every sync until the returned function is called. */
  subscribe(listener: (event: SyncEvent) => void): () => void;
}
