import { isRead } from '../stamp.ts';
import { aggregator, type Whole } from './aggregate.ts';
import type { Plan } from './plan-query.ts';
import type { MetricQuery } from './query.ts';
import type { ResultBucket } from './result.ts';
import type { SplitAggregators } from './split.ts';
import { readCoverage, readCoverageOfEach } from './touched-partitions.ts';

/**
 * Makes the aggregators of a split query's series. Where it splits by the partition, each series has the days on which
 * that very partition is known; everywhere else all series share the days of the whole.
 */
export async function aggregatorsOfSplit({
  query,
  plan,
  named,
  whole,
  buckets,
}: {
  readonly query: MetricQuery;
  readonly plan: Plan;
  /** The dimensions of the series that are told apart. */
  readonly named: readonly { readonly dimensions: readonly (string | null)[] }[];
  readonly whole: Whole;
  readonly buckets: readonly ResultBucket[];
}): Promise<SplitAggregators> {
  const { partitions, entry, window } = plan;
  const ofWhole = aggregator(query, entry, whole, buckets);
  const position = partitions ? query.by.indexOf(partitions.field) : -1;
  if (!partitions || position < 0) return { of: () => ofWhole, other: ofWhole, isOtherKnown: true };

  const { totals } = whole;
  const names = [...new Set(named.flatMap(({ dimensions }) => dimensions[position] ?? []))];
  const coverage = await readCoverageOfEach(plan, names);
  const ofEach = new Map(
    [...coverage].map(([name, native]) => [name, aggregator(query, entry, { native, totals }, buckets)]),
  );
  const rest = partitions.names.filter((name) => !ofEach.has(name));
  // With a second dimension, what is left is of all partitions again.
  const ofRest = query.by.length === 1 && rest.length > 0 ? await readCoverage(plan, window, rest) : null;
  return {
    of: (dimensions) => ofEach.get(dimensions[position] ?? '') ?? ofWhole,
    other: ofRest ? aggregator(query, entry, { native: ofRest, totals }, buckets) : ofWhole,
    isOtherKnown: ofRest === null || ofRest.some(({ state }) => isRead(state)),
  };
}
