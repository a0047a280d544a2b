import { finalAt } from '../finality.ts';
import type { NativeBucket } from '../stamp.ts';
import { nextBucket } from '../time.ts';
import type { Plan } from './plan-query.ts';
import type { MetricQuery } from './query.ts';
import type { LeftOut } from './result.ts';
import { readCoverage } from './touched-partitions.ts';

/** A plan, and what was cut off its window. */
export interface FinalPlan {
  readonly plan: Plan;
  readonly leftOut: LeftOut | null;
}

/**
 * Ends the window of a query that asks for final numbers alone before the first bucket that the source may still
 * change: what is left is one span without gaps, so that it can be set against another of the same length. Days that
 * will never be final by waiting (holes, rows that could not be read) stay, and are told as everywhere.
 */
export async function keepFinal(plan: Plan, query: MetricQuery): Promise<FinalPlan> {
  if (!query.finalOnly) return { plan, leftOut: null };
  const native = await readCoverage(plan, plan.window);
  const open = native.filter((bucket) => !isFinal(bucket, plan));
  const [first] = open;
  if (first === undefined) return { plan, leftOut: null };
  const end = Math.max(first.start, plan.window.start);
  const begun = native.filter(({ start, state }) => start >= first.start && state !== 'future');
  const last = begun.at(-1);
  return {
    plan: { ...plan, window: { start: plan.window.start, end } },
    leftOut: last
      ? {
          window: { start: end, end: nextBucket(last.start, plan.entry.resource.granularity) },
          buckets: begun.length,
        }
      : null,
  };
}

function isFinal({ start, state }: NativeBucket, { entry, now }: Plan): boolean {
  switch (state) {
    case 'complete':
      return true;
    case 'provisional':
    case 'partial':
    case 'future':
      return false;
    case 'incomplete':
    case 'unknown':
      return finalAt(start, entry.resource, now) <= now;
    default:
      return state satisfies never;
  }
}
