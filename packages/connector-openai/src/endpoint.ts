import {
  bucketWidth,
  DAY,
  type DimensionSpec,
  type MeasureSpec,
  type MetricSpec,
  type ResourceSpec,
  type SourceGranularity,
} from '@shipstats/core';
import { GRANULARITIES } from './granularity.ts';

/** A guess, as nobody says it: until then the whole month before is read again once a day. */
const MONTH_CLOSES_DAYS = 5;

/** A dimension of an endpoint's rows, and how it comes into them. */
export interface EndpointDimension extends DimensionSpec {
  /** Where it stands in the row. Default: the field of its own name. */
  readonly from?: readonly [string, string];
  /** Asked for with `group_by`; otherwise it is read from the row as it is there. */
  readonly isGrouped: boolean;
  /** Grouped by only if the user wants it: the API does not give it for all days. */
  readonly isOnDemand?: boolean;
  /**
   * No row can do without it: one that has none is quarantined, in the name of this value, which nearly all rows have.
   */
  readonly usual?: string;
}

/** A number of an endpoint's rows. */
export interface EndpointMeasure extends MeasureSpec {
  /** Where it stands in the row. Default: the field of its own name. */
  readonly from?: readonly [string, string];
  /** Older names of the field, read where it is not there. */
  readonly aliases?: readonly string[];
  /**
   * A row without it, or with one that cannot be read, is quarantined. Others are null where they are missing, and
   * where they cannot be read, which is told.
   */
  readonly isRequired: boolean;
  /** Only rows with this value of a dimension carry it, or only those with another one; in the rest it is null. */
  readonly when?: { readonly dimension: string } & ({ readonly is: string } | { readonly isNot: string });
}

/** A measure that should be the sum of others. */
export interface Identity {
  readonly whole: string;
  readonly parts: readonly string[];
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
  /** The buckets that the API has, the widest first. */
  readonly granularities: readonly SourceGranularity[];
  /** For how many days after its end a bucket is read again, whatever its width. */
  readonly provisionalDays: number;
  /** Until which day of a month the days of the month before are read again. Default: 5; 0 for not at all. */
  readonly monthClosesDays?: number;
  readonly dimensions: readonly EndpointDimension[];
  readonly measures: readonly EndpointMeasure[];
  readonly metrics: readonly MetricSpec[];
  /** Sums that rows should fulfil: one that does not is told, and stored as it is. */
  readonly identities?: readonly Identity[];
  /** Raised whenever rows are read in another way, so that stored days are read again. Default: 1. */
  readonly version?: number;
}

/** One endpoint, ready for use, in buckets of one width. */
export interface Endpoint extends EndpointSpec {
  /** The resource's name where it is daily: finer ones have names of their own. */
  readonly endpointName: string;
  readonly granularity: SourceGranularity;
  /** Buckets that one request may ask for: `limit`, and the length of a window. */
  readonly maxBuckets: number;
  /** The values of `group_by`, in the order they are sent: a grouped dimension that is missing here is omitted. */
  readonly groupBy: readonly string[];
  /** Whether rows hold decimals, so that their text must be parsed without loss. */
  readonly hasDecimals: boolean;
  /** What the rest of the program knows of it. */
  readonly resource: ResourceSpec;
}

/** Derives what follows from a row of the table. */
export function defineEndpoint(spec: EndpointSpec): Endpoint {
  return inBucketsOf(spec, spec.granularities);
}

/** The endpoint in buckets of the first of these widths, with a resource that has the finer ones behind it. */
function inBucketsOf(
  spec: EndpointSpec,
  [granularity = 'day', ...finer]: readonly SourceGranularity[],
): Endpoint {
  const isDaily = granularity === 'day';
  const { maxBuckets, maxHistoryDays, keepDays } = GRANULARITIES[granularity];
  const name = isDaily ? spec.name : `${spec.name}_by_${granularity}`;
  return {
    ...spec,
    name,
    endpointName: spec.name,
    granularity,
    maxBuckets,
    groupBy: spec.dimensions
      .filter(({ isGrouped, isOnDemand }) => isGrouped && !isOnDemand)
      .map(({ name }) => name),
    hasDecimals: spec.measures.some((measure) => measure.type === 'decimal'),
    resource: {
      name,
      title: isDaily ? spec.title : `${spec.title} by ${granularity}`,
      endpoint: `GET ${spec.path}`,
      kind: spec.kind,
      granularity,
      dimensions: spec.dimensions.map(({ name, description, names }) => ({
        name,
        description,
        ...(names && { names }),
      })),
      measures: spec.measures.map(({ name, unit, type, description, within }) => ({
        name,
        unit,
        type,
        description,
        ...(within && { within }),
      })),
      metrics: spec.metrics,
      windowBuckets: maxBuckets,
      provisionalBuckets: (provisionalDaysOf(spec, granularity) * DAY) / bucketWidth(granularity),
      // Of minutes, no whole month is stored.
      ...(granularity === 'minute' ? {} : { monthClosesDays: spec.monthClosesDays ?? MONTH_CLOSES_DAYS }),
      ...(maxHistoryDays !== undefined && { maxHistoryDays }),
      ...(keepDays !== undefined && { keepDays }),
      ...(finer.length > 0 && { finer: inBucketsOf(spec, finer).resource }),
    },
  };
}

/** Minutes are for watching: what the source changes of them a day later is seen in the hours and days. */
function provisionalDaysOf({ provisionalDays }: EndpointSpec, granularity: SourceGranularity): number {
  return granularity === 'minute' ? Math.min(1, provisionalDays) : provisionalDays;
}

/** The endpoint in each width down to this one that the API has, the widest first. */
export function downTo(endpoint: Endpoint, finest: SourceGranularity): readonly Endpoint[] {
  const isWanted = (one: SourceGranularity) => bucketWidth(one) >= bucketWidth(finest);
  const wanted = endpoint.granularities.filter(isWanted);
  const spec = { ...endpoint, name: endpoint.endpointName };
  return wanted.map((_, index) => ({ ...inBucketsOf(spec, wanted.slice(index)), groupBy: endpoint.groupBy }));
}

/** The endpoint grouped by exactly these of its dimensions, in its own order. */
export function groupEndpoint(endpoint: Endpoint, names: readonly string[]): Endpoint {
  const groupBy = endpoint.dimensions.filter(({ isGrouped, name }) => isGrouped && names.includes(name));
  return { ...endpoint, groupBy: groupBy.map(({ name }) => name) };
}

/** The endpoint without grouping by these dimensions: its rows have null there, whatever the API says. */
export function omitDimensions(endpoint: Endpoint, names: readonly string[]): Endpoint {
  return { ...endpoint, groupBy: endpoint.groupBy.filter((name) => !names.includes(name)) };
}
