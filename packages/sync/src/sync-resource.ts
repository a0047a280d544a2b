import {
  bucketStart,
  bucketWidth,
  ConfigError,
  ConnectorError,
  type ConnectorErrorCode,
  formatBucket,
  StoreError,
  toIso,
  toUnixSeconds,
  type UnixSeconds,
} from '@shipstats/core';
import type { Progress } from '@shipstats/store';
import { checkPage } from './check-page.ts';
import { commitOrInterrupt, endTurns, Interrupted, nextTurn, vanishedWarning } from './fetch-turn.ts';
import { nameBuckets } from './name-buckets.ts';
import { ALWAYS, type Plan, type PlannedWindow, planWindows } from './plan-windows.ts';
import { type PreparedResource, prepare } from './prepared-resource.ts';
import { preparePartitionedResource } from './sync-partitioned-resource.ts';
import type { SyncResourceInput } from './sync-resource-input.ts';

/** Failures that asking without the token would not mend: it is kept for the next run. */
const NOT_OF_TOKEN: ReadonlySet<ConnectorErrorCode> = new Set([
  'aborted',
  'unauthorized',
  'forbidden',
  'rate-limited',
  'quota-exceeded',
  'config',
]);

/**
 * Plans what one resource needs; to sync it then is to fetch each window and to commit each page as it comes.
 *
 * @throws Interrupted when the signal aborts or the lease is lost; what is committed stays
 * @throws ConnectorError when the source fails; what is committed stays, and the next run goes on
 * @throws StoreError when the store refuses a commit
 */
export async function prepareResource(input: SyncResourceInput): Promise<PreparedResource> {
  if (input.resource.partition !== undefined) return preparePartitionedResource(input);
  return prepare(input, {
    plan: () => planResource(input),
    bucketsOf: ({ plan }) => plan.plannedBuckets,
    sync: (planned) => fetchPlanned(input, planned),
  });
}

interface ResourcePlan {
  readonly plan: Plan;
  /** What it goes on with, as it is stored. */
  readonly progress: Progress | null;
}

async function planResource(input: SyncResourceInput): Promise<ResourcePlan> {
  const { store, connector, name, resource } = input;
  const progress = await store.progress(name, resource.name);
  const plan = planWindows({
    resource,
    historyDays: input.historyDays,
    historyStart: input.historyStart,
    reread: input.reread,
    now: toUnixSeconds(input.clock()),
    stored: await store.storedBuckets(name, resource.name, ALWAYS),
    identity: connector.queryIdentity(resource.name),
    progress,
    readSince: input.readSince,
  });
  return { plan, progress };
}

async function fetchPlanned(input: SyncResourceInput, { plan, progress }: ResourcePlan): Promise<void> {
  const { store, connector, name, resource, log } = input;
  const identity = connector.queryIdentity(resource.name);
  for (const warning of plan.warnings) log.warn(warning);
  log.start(plan.plannedBuckets);
  await input.onWindow();

  const resumed = plan.windows.some((planned) => planned.cursor !== null);
  if (progress !== null && !resumed) await store.clearProgress(name, resource.name);
  // Windows that are fetched before the interrupted one leave its token where it is.
  let kept: Progress | null = resumed ? progress : null;
  for (const planned of plan.windows) {
    if (planned.cursor !== null) kept = null;
    await fetchWindow({ ...input, identity, planned, kept });
    await input.onWindow();
  }
}

interface FetchWindowInput extends SyncResourceInput {
  readonly identity: string;
  readonly planned: PlannedWindow;
  /** The progress of another window, stored while this one has none of its own. */
  readonly kept: Progress | null;
}

/**
 * Reads a planned window; where an interrupted one cannot go on with its token, what is left of it without.
 *
 * Whatever a stored token does (the source forgot it, fails on it, the connector cannot read it and begins again) it
 * must not do so at each run for ever.
 */
async function fetchWindow(input: FetchWindowInput): Promise<void> {
  const { store, name, planned, log, resource } = input;
  if (planned.cursor === null) return fetchPages(input);
  const before = log.snapshot().buckets;
  try {
    return await fetchPages(input);
  } catch (error) {
    if (!mayBeOfToken(error) || log.snapshot().buckets > before) throw error;
    const start = planned.nextStart;
    await store.clearProgress(name, resource.name);
    log.warn(
      `The interrupted fetch could not go on where it stood: it starts anew at ${formatBucket(start, resource.granularity)}. ` +
        `(${resource.name}: ${error instanceof Error ? error.message : String(error)})`,
    );
    const window = { start, end: planned.window.end };
    return fetchPages({ ...input, planned: { window, nextStart: start, cursor: null } });
  }
}

function mayBeOfToken(error: unknown): boolean {
  if (error instanceof ConnectorError) return !NOT_OF_TOKEN.has(error.code);
  return !(error instanceof Interrupted || error instanceof StoreError || error instanceof ConfigError);
}

async function fetchPages(input: FetchWindowInput): Promise<void> {
  const { store, connector, name, resource, identity, clock, lease, signal, log, planned } = input;
  const { window, cursor } = planned;
  const pages = connector
    .fetch({ resource: resource.name, window, cursor, signal, onEvent: input.onEvent })
    [Symbol.asyncIterator]();
  const seen = new Set<UnixSeconds>();
  // The bucket that is current when it is asked for may not have come into being at the source.
  const current = bucketStart(toUnixSeconds(clock()), resource.granularity);
  let pendingFrom = current;
  let nextStart = planned.nextStart;
  let isDone = false;
  try {
    while (!isDone) {
      // Before the request, not after the answer: what changes in between must not look final.
      const syncedAt = toUnixSeconds(clock());
      const turn = await nextTurn(pages, signal);
      if (turn.done) {
        throw new ConnectorError(
          `${resource.name}: the source's answer ended at ${toIso(nextStart)}, before ${toIso(window.end)}.`,
          { code: 'incomplete', hint: 'The next sync goes on from there.' },
        );
      }
      const page = checkPage(turn.value, { resource, window, nextStart });
      for (const warning of page.warnings) log.warn(warning);
      isDone = page.next === null;
      const own =
        page.next !== null && page.next.start < window.end
          ? { window, nextStart: page.next.start, cursor: page.next.cursor, identity }
          : null;
      if (!(await lease.ensure())) throw new Interrupted('another process took over');
      const summary = await commitOrInterrupt(input.lease, () =>
        store.commit({
          connector: name,
          resource: resource.name,
          buckets: page.buckets,
          syncedAt,
          identity,
          progress: own ?? input.kept,
          lease: lease.current(),
          isDoubtful: input.isDoubtful(page.buckets.reduce((sum, { rows }) => sum + rows.length, 0)),
        }),
      );
      log.committed(summary);
      if (summary.vanished.length > 0) log.warn(vanishedWarning(summary.vanished, resource.granularity));
      if (summary.quarantined > 0) {
        log.warn('Rows could not be read and are in quarantine: their days are marked incomplete.');
      }
      for (const bucket of page.buckets) seen.add(bucket.start);
      pendingFrom = Math.min(pendingFrom, turn.value.pendingFrom ?? current);
      if (page.next !== null) nextStart = page.next.start;
    }
  } finally {
    await endTurns(pages, signal);
  }
  noteAbsent(input, seen, pendingFrom);
}

/** Finished buckets that were asked for and are not in the answer: unknown, and never a success. */
function noteAbsent(
  { planned, resource, log }: FetchWindowInput,
  seen: ReadonlySet<UnixSeconds>,
  pendingFrom: UnixSeconds,
): void {
  const width = bucketWidth(resource.granularity);
  const absent: UnixSeconds[] = [];
  for (let start = planned.nextStart; start < Math.min(planned.window.end, pendingFrom); start += width) {
    if (!seen.has(start)) absent.push(start);
  }
  if (absent.length === 0) return;
  log.absent();
  log.warn(
    `The source's answer left out ${nameBuckets(absent, resource.granularity)}: ` +
      'what was stored of that is untouched, the rest unknown.',
  );
}
