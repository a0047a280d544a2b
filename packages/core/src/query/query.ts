import type { Granularity } from '../time.ts';
import type { Unit } from '../unit.ts';
import type { WindowSpec } from '../window.ts';

/** How the values of a series' buckets become one number; each works on the totals of the source's own buckets. */
export type AggregateFn = 'sum' | 'avg' | 'min' | 'max' | 'count' | 'latest' | 'first';

export const AGGREGATE_FNS: readonly AggregateFn[] = ['sum', 'avg', 'min', 'max', 'count', 'latest', 'first'];

export type FilterOperator = 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' | 'in';

export const FILTER_OPERATORS: readonly FilterOperator[] = [
  'eq',
  'neq',
  'gt',
  'gte',
  'lt',
  'lte',
  'contains',
  'in',
];

export type FilterValue = string | number | boolean | null;

/** A condition on a dimension; null stands for rows in which the source left it empty. */
export interface FilterCondition {
  readonly field: string;
  readonly op: FilterOperator;
  readonly value: FilterValue | readonly FilterValue[];
}

/** One condition, or a list of which one must hold. The clauses of a filter must all hold. */
export type FilterClause = FilterCondition | { readonly or: readonly FilterCondition[] };

/** A question about one metric: closed, plain, with every choice made. */
export interface MetricQuery {
  readonly kind: 'metric';
  /** The name of the configured connector. */
  readonly connector: string;
  readonly metric: string;
  /** A further measure of the same rows, or null for the metric's own value. */
  readonly field: string | null;
  readonly fn: AggregateFn;
  readonly window: WindowSpec;
  readonly filter: readonly FilterClause[];
  /** Up to two dimensions to split by. */
  readonly by: readonly string[];
  /** The width of the result's buckets; null for one number a series. */
  readonly bucket: Granularity | null;
  /** How many series to name; the rest are added up as "other". Null for all. */
  readonly top: number | null;
  readonly compare: boolean;
  /** Leaves out the days that the source may still revise, and those that are not over. */
  readonly finalOnly: boolean;
  readonly label: string | null;
}

/** A number made of two others: `left ÷ right × per`, or `left − right`. */
export interface DerivedQuery {
  readonly kind: 'derived';
  readonly op: 'ratio' | 'difference';
  readonly left: MetricQuery;
  readonly right: MetricQuery;
  /** Multiplies a ratio: 1,000,000 for "per million tokens". */
  readonly per: number;
  readonly unit: Unit;
  readonly label: string;
}

/** The same question put to several metrics and merged into one series. */
export interface MergedQuery {
  readonly kind: 'merged';
  readonly fn: 'sum' | 'avg' | 'min' | 'max' | 'count';
  readonly of: readonly MetricQuery[];
  readonly label: string;
}

export type Query = MetricQuery | DerivedQuery | MergedQuery;

/** The metric queries that a query is made of. */
export function leafQueries(query: Query): readonly MetricQuery[] {
  switch (query.kind) {
    case 'metric':
      return [query];
    case 'derived':
      return [query.left, query.right];
    case 'merged':
      return query.of;
    default:
      return query satisfies never;
  }
}
