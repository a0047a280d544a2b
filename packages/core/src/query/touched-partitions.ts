import { bucketState, type NativeBucket } from '../stamp.ts';
import { bucketStarts, bucketWidth, type UnixSeconds } from '../time.ts';
import type { Window } from '../window.ts';
import { namedPartitions } from './named-partitions.ts';
import type { Plan } from './plan-query.ts';
import type { BucketInfo } from './reader.ts';

/** The partitions that an answer is made of. */
export interface TouchedPartitions {
  /** The dimension whose values they are. */
  readonly field: string;
  /** Each once. */
  readonly names: readonly string[];
  /** Whether the query named them; otherwise they are those that are kept up to date. */
  readonly isNamed: boolean;
  /** When each came into being, by its name; those of which that is not known are not listed. */
  readonly starts: ReadonlyMap<string, UnixSeconds>;
}

/**
 * Finds out which partitions a query touches, and narrows it to them: a query that names none means those that are
 * kept up to date, not everything that somebody once looked at. Nothing changes for resources without partitions.
 */
export async function touchPartitions(plan: Plan): Promise<Plan> {
  const { reader, entry, filter } = plan;
  const { partition: field, name: resource } = entry.resource;
  if (field === undefined) return plan;
  const named = namedPartitions(filter, field);
  const names = [...new Set(named ?? (await reader.partitions(entry.connector, resource)))];
  const moments = await reader.partitionStarts(entry.connector, resource, names);
  const starts = new Map(
    names.flatMap((name, index) => {
      const start = moments[index] ?? null;
      return start === null ? [] : [[name, start] as const];
    }),
  );
  return {
    ...plan,
    filter: named === null ? [...filter, { field, op: 'in', value: names }] : filter,
    partitions: { field, names, isNamed: named !== null, starts },
  };
}

/** What is known of a window: of some of the partitions together, by default of all that the query touches. */
export async function readCoverage(
  plan: Plan,
  window: Window,
  names: readonly string[] | undefined = plan.partitions?.names,
): Promise<NativeBucket[]> {
  const { reader, entry } = plan;
  const infos = await reader.buckets(entry.connector, entry.resource.name, window, names);
  return nativeBuckets(infos, window, plan, names);
}

/** What is known of each partition by itself. */
export async function readCoverageOfEach(
  plan: Plan,
  names: readonly string[],
): Promise<ReadonlyMap<string, NativeBucket[]>> {
  const { reader, entry, window } = plan;
  const infos = await reader.partitionBuckets(entry.connector, entry.resource.name, window, names);
  return new Map(names.map((name, index) => [name, nativeBuckets(infos[index] ?? [], window, plan, [name])]));
}

/** The source's buckets of a window, each with what is known of it. */
function nativeBuckets(
  infos: readonly BucketInfo[],
  window: Window,
  { entry, now, partitions }: Plan,
  names: readonly string[] = [],
): NativeBucket[] {
  const byStart = new Map(infos.map((info) => [info.start, info]));
  // Before the first of them came into being there was nothing, which is known.
  const starts = names.map((name) => partitions?.starts.get(name) ?? Number.NEGATIVE_INFINITY);
  const begin = starts.length === 0 ? Number.NEGATIVE_INFINITY : starts.reduce((a, b) => Math.min(a, b));
  const { granularity, lagBuckets = 0 } = entry.resource;
  // What a source that counts late has not counted yet.
  const newest = infos.at(-1)?.start ?? Number.NEGATIVE_INFINITY;
  const pendingFrom = now - (lagBuckets + 1) * bucketWidth(granularity);
  return bucketStarts(window, granularity).map((start) => {
    const info = byStart.get(start);
    if (info === undefined && start < begin && start <= now) return { start, state: 'complete' };
    const isPending = lagBuckets > 0 && info === undefined && start > newest && start > pendingFrom;
    return { start, state: isPending ? 'future' : bucketState(start, info, entry.resource, now) };
  });
}
