import {
  type Clock,
  type ConfiguredConnector,
  type Connector,
  type FetchEvent,
  toUnixSeconds,
} from '@shipstats/core';
import type { SourceState, SyncControl, SyncEvent } from '@shipstats/server';
import type { Run, Store } from '@shipstats/store';
import {
  createScheduler,
  lastRun,
  type SyncProgress,
  type SyncResult,
  type TriggerOptions,
} from '@shipstats/sync';
import { formatSeconds } from './run-words.ts';

export interface SyncControlOptions {
  readonly connectors: readonly {
    readonly configured: ConfiguredConnector;
    readonly connector: Connector;
  }[];
  readonly store: Store;
  readonly clock: Clock;
  readonly random: () => number;
  /** Syncs one connector; `runSyncProcess` in earnest. */
  readonly run: (
    name: string,
    trigger: Run['trigger'],
    signal: AbortSignal,
    onProgress: (progress: SyncProgress) => void,
    options: TriggerOptions,
  ) => Promise<SyncResult>;
  /** Told of every run that ended, and of what went wrong without one. */
  readonly onEnd: (name: string, outcome: Run | Error) => void;
}

/** The syncing side of a server: a schedule, and what pages ask of it. */
export interface ScheduledSync extends SyncControl {
  start(): void;
  stop(): Promise<void>;
}

/** Runs the schedule of a server, and answers its pages about it. */
export function createSyncControl(options: SyncControlOptions): ScheduledSync {
  const { connectors, store, clock, random, onEnd } = options;
  const listeners = new Set<(event: SyncEvent) => void>();
  const current = new Map<string, Run>();
  const now = () => toUnixSeconds(clock());

  const tell = (source: string, run: Run, message: string | null) => {
    for (const listener of listeners) listener({ source, run, message });
  };
  const scheduler = createScheduler({
    connectors: connectors
      .filter(({ configured }) => configured.enabled)
      .map(({ configured: { name, syncIntervalSeconds } }) => ({ name, syncIntervalSeconds })),
    clock,
    random,
    lastRun: (name) => lastRun(store, name, now()),
    onError: (name, error) => onEnd(name, error instanceof Error ? error : new Error(String(error))),
    run: async (name, trigger, signal, wanted) => {
      try {
        const onProgress = ({ run, event }: SyncProgress) => {
          if (run.finishedAt === null) current.set(name, run);
          tell(name, run, eventWords(event));
        };
        const result = await options.run(name, trigger, signal, onProgress, wanted);
        if (result.kind === 'finished') onEnd(name, result.run);
        return result;
      } finally {
        current.delete(name);
      }
    },
  });

  const stateOf = async ({
    configured,
    connector,
  }: SyncControlOptions['connectors'][number]): Promise<SourceState> => {
    const { name, displayName, definition, enabled, syncIntervalSeconds } = configured;
    const [last, runs] = await Promise.all([
      lastRun(store, name, now()),
      store.runs({ connector: name, limit: 20 }),
    ]);
    const elsewhere = last?.status === 'running' ? last : null;
    return {
      name,
      title: displayName,
      connectorId: definition.id,
      enabled,
      running: current.get(name) ?? elsewhere,
      lastRun: last?.finishedAt === null ? (runs.find((run) => run.finishedAt !== null) ?? null) : last,
      nextAt: enabled ? scheduler.next(name) : null,
      syncIntervalSeconds,
      resources: connector.resources,
    };
  };

  return {
    start: () => scheduler.start(),
    stop: () => scheduler.stop(),
    sources: () => Promise.all(connectors.map(stateOf)),
    async trigger(name, wanted) {
      // The server has looked whether there is such a source and it is enabled.
      if (scheduler.isRunning(name)) return { started: false };
      const last = await lastRun(store, name, now());
      if (last?.status === 'running') return { started: false };
      scheduler
        .trigger(name, wanted)
        .catch((error: unknown) => onEnd(name, error instanceof Error ? error : new Error(String(error))));
      return { started: true };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function eventWords(event: FetchEvent | null): string | null {
  switch (event?.kind) {
    case undefined:
    case 'request':
      return null;
    case 'wait':
      return `waiting ${formatSeconds(event.waitMs)}: ${event.reason}`;
    case 'warning':
      return event.message;
    default:
      return event satisfies never;
  }
}
