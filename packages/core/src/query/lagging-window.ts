import { bucketWidth, nextBucket, type UnixSeconds } from '../time.ts';
import { isRolling, parseWindow } from '../window.ts';
import type { Plan } from './plan-query.ts';
import type { MetricQuery } from './query.ts';

/** Where the newest bucket is looked for, in buckets back from now: near first, since it nearly always is there. */
const LOOK_BACK = [10, 400];

/**
 * Moves a rolling window of a source that counts late, so that it ends with the newest bucket that is stored: `30d` is
 * thirty days that can be known, for every page, answer and dashboard alike. Nothing changes for other sources, for
 * windows with fixed ends, and where nothing is stored.
 */
export async function settleWindow(plan: Plan, query: MetricQuery): Promise<Plan> {
  const { resource } = plan.entry;
  if (!resource.lagBuckets || !isRolling(query.window)) return plan;
  const newest = await newestBucket(plan);
  if (newest === undefined) return plan;
  // The last moment of that bucket: a window that is counted from there ends with it.
  const now = new Date((nextBucket(newest, resource.granularity) - 1) * 1000);
  return { ...plan, window: parseWindow(query.window, { ...plan.calendar, now }) };
}

async function newestBucket({ reader, entry, partitions, now }: Plan): Promise<UnixSeconds | undefined> {
  const { connector, resource } = entry;
  const width = bucketWidth(resource.granularity);
  for (const buckets of LOOK_BACK) {
    const window = { start: now - buckets * width, end: now + 1 };
    const infos = await reader.buckets(connector, resource.name, window, partitions?.names);
    const newest = infos.findLast((info) => !info.isHole);
    if (newest !== undefined) return newest.start;
  }
  return undefined;
}
