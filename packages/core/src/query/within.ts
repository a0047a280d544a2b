import type { MeasureSpec } from '../metric.ts';
import { namedPartitions } from './named-partitions.ts';
import type { MetricQuery } from './query.ts';

type Question = Pick<MetricQuery, 'by' | 'filter' | 'fn'>;
type Bound = Pick<MeasureSpec, 'within'>;

/**
 * Whether the rows that a query adds up may be of several kinds, which must not be added up: of several currencies, or
 * of several units. Then only the parts of a split by that kind are numbers.
 */
export function isMixed({ fn, filter }: Question, { within }: Bound): boolean {
  // How many buckets have data can be told of anything.
  if (within === undefined || fn === 'count') return false;
  return !within.some((dimension) => namedPartitions(filter, dimension)?.length === 1);
}

/** The dimensions of which a query must name one, because it would add up what must not be: null where it is good. */
export function missingWithin(query: Question, measure: Bound): readonly string[] | null {
  const within = measure.within ?? [];
  return isMixed(query, measure) && !within.some((dimension) => query.by.includes(dimension)) ? within : null;
}

/** What a query that adds up rows of one kind adds up: equal texts may be added up with each other. */
export function kindOfSum({ filter }: Question, { within = [] }: Bound): string {
  return JSON.stringify(within.map((dimension) => namedPartitions(filter, dimension)));
}

/** What to do about it. */
export function describeWithin(within: readonly string[]): string {
  const names = within.join(' or ');
  return `Split it by ${names}, or filter it to one ${names}.`;
}
