import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createOpenAIConnector, type OpenAILimits, openAIOptions } from '@shipstats/connector-openai';
import { type Simulator, type SimulatorOptions, startSimulator } from '@shipstats/connector-openai/simulator';
import { bucketStarts, type Connector, type ResourceSpec, Secret, type Window } from '@shipstats/core';
import { openSqliteStore, type Run, type Store } from '@shipstats/store';
import { syncConnector } from '@shipstats/sync';
import { expect } from 'vitest';
import { historyWindow, storedTable, trueTable } from './stored-table.ts';

/** The connector's name in the store. */
export const NAME = 'openai';

export interface OpenAIWorldOptions {
  /** How the simulator is started. */
  readonly simulator?: SimulatorOptions;
  /** Options of the connector, as in the user's file, but for the key and the address. */
  readonly connector?: Readonly<Record<string, unknown>>;
  readonly limits?: OpenAILimits;
  /** The key that the connector uses; the simulator's admin key by default. */
  readonly key?: string;
  /** Stands between the connector and the simulator. */
  readonly fetch?: typeof fetch;
}

export interface SyncWish {
  readonly connector?: Connector;
  readonly store?: Store;
  readonly signal?: AbortSignal;
  readonly only?: readonly string[];
  readonly reread?: readonly Window[];
  readonly trigger?: Run['trigger'];
}

/** Simulator, connector, sync and a store in a folder of its own, all by the simulator's clock. */
export interface OpenAIWorld extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly store: Store;
  /** The store's file. */
  readonly file: string;
  readonly connector: Connector;
  /** Milliseconds that the connector waited between attempts, in order; each took no time but the clock's. */
  readonly waits: readonly number[];
  /** Another connector, of these options and key where they are given: as a new process has one. */
  connect(options?: Readonly<Record<string, unknown>>, key?: string): Connector;
  sync(wish?: SyncWish): Promise<Run>;
  /** The days that are to be stored now; of a resource, where it may have fewer. */
  history(resource?: ResourceSpec): Window;
}

/** Starts a world. Its clock stands still but for waits, which move it. */
export async function createOpenAIWorld(options: OpenAIWorldOptions = {}): Promise<OpenAIWorld> {
  const folder = mkdtempSync(path.join(tmpdir(), 'shipstats-openai-'));
  const file = path.join(folder, 'shipstats.db');
  const simulator = await startSimulator({ seed: 42, now: '2026-08-21T10:00:00Z', ...options.simulator });
  const store = await openSqliteStore({ file });
  const waits: number[] = [];
  const clock = () => simulator.now();

  const connect = (own: Readonly<Record<string, unknown>> = {}, key = options.key): Connector =>
    createOpenAIConnector(
      openAIOptions.parse({
        adminApiKey: new Secret('OPENAI_ADMIN_API_KEY'),
        baseUrl: simulator.url,
        // Usage and costs are what is counted; a test that is about names asks for them.
        names: 'none',
        ...options.connector,
        ...own,
      }),
      {
        clock,
        fetch: options.fetch ?? fetch,
        random: () => 0.5,
        env: {},
        resolveSecret: () => key ?? simulator.adminKey,
        sleep: async (milliseconds) => {
          waits.push(milliseconds);
          simulator.advance(milliseconds);
        },
      },
      options.limits,
    );
  const connector = connect();

  return {
    simulator,
    store,
    file,
    connector,
    waits,
    connect,
    async sync({ signal = new AbortController().signal, trigger = 'manual', ...wish } = {}) {
      const result = await syncConnector({
        store,
        connector,
        name: NAME,
        trigger,
        clock,
        signal,
        holder: 'a test',
        every: () => () => undefined,
        // Whoever held the lease is dead: tests kill and go on in one process.
        isGone: () => true,
        ...wish,
      });
      if (result.kind !== 'finished') throw new Error('another sync is at work');
      return result.run;
    },
    history: (resource) =>
      historyWindow(
        simulator.now(),
        Math.min(connector.historyDays, resource?.maxHistoryDays ?? Number.POSITIVE_INFINITY),
      ),
    async [Symbol.asyncDispose]() {
      await store.close();
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface TruthCheck {
  readonly store?: Store;
  readonly connector?: Connector;
  /** Default: the history of the connector. */
  readonly window?: Window;
  /** Default: all of the connector's. */
  readonly resources?: readonly ResourceSpec[];
  /** Whether every row of every day must have been readable. Default true. */
  readonly isWhole?: boolean;
}

/** Expects that every day is known whole, and that every row and number is what the simulator says now. */
export async function expectTruth(world: OpenAIWorld, check: TruthCheck = {}): Promise<void> {
  const { store = world.store, connector = world.connector } = check;
  expect(await store.verify()).toEqual([]);
  for (const resource of check.resources ?? connector.resources) {
    const window = check.window ?? world.history(resource);
    const buckets = await store.storedBuckets(NAME, resource.name, window);
    expect([resource.name, buckets.map((bucket) => bucket.start)]).toEqual([
      resource.name,
      bucketsUpTo(world.simulator.now(), window, resource),
    ]);
    const doubtful = buckets.filter((bucket) => bucket.incomplete || bucket.vanished);
    if (check.isWhole !== false) expect([resource.name, doubtful]).toEqual([resource.name, []]);
    const stored = await storedTable(store, { connector: NAME, resource, window });
    expect({ [resource.name]: stored }).toEqual({
      [resource.name]: trueTable(world.simulator, { connector, resource, window }),
    });
  }
}

/** Every warning of a run. */
export function warningsOf(run: Run): string[] {
  return run.resources.flatMap((resource) => resource.warnings);
}

/** Those that have begun. */
function bucketsUpTo(now: Date, window: Window, { granularity }: ResourceSpec): number[] {
  return bucketStarts(window, granularity).filter((start) => start <= now.getTime() / 1000);
}
