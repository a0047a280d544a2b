import {
  type Clock,
  type Connector,
  type FetchEvent,
  type PartitionSpec,
  type ResourceSpec,
  toUnixSeconds,
  type UnixSeconds,
  type Window,
} from '@shipstats/core';
import type { CommitSummary, Store } from '@shipstats/store';
import { checkBuckets } from './check-page.ts';
import { commitOrInterrupt, endTurns, Interrupted, nextTurn } from './fetch-turn.ts';
import { nameBuckets } from './name-buckets.ts';
import {
  absentBuckets,
  type PartitionGroup,
  type PartitionsPlan,
  planPartitions,
} from './plan-partitions.ts';
import { ALWAYS } from './plan-windows.ts';
import type { SyncLease } from './sync-lease.ts';

/** What a plan is made of. */
export interface PlanFetchInput {
  readonly store: Store;
  readonly connector: Connector;
  readonly name: string;
  readonly resource: ResourceSpec;
  readonly partitions: readonly PartitionSpec[];
  readonly historyDays: number;
  /** See `PlanInput`. */
  readonly historyStart?: UnixSeconds | null;
  readonly reread?: readonly Window[];
  /** See `PlanInput`. */
  readonly readSince: UnixSeconds | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface FetchPartitionsInput extends PlanFetchInput {
  readonly plan: PartitionsPlan;
  /** Null for reading without one: commits are idempotent. */
  readonly lease: SyncLease | null;
  readonly onEvent: (event: FetchEvent) => void;
  readonly onStep: (step: PartitionStep) => void | Promise<void>;
}

/** What came of a part of the work. */
export type PartitionStep =
  | { readonly kind: 'planned'; readonly buckets: number }
  | { readonly kind: 'committed'; readonly partition: string; readonly summary: CommitSummary }
  /** The source cannot give this partition; the others go on. */
  | { readonly kind: 'failed'; readonly partition: string; readonly message: string }
  /** Partitions of which the answer left out buckets, or everything. */
  | { readonly kind: 'absent'; readonly partitions: readonly string[]; readonly message: string }
  /** All that was planned of it has been asked for. */
  | { readonly kind: 'finished'; readonly partition: string }
  | { readonly kind: 'warning'; readonly message: string };

/** Plans what is missing of partitions, each from what is stored of it. @throws Interrupted when the signal aborts */
export async function planFetch(input: PlanFetchInput): Promise<PartitionsPlan> {
  const { store, connector, name, resource, signal } = input;
  return planPartitions({
    resource,
    historyDays: input.historyDays,
    historyStart: input.historyStart ?? null,
    reread: input.reread ?? [],
    now: toUnixSeconds(input.clock()),
    identity: connector.queryIdentity(resource.name),
    readSince: input.readSince,
    partitions: input.partitions,
    storedOf: (partition) => {
      if (signal.aborted) throw new Interrupted('stopped');
      return store.storedBuckets(name, resource.name, ALWAYS, partition);
    },
  });
}

/**
 * Reads what is missing of partitions: asks for those that need the same window at once, and commits each as it comes.
 *
 * @throws Interrupted when the signal aborts or the lease is lost; what is committed stays
 * @throws ConnectorError when the source fails; what is committed stays, and is not asked for again
 * @throws StoreError when the store refuses a commit
 */
export async function fetchPartitions(input: FetchPartitionsInput): Promise<void> {
  const { plan, onStep } = input;
  for (const message of plan.warnings) await onStep({ kind: 'warning', message });
  await onStep({ kind: 'planned', buckets: plan.plannedBuckets });
  const lastGroup = new Map<string, PartitionGroup | null>();
  for (const { partition } of input.partitions) lastGroup.set(partition, null);
  for (const group of plan.groups)
    for (const partition of group.needs.keys()) lastGroup.set(partition, group);
  const finish = async (group: PartitionGroup | null) => {
    for (const [partition, last] of lastGroup) {
      if (last === group && !failed.has(partition)) await onStep({ kind: 'finished', partition });
    }
  };
  const failed = new Set<string>();
  await finish(null);
  for (const group of plan.groups) {
    // What the source cannot give of the newest days, it is not asked for the older ones.
    const needs = new Map([...group.needs].filter(([partition]) => !failed.has(partition)));
    if (needs.size > 0) await fetchGroup(input, { ...group, needs }, failed);
    await finish(group);
  }
}

async function fetchGroup(
  input: FetchPartitionsInput,
  { window, needs }: PartitionGroup,
  failed: Set<string>,
): Promise<void> {
  const { connector, resource, clock, signal, onStep } = input;
  if (!connector.fetchPartitions) throw new Error(`${resource.name}: the connector reads no partitions`);
  const answers = connector
    .fetchPartitions({
      resource: resource.name,
      partitions: [...needs.keys()],
      window,
      since: new Map([...needs].map(([partition, need]) => [partition, need.start])),
      signal,
      onEvent: input.onEvent,
    })
    [Symbol.asyncIterator]();
  const seen = new Map([...needs.keys()].map((partition) => [partition, new Set<UnixSeconds>()]));
  const askedAt = toUnixSeconds(clock());
  try {
    for (;;) {
      // Before the request, not after the answer: what changes in between must not look final.
      const syncedAt = toUnixSeconds(clock());
      const turn = await nextTurn(answers, signal);
      if (turn.done) break;
      const { partition } = turn.value;
      const need = needs.get(partition);
      if (need === undefined) {
        const message = `The source's answer named ${JSON.stringify(partition)}, which was not asked for: it was left out.`;
        await onStep({ kind: 'warning', message });
        continue;
      }
      if (turn.value.kind === 'failed') {
        failed.add(partition);
        await onStep({ kind: 'failed', partition, message: turn.value.message });
        continue;
      }
      const checked = checkBuckets(turn.value.buckets, { resource, window });
      for (const message of checked.warnings) await onStep({ kind: 'warning', message });
      const buckets = checked.buckets.filter(({ start }) => start >= need.start);
      for (const { start } of buckets) seen.get(partition)?.add(start);
      if (buckets.length === 0) continue;
      const summary = await commitBuckets(input, { partition, buckets, syncedAt });
      await onStep({ kind: 'committed', partition, summary });
    }
  } finally {
    await endTurns(answers, signal);
  }
  for (const partition of failed) seen.delete(partition);
  await noteAbsent(input, needs, seen, askedAt);
}

async function commitBuckets(
  { store, connector, name, resource, partitions, lease }: FetchPartitionsInput,
  part: Pick<Parameters<Store['commit']>[0], 'buckets' | 'syncedAt'> & { readonly partition: string },
): Promise<CommitSummary> {
  const createdAt = partitions.find(({ partition }) => partition === part.partition)?.createdAt;
  const commit = () =>
    store.commit({
      ...part,
      ...(createdAt === undefined ? {} : { createdAt }),
      connector: name,
      resource: resource.name,
      identity: connector.queryIdentity(resource.name),
      progress: null,
      lease: lease?.current() ?? null,
    });
  if (lease === null) return commit();
  if (!(await lease.ensure())) throw new Interrupted('another process took over');
  return commitOrInterrupt(lease, commit);
}

/** Finished buckets that were asked for and are not in the answer: unknown, and never a success. */
async function noteAbsent(
  { resource, onStep }: FetchPartitionsInput,
  needs: PartitionGroup['needs'],
  seen: ReadonlyMap<string, ReadonlySet<UnixSeconds>>,
  now: UnixSeconds,
): Promise<void> {
  const byDays = new Map<string, string[]>();
  for (const [partition, starts] of seen) {
    const need = needs.get(partition);
    const absent = need ? absentBuckets(need, starts, { granularity: resource.granularity, now }) : [];
    if (absent.length === 0) continue;
    const days = nameBuckets(absent, resource.granularity);
    byDays.set(days, [...(byDays.get(days) ?? []), partition]);
  }
  for (const [days, partitions] of byDays) {
    const message =
      `The source's answer left out ${days} of ${namePartitions(partitions)}: ` +
      'what was stored of that is untouched, the rest unknown.';
    await onStep({ kind: 'absent', partitions, message });
  }
}

/** More than these are counted, not named. */
const MAX_NAMED = 3;

function namePartitions(partitions: readonly string[]): string {
  const more = partitions.length - MAX_NAMED;
  return partitions.slice(0, MAX_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
