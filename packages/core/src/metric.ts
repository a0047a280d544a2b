import type { SourceGranularity } from './time.ts';
import type { Unit } from './unit.ts';

/** Something that a number can be split by, under the name that the source's API gives it. */
export interface DimensionSpec {
  readonly name: string;
  readonly description: string;
  /** The kinds of things that its ids stand for, whose names `Connector.fetchNames` tells: `project`, `user`, … */
  readonly names?: readonly string[];
}

/** A number that each row of a resource carries. */
export interface MeasureSpec {
  readonly name: string;
  readonly unit: Unit;
  /** Whole numbers to 2^53, or exact decimals of up to 36 places (money). */
  readonly type: 'integer' | 'decimal';
  readonly description: string;
  /**
   * It may be added up within one value of one of these dimensions only: an amount within its currency, a quantity
   * within its unit. A query that would mix several is refused. Undefined where all rows add up.
   */
  readonly within?: readonly string[];
}

/** A number over time that dashboards ask for: one measure of a resource, with further measures as its fields. */
export interface MetricSpec {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The measure that is the metric's own value. */
  readonly measure: string;
  /** Measures of the same rows that a query may name as its `field`. */
  readonly fields: readonly string[];
  /** Whether more of it is better, worse, or neither, for the one who reads it: colours a change. */
  readonly moreIs?: 'better' | 'worse' | 'neutral';
}

/** One endpoint of a source: rows with dimensions and measures, in buckets of time. */
export interface ResourceSpec {
  readonly name: string;
  readonly title: string;
  /** Where the numbers come from, for people: `GET /v1/organization/costs`. */
  readonly endpoint: string;
  /** A `flow` adds up over time (tokens, spend); a `level` does not (bytes stored). */
  readonly kind: 'flow' | 'level';
  readonly granularity: SourceGranularity;
  readonly dimensions: readonly DimensionSpec[];
  readonly measures: readonly MeasureSpec[];
  readonly metrics: readonly MetricSpec[];
  /** How many buckets one request window spans at most. */
  readonly windowBuckets: number;
  /** For how many buckets after its end the source may still revise one: they are read again at every sync. */
  readonly provisionalBuckets: number;
  /** For how many days after a month the source may still change any of its days: they are read again until then. */
  readonly monthClosesDays?: number;
  /**
   * How many of its newest buckets the source may not have counted yet (npm counts a day or two late). Missing, they
   * are yet to come and not unknown; and a rolling window such as `30d` ends with the newest bucket that is stored, so
   * that it always holds thirty days. 0 by default.
   */
  readonly lagBuckets?: number;
  /**
   * The dimension each of whose values has a history of its own at the source (npm's packages): what is known of a
   * bucket, commits and plans are then kept a value, and `Connector.fetchPartitions` reads it. Undefined where the
   * source gives whole buckets.
   */
  readonly partition?: string;
  /**
   * How many days back it is read at most, whatever history is asked for: finer buckets are many. Undefined where
   * there is no such bound.
   */
  readonly maxHistoryDays?: number;
  /** For how many days its buckets are kept at most: the oldest are deleted after a sync. Undefined where all are kept. */
  readonly keepDays?: number;
  /**
   * The same metrics in finer buckets, as a resource of its own beside this one: it answers what is asked by those
   * buckets, and windows that are no whole days.
   */
  readonly finer?: ResourceSpec;
}

/** Resources with their finer ones behind them: all that are synced. */
export function withFiner(resources: readonly ResourceSpec[]): readonly ResourceSpec[] {
  return resources.flatMap((resource) => [
    resource,
    ...(resource.finer === undefined ? [] : withFiner([resource.finer])),
  ]);
}

/** A metric together with the resource it is read from. */
export interface MetricInfo {
  readonly metric: MetricSpec;
  readonly resource: ResourceSpec;
  readonly measure: MeasureSpec;
}

/** Finds a metric by name among a connector's resources. */
export function findMetric(resources: readonly ResourceSpec[], name: string): MetricInfo | undefined {
  for (const resource of resources) {
    const metric = resource.metrics.find((candidate) => candidate.name === name);
    if (!metric) continue;
    return { metric, resource, measure: measureOf(resource, metric.measure) };
  }
  return undefined;
}

/** The measure that a query reads: the metric's own, or the named field's. */
export function measureFor(info: MetricInfo, field: string | undefined): MeasureSpec | undefined {
  if (field === undefined || field === 'value' || field === info.metric.measure) return info.measure;
  if (!info.metric.fields.includes(field)) return undefined;
  return measureOf(info.resource, field);
}

function measureOf(resource: ResourceSpec, name: string): MeasureSpec {
  const measure = resource.measures.find((candidate) => candidate.name === name);
  if (!measure) throw new Error(`resource ${resource.name} has no measure ${name}`);
  return measure;
}
