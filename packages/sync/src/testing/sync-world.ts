import { DAY, type UnixSeconds } from '@shipstats/core';
import { openSqliteStore, type Run, type Store } from '@shipstats/store';
import { type SyncOptions, type SyncResult, syncConnector } from '../run-sync.ts';
import type { PartitionedSource } from './partitioned-source.ts';
import type { ScriptedSource } from './scripted-source.ts';

export const TODAY = Date.UTC(2026, 10, 22) / 1000;
/** Afternoon in UTC, tomorrow already in Auckland. */
export const NOON = TODAY + 15 * 3600;

/** A store and a clock that is moved by hand. */
export interface SyncWorld {
  readonly store: Store;
  now: UnixSeconds;
  sync(source: ScriptedSource | PartitionedSource, overrides?: Partial<SyncOptions>): Promise<SyncResult>;
  /** Syncs and expects a run, not another one at work. */
  run(source: ScriptedSource | PartitionedSource, overrides?: Partial<SyncOptions>): Promise<Run>;
  /** Syncs until the numbered request is sent, and dies there: nothing is cleaned up, the lease stays. */
  kill(source: ScriptedSource, number: number, overrides?: Partial<SyncOptions>): Promise<void>;
}

export async function createSyncWorld(file = ':memory:'): Promise<SyncWorld> {
  const store = await openSqliteStore({ file });
  const world: SyncWorld = {
    store,
    now: NOON,
    sync: (source, overrides = {}) =>
      syncConnector({
        store,
        connector: source.connector,
        name: 'test',
        trigger: 'manual',
        clock: () => new Date(world.now * 1000),
        signal: new AbortController().signal,
        holder: 'a test',
        every: () => () => undefined,
        ...overrides,
      }),
    async run(source, overrides) {
      const result = await world.sync(source, overrides);
      if (result.kind !== 'finished') throw new Error('another sync is at work');
      return result.run;
    },
    async kill(source, number, overrides) {
      const before = source.onRequest;
      const died = new Promise<void>((resolve) => {
        source.onRequest = (request) => {
          if (request.number < number) return before(request, new AbortController().signal);
          resolve();
          return new Promise(() => undefined);
        };
      });
      const ended = world.run(source, overrides).then(() => {
        throw new Error(`it ended before request ${number}`);
      });
      try {
        await Promise.race([died, ended]);
      } finally {
        source.onRequest = before;
      }
      // The lease of the dead runs out.
      world.now += 61;
    },
  };
  return world;
}

/** Everything that is stored of the resources from a moment on, but for the times of reading. */
export async function contentOf(
  store: Store,
  resources: readonly string[],
  from: UnixSeconds = 0,
): Promise<unknown> {
  const window = { start: from, end: TODAY + 1000 * DAY };
  const content: Record<string, unknown> = {};
  for (const resource of resources) {
    const buckets = await store.storedBuckets('test', resource, window);
    content[resource] = {
      buckets: buckets.map(({ syncedAt: _, ...bucket }) => bucket),
      progress: await store.progress('test', resource),
      rows: await store.read({
        connector: 'test',
        resource,
        measure: 'tokens',
        window,
        by: ['model'],
        filter: [],
        bucketed: true,
      }),
    };
  }
  return content;
}
