import {
  bucketStart,
  bucketStarts,
  bucketState,
  bucketWidth,
  type CatalogEntry,
  type Freshness,
  makeStamp,
  nextBucket,
  type ResourceSpec,
  type Stamp,
  toUnixSeconds,
} from '@shipstats/core';
import type { QuarantineCount, ResourceCounts, ResourceRun } from '@shipstats/store';
import type { AppContext } from './app-context.ts';
import type { SourceState } from './sync-control.ts';

/** How far back a resource's state is looked at: holes before that are history. */
const LOOK_BACK_BUCKETS = 90;

/** One word for how a source stands, from the best to the worst that needs a hand. */
export const SOURCE_STATUSES = [
  'ok',
  'running',
  'stale',
  'partial',
  'interrupted',
  'failed',
  'never',
  'disabled',
] as const;
export type SourceStatus = (typeof SOURCE_STATUSES)[number];

export interface ResourceView {
  readonly spec: ResourceSpec;
  readonly stamp: Stamp;
  readonly freshness: Freshness;
  /** Null where nothing is stored. */
  readonly counts: ResourceCounts | null;
  /** How it fares in the run at work, or fared in the last one; null where it took no part. */
  readonly run: ResourceRun | null;
  readonly quarantined: number;
}

/** A source with all that is known of its resources. */
export interface SourceView {
  readonly state: SourceState;
  readonly status: SourceStatus;
  readonly resources: readonly ResourceView[];
}

/** Puts together what the schedule, the run log and the store know of every source, or of those that are named. */
export async function readSources(
  context: AppContext,
  names?: readonly string[],
): Promise<readonly SourceView[]> {
  const [states, counts, quarantine] = await Promise.all([
    context.sync.sources(),
    context.store.counts(),
    context.store.quarantineCounts(),
  ]);
  const chosen = names === undefined ? states : states.filter((state) => names.includes(state.name));
  return Promise.all(chosen.map((state) => readSource(state, counts, quarantine, context)));
}

async function readSource(
  state: SourceState,
  counts: readonly ResourceCounts[],
  quarantine: readonly QuarantineCount[],
  context: AppContext,
): Promise<SourceView> {
  const run = state.running ?? state.lastRun;
  const resources = await Promise.all(
    state.resources.map(async (spec): Promise<ResourceView> => {
      const freshness = await context.store.freshness(state.name, spec.name);
      const resourceRun = run?.resources.find((one) => one.resource === spec.name) ?? null;
      const isOfThis = (one: { readonly connector: string; readonly resource: string }) =>
        one.connector === state.name && one.resource === spec.name;
      return {
        spec,
        freshness,
        stamp: await stampResource(state, spec, { freshness, planned: resourceRun?.planned ?? 0 }, context),
        counts: counts.find(isOfThis) ?? null,
        run: resourceRun,
        quarantined: quarantine.find(isOfThis)?.rows ?? 0,
      };
    }),
  );
  return { state, status: statusOf(state, resources), resources };
}

async function stampResource(
  state: SourceState,
  spec: ResourceSpec,
  { freshness, planned }: { readonly freshness: Freshness; readonly planned: number },
  context: AppContext,
): Promise<Stamp> {
  const now = toUnixSeconds(context.clock());
  const end = nextBucket(bucketStart(now, spec.granularity), spec.granularity);
  const width = bucketWidth(spec.granularity);
  const window = { start: end - LOOK_BACK_BUCKETS * width, end };
  const infos = await context.store.buckets(state.name, spec.name, window);
  const byStart = new Map(infos.map((info) => [info.start, info]));
  // Where nothing is stored, all that a sync set out to read is unknown.
  const first = infos[0]?.start ?? Math.max(window.start, end - planned * width);
  const buckets = bucketStarts({ start: first, end }, spec.granularity).map((start) => ({
    start,
    state: bucketState(start, byStart.get(start), spec, now),
  }));
  const entry = context.catalog.entries.find(
    (candidate) => candidate.connector === state.name && candidate.resource.name === spec.name,
  );
  return makeStamp({ entry: entry ?? entryOf(state, spec, context), buckets, freshness, now });
}

/** For a resource without a metric, which the catalogue does not list. */
function entryOf(state: SourceState, spec: ResourceSpec, context: AppContext): CatalogEntry {
  return {
    connector: state.name,
    connectorTitle: state.title,
    connectorId: state.connectorId,
    synthetic: isSyntheticSource(state.name, context),
    syncIntervalSeconds: state.syncIntervalSeconds,
    resource: spec,
    metric: { name: spec.name, title: spec.title, description: '', measure: '', fields: [] },
    measure: { name: '', unit: { kind: 'plain' }, type: 'integer', description: '' },
  };
}

/** Whether the numbers of a source are made up: in the demonstration OpenAI's are, and npm's may be real beside them. */
export function isSyntheticSource(name: string, { catalog, demo }: AppContext): boolean {
  return catalog.entries.find(({ connector }) => connector === name)?.synthetic ?? demo;
}

function statusOf(state: SourceState, resources: readonly ResourceView[]): SourceStatus {
  if (state.running) return 'running';
  if (!state.enabled) return 'disabled';
  if (!state.lastRun && resources.every((resource) => resource.freshness.lastSuccessAt === null))
    return 'never';
  const last = state.lastRun?.status;
  if (last === 'failed' || last === 'interrupted' || last === 'partial') return last;
  return resources.some((resource) => resource.stamp.stale) ? 'stale' : 'ok';
}
