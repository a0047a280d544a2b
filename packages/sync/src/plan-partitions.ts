import {
  bucketStart,
  bucketWidth,
  type PartitionSpec,
  type SourceGranularity,
  type UnixSeconds,
  type Window,
} from '@shipstats/core';
import type { StoredBucket } from '@shipstats/store';
import { type PlanInput, planWindows } from './plan-windows.ts';

export interface PartitionsPlanInput extends Omit<PlanInput, 'stored' | 'progress' | 'since'> {
  readonly partitions: readonly PartitionSpec[];
  /** Every stored bucket of a partition. */
  readonly storedOf: (partition: string) => Promise<readonly StoredBucket[]>;
}

/** One request for several partitions. */
export interface PartitionGroup {
  readonly window: Window;
  /** What each needs of it, which may begin later: before it came into being, nothing of it is wanted. */
  readonly needs: ReadonlyMap<string, Window>;
}

export interface PartitionsPlan {
  /** Newest first. */
  readonly groups: readonly PartitionGroup[];
  /** Buckets that are needed, of each partition. */
  readonly plannedBuckets: number;
  readonly warnings: readonly string[];
}

/** A window that one partition needs. */
interface Need {
  readonly partition: string;
  readonly window: Window;
  /** It begins where the partition does: asking for more before that costs nothing and brings nothing. */
  readonly isFromStart: boolean;
}

/**
 * Tells what has to be fetched of each partition, from what is stored of it, and joins those that need the same
 * window into one request. One that is younger than the window joins those that are not: its part is cut out later.
 */
export async function planPartitions(input: PartitionsPlanInput): Promise<PartitionsPlan> {
  const { partitions, storedOf, ...common } = input;
  const needs: Need[] = [];
  const warnings = new Set<string>();
  let plannedBuckets = 0;
  for (const { partition, since } of new Map(partitions.map((spec) => [spec.partition, spec])).values()) {
    const stored = await storedOf(partition);
    const plan = planWindows({ ...common, stored, progress: null, since });
    for (const warning of plan.warnings) warnings.add(warning);
    plannedBuckets += plan.plannedBuckets;
    const begin = since === null ? null : bucketStart(since, common.resource.granularity);
    for (const { window } of plan.windows) {
      needs.push({ partition, window, isFromStart: window.start === begin });
    }
  }
  return { groups: joinNeeds(needs), plannedBuckets, warnings: [...warnings] };
}

function joinNeeds(needs: readonly Need[]): PartitionGroup[] {
  const byEnd = Map.groupBy(needs, ({ window }) => window.end);
  return [...byEnd].sort(([left], [right]) => right - left).flatMap(([, sameEnd]) => joinSameEnd(sameEnd));
}

function joinSameEnd(needs: readonly Need[]): PartitionGroup[] {
  const groups: { window: Window; needs: Map<string, Window> }[] = [];
  // The longest first, so that a younger partition finds the group that is only just longer.
  for (const need of needs.toSorted((left, right) => left.window.start - right.window.start)) {
    const group = groups.at(-1);
    if (group && (group.window.start === need.window.start || need.isFromStart)) {
      group.needs.set(need.partition, need.window);
    } else {
      groups.push({ window: need.window, needs: new Map([[need.partition, need.window]]) });
    }
  }
  return groups.reverse();
}

/** How many days at the end of an answer may be missing, since the source has not counted them yet. */
const LATE_BUCKETS = 7;

/**
 * The buckets of a need that are over, were not in the answer, and should have been: the last ones before now may
 * come later.
 */
export function absentBuckets(
  need: Window,
  seen: ReadonlySet<UnixSeconds>,
  { granularity, now }: { readonly granularity: SourceGranularity; readonly now: UnixSeconds },
): UnixSeconds[] {
  const width = bucketWidth(granularity);
  const current = bucketStart(now, granularity);
  const absent: UnixSeconds[] = [];
  for (let start = need.start; start < Math.min(need.end, current); start += width) {
    if (!seen.has(start)) absent.push(start);
  }
  let last = current - width;
  const oldest = current - LATE_BUCKETS * width;
  while (last >= oldest && absent.at(-1) === last) {
    absent.pop();
    last -= width;
  }
  return absent;
}
