import { randomUUID } from 'node:crypto';
import {
  bucketStart,
  type Clock,
  ConfigError,
  type Connector,
  DAY,
  type FetchEvent,
  type ResourceSpec,
  toUnixSeconds,
  type UnixSeconds,
  type Window,
} from '@shipstats/core';
import {
  type Lease,
  NAMES_RESOURCE,
  type ResourceRun,
  type Run,
  type RunStatus,
  type Store,
} from '@shipstats/store';
import { isGoneProcess } from './holder.ts';
import { createProgressReporter, type OnProgress } from './progress-reporter.ts';
import { quarantinedWindows } from './quarantined-windows.ts';
import { boundHistory } from './resource-history.ts';
import { createResourceLog, type ResourceLog } from './resource-log.ts';
import { closeDeadRuns, continuedSince, postponement } from './run-history.ts';
import { acquireSyncLease, type Every, every, type SyncLease, syncLeaseName } from './sync-lease.ts';
import { noteIds, syncNames } from './sync-names.ts';
import { prepareResource } from './sync-resource.ts';
import type { SyncResourceInput } from './sync-resource-input.ts';
import { type ResourceWork, syncResources } from './sync-resources.ts';

const LEASE_SECONDS = 60;
/** Said of what had numbers. */
const NOTHING_AT_ALL =
  'The source shows no numbers at all, though some are stored: does the key belong to another organization or project? ' +
  'What is stored is kept.';

export interface SyncOptions {
  readonly store: Store;
  readonly connector: Connector;
  /** The connector's name in the user's configuration. */
  readonly name: string;
  readonly trigger: Run['trigger'];
  readonly clock: Clock;
  /** Stops the run: what is committed stays, and the next run goes on. */
  readonly signal: AbortSignal;
  /** Who syncs, for people, and for others to see that it died: `thisProcess()`. Made unique for each run. */
  readonly holder: string;
  /** Called at each step, at most ten times a second. */
  readonly onProgress?: OnProgress;
  /** The resources to sync; all by default. */
  readonly only?: readonly string[];
  /**
   * More history is wanted than the connector's: everything from here on. It is remembered, so that the next sync goes
   * on where this one was interrupted.
   */
  readonly since?: UnixSeconds;
  /** What of every resource is read again whatever is stored of it: to verify it. */
  readonly reread?: readonly Window[];
  /** Whether the buckets are read again that hold rows which could not be read, however old they are. */
  readonly retryQuarantined?: boolean;
  /** How many days the user keeps: older ones are not fetched, only to be deleted again. */
  readonly maxAgeDays?: number;
  /** For how long the lease lasts without renewal. Default 60. */
  readonly leaseSeconds?: number;
  /** The timer that renews the lease; a real one by default. */
  readonly every?: Every;
  /** Whether the holder of a lease has died; by default `isGoneProcess`. */
  readonly isGone?: (holder: string) => boolean;
}

/** What came of a sync: a run with its status, or another one that is at work already. */
export type SyncResult =
  | { readonly kind: 'finished'; readonly run: Run }
  | {
      readonly kind: 'busy';
      /** Who is at work. */
      readonly lease: Lease | null;
      /** The run that is at work, with `startedAt`; null where it has not begun to log. */
      readonly run: Run | null;
    };

/**
 * Syncs one connector once: one resource after the other, one commit for each page, and a run in the log; then, where
 * they are due, the names of ids, which fail no run.
 *
 * Across processes only one run at a time works on a connector. A resource that fails does not stop or spoil the
 * others: its error stands in the run. The run's status is `succeeded` only if every resource succeeded, `partial`
 * if some did, `failed` if none did, and `interrupted` if it was stopped. Killed at any moment, the next run finds
 * whole buckets and goes on.
 *
 * @throws ConfigError where `only` names a resource that the connector does not have
 * @throws StoreError where the run log cannot be written
 * @throws what a bug threw, after the run was recorded as failed
 * @example
 * ```ts
 * const result = await syncConnector({
 *   store, connector, name: 'openai', trigger: 'manual', clock: () => new Date(),
 *   signal: AbortSignal.timeout(600_000), holder: thisProcess(),
 * });
 * if (result.kind === 'finished') console.log(result.run.status);
 * ```
 */
export async function syncConnector(options: SyncOptions): Promise<SyncResult> {
  const { store, name, clock } = options;
  const resources = chooseResources(options);
  const seconds = options.leaseSeconds ?? LEASE_SECONDS;
  const leaseBefore = await store.lease(syncLeaseName(name));
  const lease = await acquireSyncLease({
    store,
    name: syncLeaseName(name),
    holder: `${options.holder} (${randomUUID().slice(0, 8)})`,
    seconds,
    clock,
    every: options.every ?? every,
    isGone: options.isGone ?? isGoneProcess,
  });
  if (lease === null) {
    const [latest] = await store.runs({ connector: name, limit: 1 });
    return {
      kind: 'busy',
      lease: await store.lease(syncLeaseName(name)),
      run: latest?.status === 'running' ? latest : null,
    };
  }
  try {
    const aliveAt = leaseBefore === null ? null : leaseBefore.expiresAt - seconds;
    return { kind: 'finished', run: await runUnderLease(options, resources, lease, aliveAt) };
  } finally {
    await lease.release();
  }
}

function chooseResources({ connector, only, name }: SyncOptions): readonly ResourceSpec[] {
  if (only === undefined) return connector.resources;
  const known = connector.resources.map((resource) => resource.name);
  const problems = only
    .filter((wanted) => !known.includes(wanted))
    .map((wanted) => ({
      path: name,
      message: `has no resource ${JSON.stringify(wanted)}.`,
      hint: `It has ${known.join(', ')}.`,
    }));
  if (problems.length > 0) throw new ConfigError(problems);
  return connector.resources.filter((resource) => only.includes(resource.name));
}

async function runUnderLease(
  options: SyncOptions,
  resources: readonly ResourceSpec[],
  lease: SyncLease,
  /** The last sign of life of the holder before. */
  aliveAt: UnixSeconds | null,
): Promise<Run> {
  const { store, connector, name, trigger, clock } = options;
  const now = () => toUnixSeconds(clock());
  await store.declare(name, connector.resources);
  for (const { name: resource } of options.since === undefined ? [] : resources) {
    await store.setHistoryStart(name, resource, options.since ?? now());
  }
  const previous = await closeDeadRuns(store, name, Math.min(aliveAt ?? 0, now()));
  const readSince = continuedSince(previous, now());

  const startedAt = now();
  const id = await store.startRun(name, trigger, startedAt);
  const logs = resources.map((resource) => createResourceLog(resource));
  const runNow = (status: RunStatus, finishedAt: UnixSeconds | null): Run => ({
    id,
    connector: name,
    trigger,
    startedAt,
    finishedAt,
    status,
    resources: [...logs.map((log) => log.snapshot()), ...(names === null ? [] : [names])],
  });
  const reporter = createProgressReporter({
    clock,
    onProgress: options.onProgress,
    run: () => runNow('running', null),
  });
  const signal = AbortSignal.any([options.signal, lease.lost]);
  const historyDays = Math.min(connector.historyDays, options.maxAgeDays ?? connector.historyDays);
  const quarantined = options.retryQuarantined
    ? await quarantinedWindows(store, name, connector.resources)
    : undefined;
  // A key of another organization sees nothing, and no error. What has shown something by now, or last time, is right.
  const hadRows = previous[0]?.resources.some(({ rows }) => rows > 0) ?? false;
  // Whatever becomes of the run: what may be stored of names is the user's word.
  await store.deleteNames(name, connector.nameKinds ?? []);
  const noting = noteIds(store, connector);
  let names: ResourceRun | null = null;

  const inputOf = async (log: ResourceLog, resource: ResourceSpec): Promise<SyncResourceInput> => ({
    store: noting.store,
    connector,
    name,
    resource,
    ...boundHistory(resource, {
      historyDays,
      historyStart: await wantedSince(options, resource.name, now()),
    }),
    reread: [...(options.reread ?? []), ...(quarantined?.get(resource.name) ?? [])],
    readSince,
    lease,
    clock,
    signal,
    log,
    isDoubtful: (rows) => rows === 0 && !hadRows && logs.every(({ snapshot }) => snapshot().rows === 0),
    onEvent: (event: FetchEvent) => {
      log.event(event);
      reporter.event(resource.name, event);
    },
    onWindow: async () => {
      await store.updateRun(id, runNow('running', null).resources);
      reporter.step(resource.name);
    },
  });
  const work: ResourceWork[] = [];
  for (const [index, resource] of resources.entries()) {
    const log = logs[index];
    if (log === undefined) continue;
    const postponed = trigger !== 'manual' ? postponement(previous[0], resource.name, now()) : null;
    if (postponed !== null) log.postpone(postponed);
    else work.push({ log, prepare: async () => prepareResource(await inputOf(log, resource)) });
  }
  const synced = await syncResources(work, {
    clock,
    signal,
    concurrency: connector.concurrency ?? 1,
    onEnd: async (log) => {
      await store.updateRun(id, runNow('running', null).resources);
      reporter.step(log.resource);
    },
  });

  if (logs.every(({ snapshot }) => snapshot().rows === 0)) {
    for (const log of logs) if (log.vanished > 0) log.distrust(NOTHING_AT_ALL);
  }
  const bugs = [...synced.bugs];
  // A source that gave nothing is not asked for names either.
  if (!synced.isInterrupted && overallStatus(logs) !== 'failed') {
    try {
      const { ids } = noting;
      const onEvent = (event: FetchEvent) => reporter.event(NAMES_RESOURCE, event);
      names = await syncNames({ store, connector, name, trigger, lease, clock, signal, ids, onEvent });
    } catch (error) {
      // Everything else of the run is done and stays so.
      if (!signal.aborted) bugs.push(error);
    }
  }
  if (synced.isInterrupted) for (const log of logs) log.interrupt();
  const run = runNow(synced.isInterrupted ? 'interrupted' : overallStatus(logs), now());
  await store.finishRun(id, run.status, run.resources, run.finishedAt ?? now());
  reporter.end(run);
  if (bugs.length > 0) throw bugs[0];
  return run;
}

/** From when on numbers of a resource are wanted: what is only kept to be deleted is not asked for. */
async function wantedSince(
  { store, name, maxAgeDays }: SyncOptions,
  resource: string,
  now: UnixSeconds,
): Promise<UnixSeconds | null> {
  const start = await store.historyStart(name, resource);
  if (start === null || maxAgeDays === undefined) return start;
  return Math.max(start, bucketStart(now, 'day') - (Math.max(1, Math.floor(maxAgeDays)) - 1) * DAY);
}

function overallStatus(logs: readonly ResourceLog[]): RunStatus {
  const statuses = logs.map((log) => log.snapshot().status);
  if (statuses.every((status) => status === 'succeeded')) return 'succeeded';
  return statuses.every((status) => status === 'failed') ? 'failed' : 'partial';
}
