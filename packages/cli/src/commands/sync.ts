import {
  bucketStart,
  ConfigError,
  type ConfiguredConnector,
  DAY,
  parseDayUtc,
  toDayUtc,
  toUnixSeconds,
  type UnixSeconds,
  withFiner,
} from '@shipstats/core';
import type { Run, Store } from '@shipstats/store';
import {
  applyRetention,
  type OnProgress,
  type SyncOptions,
  type SyncResult,
  syncConnector,
  thisProcess,
} from '@shipstats/sync';
import { colorsFor } from '../colors.ts';
import { EXIT } from '../exit-codes.ts';
import { keepHeapSmall } from '../keep-heap-small.ts';
import { describeKnown } from '../print-error.ts';
import { createProgressView } from '../progress-view.ts';
import { describeResources, describeRun } from '../run-words.ts';
import { chooseConnectors, type GlobalOptions, loadRuntime, type Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import type { SyncMessage } from '../sync-messages.ts';
import { UsageError } from '../usage-error.ts';

export interface SyncCommandOptions extends GlobalOptions {
  readonly json?: boolean;
  /** The UTC day from which on everything is wanted. */
  readonly since?: string;
  /** Started by `serve`: one connector, told of by messages to the parent. */
  readonly ipc?: boolean;
  readonly trigger?: string;
  /** Days with rows in quarantine are read again. */
  readonly retryQuarantined?: boolean;
}

/** Answers `shipstats sync [CONNECTOR…]`. */
export async function sync(
  names: readonly string[],
  options: SyncCommandOptions,
  session: Session,
): Promise<number> {
  const since = options.since === undefined ? undefined : readDay(options.since, '--since');
  const signal = session.stopSignal();
  if (options.ipc) return syncForParent(names, options, session, signal);
  const runtime = await loadRuntime(options, session);
  try {
    if (since !== undefined) refuseUnkept(since, runtime);
    const chosen = await withoutIdle(chooseConnectors(runtime.config, names), names, runtime);
    const missing = runtime.secrets.missing(chosen.map((connector) => connector.name));
    if (missing.length > 0) throw new ConfigError(missing);
    if (chosen.length === 0) session.stderr.write('No connector is enabled: nothing to sync.\n');
    const store = await runtime.openStore();
    try {
      const work = { runtime, store, options, session, signal };
      return exitCodeOf(
        await syncAll(chosen, since === undefined ? work : { ...work, wanted: { since } }),
        signal,
      );
    } finally {
      await store.close();
    }
  } finally {
    await runtime.close();
  }
}

/** Nobody asks npm for anything where nobody follows anything: unless it is named, the connector is left out then. */
async function withoutIdle(
  chosen: readonly ConfiguredConnector[],
  names: readonly string[],
  runtime: Runtime,
): Promise<readonly ConfiguredConnector[]> {
  if (names.length > 0 || !(await runtime.isNpmIdle())) return chosen;
  return chosen.filter(({ name }) => name !== runtime.npmConnector.name);
}

/** A day as an option names it. @throws UsageError */
export function readDay(text: string, option: string): UnixSeconds {
  const day = parseDayUtc(text);
  if (day !== undefined) return day;
  throw new UsageError(`${option} ${JSON.stringify(text)}: write a UTC day as 2024-01-31.`);
}

/** Nothing is fetched only to be deleted again. @throws UsageError */
function refuseUnkept(since: UnixSeconds, { config: { maxAgeDays }, clock }: Runtime): void {
  if (maxAgeDays === null) return;
  const oldest = bucketStart(toUnixSeconds(clock()), 'day') - (maxAgeDays - 1) * DAY;
  if (since >= oldest) return;
  throw new UsageError(
    `--since ${toDayUtc(since)}: retention.maxAge keeps ${maxAgeDays} days, from ${toDayUtc(oldest)} on. ` +
      'Make it longer in the configuration, or ask for less.',
  );
}

/** What a sync works with, for the commands that run one. */
export interface Work {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly options: Pick<SyncCommandOptions, 'json' | 'trigger'>;
  readonly session: Session;
  readonly signal: AbortSignal;
  /** What is asked for beside what is due. */
  readonly wanted?: Pick<SyncOptions, 'since' | 'reread' | 'retryQuarantined'>;
}

/** Syncs connectors one after the other, and tells of each. */
export async function syncAll(
  chosen: readonly ConfiguredConnector[],
  work: Work,
): Promise<readonly SyncResult[]> {
  const { options, session, signal } = work;
  const results: { readonly connector: string; readonly result: SyncResult }[] = [];
  for (const connector of chosen) {
    if (signal.aborted) break;
    const view = options.json ? undefined : createProgressView(connector.name, session, work.runtime.clock);
    try {
      const result = await syncOne(connector, work, view ? (progress) => view.update(progress) : undefined);
      view?.end();
      results.push({ connector: connector.name, result });
      if (!options.json) tell(connector.name, result, session);
    } finally {
      view?.end();
    }
  }
  if (options.json) {
    const runs = results.map(({ connector, result }) =>
      result.kind === 'finished' ? result.run : { connector, status: 'busy', lease: result.lease },
    );
    session.stdout.write(`${JSON.stringify({ runs }, null, 2)}\n`);
  }
  return results.map(({ result }) => result);
}

async function syncOne(
  configured: ConfiguredConnector,
  { runtime, store, options, signal, wanted = {} }: Work,
  onProgress: OnProgress | undefined,
): Promise<SyncResult> {
  const { maxAgeDays } = runtime.config;
  const connector = await runtime.createConnector(configured);
  const stopWatching = keepHeapSmall();
  try {
    const result = await syncConnector({
      store,
      connector,
      name: configured.name,
      trigger: readTrigger(options.trigger),
      clock: runtime.clock,
      signal,
      holder: thisProcess(),
      ...wanted,
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(maxAgeDays === null ? {} : { maxAgeDays }),
    });
    if (result.kind === 'finished') {
      await applyRetention({
        store,
        connector: configured.name,
        maxAgeDays,
        // Also what is not read any more.
        resources: withFiner(configured.definition.resources),
        now: toUnixSeconds(runtime.clock()),
      });
    }
    return result;
  } finally {
    stopWatching();
  }
}

function readTrigger(text: string | undefined): Run['trigger'] {
  return text === 'schedule' || text === 'start' ? text : 'manual';
}

function tell(name: string, result: SyncResult, { stdout, stderr, env }: Session): void {
  const colors = colorsFor(stdout, env);
  if (result.kind === 'busy') {
    const { lease } = result;
    const who = lease === null ? 'another process' : lease.holder;
    stderr.write(`${name}: is being synced by ${who}; nothing was done. Try again when it has ended.\n`);
    return;
  }
  const lines = describeResources(result.run.resources, colors);
  stdout.write(`${[...lines, describeRun(result.run)].join('\n')}\n`);
}

/** What a process tells its caller of the syncs that it ran. */
export function exitCodeOf(results: readonly SyncResult[], signal: AbortSignal): number {
  const statuses = results.map((result) => (result.kind === 'busy' ? 'busy' : result.run.status));
  if (signal.aborted || statuses.includes('interrupted')) return EXIT.interrupted;
  if (statuses.some((status) => status === 'failed' || status === 'partial')) return EXIT.failed;
  return statuses.includes('busy') ? EXIT.busy : EXIT.ok;
}

/** Syncs one connector for `serve`: a missing secret becomes a failed run, so that pages tell of it. */
async function syncForParent(
  names: readonly string[],
  options: SyncCommandOptions,
  session: Session,
  signal: AbortSignal,
): Promise<number> {
  const send = (message: SyncMessage) => session.send?.(message);
  try {
    const runtime = await loadRuntime(options, session);
    const [configured] = chooseConnectors(runtime.config, names);
    if (configured === undefined) throw new ConfigError([{ path: '', message: 'name a connector.' }]);
    const store = await runtime.openStore();
    try {
      const wanted = { retryQuarantined: options.retryQuarantined === true };
      const work = { runtime, store, options, session, signal, wanted };
      const result = await syncOne(configured, work, (progress) => send({ kind: 'progress', progress }));
      send({ kind: 'result', result });
      return exitCodeOf([result], signal);
    } finally {
      await store.close();
      await runtime.close();
    }
  } catch (error) {
    const known = describeKnown(error);
    if (known === undefined) throw error;
    send({ kind: 'error', message: known });
    return EXIT.failed;
  }
}
