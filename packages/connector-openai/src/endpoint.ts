import type { DimensionSpec, MeasureSpec, MetricSpec, ResourceSpec } from '@shipstats/core';

/** A dimension of an endpoint's rows, and how it comes into them. */
/** A guess, as nobody says it: until then the whole month before is read again once a day. */
const MONTH_CLOSES_DAYS = 5;

export interface EndpointDimension extends DimensionSpec {
  /** Where it stands in the row. Default: the field of its own name. */
  readonly from?: readonly [string, string];
  /** Asked for with `group_by`; otherwise it is read from the row as it is there. */
  readonly isGrouped: boolean;
}

/** A number of an endpoint's rows. */
export interface EndpointMeasure extends MeasureSpec {
  /** Where it stands in the row. Default: the field of its own name. */
  readonly from?: readonly [string, string];
  /**
   * A row without it, or with one that cannot be read, is quarantined. Others are null where they are missing, and
   * where they cannot be read, which is told.
   */
  readonly isRequired: boolean;
}

/** What the table says about one endpoint of the API; everything else is derived. */
export interface EndpointSpec {
  /** The resource's name, unique in the connector. */
  readonly name: string;
  readonly title: string;
  /** From `/v1` on. */
  readonly path: string;
  /**
   * Values of `object` in its rows. A row that says something else is counted and left out; where a bucket has no
   * others, such rows are quarantined.
   */
  readonly rowObjects: readonly string[];
  readonly kind: 'flow' | 'level';
  /** Daily buckets that one request may ask for: `limit`, and the length of a window. */
  readonly maxBuckets: number;
  /** For how many days after its end a bucket is read again. */
  readonly provisionalBuckets: number;
  readonly dimensions: readonly EndpointDimension[];
  readonly measures: readonly EndpointMeasure[];
  readonly metrics: readonly MetricSpec[];
  /** The only value that this dimension may have: rows with another one are quarantined, never added up with it. */
  readonly only?: { readonly dimension: string; readonly value: string };
}

/** One endpoint, ready for use. */
export interface Endpoint extends EndpointSpec {
  /** The values of `group_by`, in the order they are sent: a grouped dimension that is missing here is omitted. */
  readonly groupBy: readonly string[];
  /** Whether rows hold decimals, so that their text must be parsed without loss. */
  readonly hasDecimals: boolean;
  /** What the rest of the program knows of it. */
  readonly resource: ResourceSpec;
}

/** Derives what follows from a row of the table. */
export function defineEndpoint(spec: EndpointSpec): Endpoint {
  return {
    ...spec,
    groupBy: spec.dimensions.filter((dimension) => dimension.isGrouped).map((dimension) => dimension.name),
    hasDecimals: spec.measures.some((measure) => measure.type === 'decimal'),
    resource: {
      name: spec.name,
      title: spec.title,
      endpoint: `GET ${spec.path}`,
      kind: spec.kind,
      granularity: 'day',
      dimensions: spec.dimensions.map(({ name, description }) => ({ name, description })),
      measures: spec.measures.map(({ name, unit, type, description }) => ({ name, unit, type, description })),
      metrics: spec.metrics,
      windowBuckets: spec.maxBuckets,
      provisionalBuckets: spec.provisionalBuckets,
      monthClosesDays: MONTH_CLOSES_DAYS,
    },
  };
}

/** The endpoint without grouping by these dimensions: its rows have null there, whatever the API says. */
export function omitDimensions(endpoint: Endpoint, names: readonly string[]): Endpoint {
  return { ...endpoint, groupBy: endpoint.groupBy.filter((name) => !names.includes(name)) };
}
