import { toCsv } from '../csv.ts';
import { type Decimal, formatDecimal } from '../decimal.ts';
import type { Stamp } from '../stamp.ts';
import { HOUR, toDayUtc, toIso, type UnixSeconds } from '../time.ts';
import { type Unit, unitName } from '../unit.ts';
import type { Window } from '../window.ts';
import type { ComparisonObstacle, QueryResult, ResultBucket, Series } from './result.ts';

/** Money is a decimal text, exact to the last digit; a count is a number; null is unknown. */
export type JsonValue = string | number | null;

export interface QueryJsonRow {
  /** `2026-11-22` for days and wider, `2026-11-22T10:00:00Z` for hours and minutes; absent for a query without buckets. */
  readonly bucket?: string;
  /** Absent for a query that does not split. */
  readonly dims?: Readonly<Record<string, string | null>>;
  /** What the ids in `dims` are called, where that is known. */
  readonly names?: Readonly<Record<string, string>>;
  /** The rest, where the query named only the biggest. */
  readonly other?: true;
  readonly value: JsonValue;
  /** Of the bucket: `complete`, `provisional`, `partial`, `incomplete`, `unknown`. */
  readonly state?: string;
  /** Of a week or month: the source's own buckets in it that are unknown, and those known in part; absent for none. */
  readonly unknownBuckets?: number;
  readonly incompleteBuckets?: number;
}

/** The answer to a query as the API and the command line give it. */
export interface QueryJson {
  readonly metric: string;
  readonly field?: string;
  readonly unit: string;
  readonly fn: string | null;
  readonly window: { readonly start: string; readonly end: string };
  /** What was left out at the end of the window because the source may still change it; absent where nothing was. */
  readonly leftOut?: {
    readonly window: { readonly start: string; readonly end: string };
    readonly buckets: number;
  };
  readonly value: JsonValue;
  readonly rows: readonly QueryJsonRow[];
  readonly comparison?: {
    readonly window: { readonly start: string; readonly end: string };
    readonly value: JsonValue;
    readonly unknownBuckets: number;
    /** Why a change cannot be told; null where it can. */
    readonly obstacle: ComparisonObstacle | null;
  };
  readonly stamp: Stamp | null;
  /** All of them, where the number has several sources. */
  readonly stamps?: readonly Stamp[];
}

/** Turns a result into the JSON that scripts rely on. */
export function toQueryJson(result: QueryResult): QueryJson {
  const { unit } = result;
  const split = result.by.length > 0;
  const rows = result.series.flatMap((series): QueryJsonRow[] => {
    const head = series.isOther ? { other: true as const } : split ? dimsOf(series) : {};
    if (result.buckets.length === 0)
      return split ? [{ ...head, value: toJsonValue(series.value, unit) }] : [];
    return result.buckets.flatMap((bucket, index) =>
      bucket.state === 'future'
        ? []
        : [
            {
              bucket: bucketName(bucket),
              ...head,
              value: toJsonValue(series.points[index] ?? null, unit),
              state: bucket.state,
              ...gapsJson(bucket),
            },
          ],
    );
  });
  const [stamp] = result.stamps;
  return {
    metric: result.metric,
    ...(result.field === null ? {} : { field: result.field }),
    unit: unitName(unit),
    fn: result.fn,
    window: windowJson(result.window),
    ...(result.leftOut
      ? { leftOut: { window: windowJson(result.leftOut.window), buckets: result.leftOut.buckets } }
      : {}),
    value: toJsonValue(result.value, unit),
    rows: rows.length === 0 && !split ? [{ value: toJsonValue(result.value, unit) }] : rows,
    ...(result.comparison
      ? {
          comparison: {
            window: windowJson(result.comparison.window),
            value: toJsonValue(result.comparison.value, unit),
            unknownBuckets: result.comparison.unknownBuckets,
            obstacle: result.comparison.obstacle,
          },
        }
      : {}),
    stamp: stamp ?? null,
    ...(result.stamps.length > 1 ? { stamps: result.stamps } : {}),
  };
}

function gapsJson({ gaps }: ResultBucket): Pick<QueryJsonRow, 'unknownBuckets' | 'incompleteBuckets'> {
  const { unknownBuckets = 0, incompleteBuckets = 0 } = gaps ?? {};
  return {
    ...(unknownBuckets > 0 ? { unknownBuckets } : {}),
    ...(incompleteBuckets > 0 ? { incompleteBuckets } : {}),
  };
}

function windowJson({ start, end }: Window) {
  return { start: toIso(start), end: toIso(end) };
}

function dimsOf({ dimensions, names }: Series): Pick<QueryJsonRow, 'dims' | 'names'> {
  if (names === undefined) return { dims: dimensions };
  return {
    dims: dimensions,
    names: Object.fromEntries(Object.entries(names).map(([dimension, { name }]) => [dimension, name])),
  };
}

/** Money stays text, and so does a whole number beyond 2^53; any other is the nearest JSON number. */
export function toJsonValue(value: Decimal | null, unit: Unit): JsonValue {
  if (value === null) return null;
  const text = formatDecimal(value);
  if (unit.kind === 'money') return text;
  const number = Number(text);
  return value.scale === 0 && !Number.isSafeInteger(number) ? text : number;
}

function bucketName(bucket: { readonly start: UnixSeconds; readonly end: UnixSeconds }): string {
  return bucket.end - bucket.start <= HOUR ? toIso(bucket.start) : toDayUtc(bucket.start);
}

/**
 * Turns a result into CSV (RFC 4180) with exact numbers: one line a bucket and series. Beside a column of ids that have
 * names stands one of the names: `project_id`, `project_name`. Weeks and months have two columns more: how many of the
 * source's own buckets in them are unknown, or known in part.
 */
export function toQueryCsv(result: QueryResult): string {
  const isNamed = (dimension: string) => result.named?.includes(dimension) ?? false;
  const isWide = result.buckets.some(({ gaps }) => gaps !== undefined);
  const head = [
    ...(result.buckets.length > 0 ? ['bucket', 'state'] : []),
    ...result.by.flatMap((name) => (isNamed(name) ? [name, `${name.replace(/_id$/, '')}_name`] : [name])),
    `${result.metric}${result.field ? `.${result.field}` : ''}`,
    'unit',
    ...(isWide ? ['unknown_buckets', 'incomplete_buckets'] : []),
  ];
  const lines = result.series.flatMap((series) => {
    const names = result.by.flatMap((name) => {
      const id = series.isOther ? series.label : (series.dimensions[name] ?? '');
      return isNamed(name) ? [id, series.names?.[name]?.name ?? ''] : [id];
    });
    const line = (value: Decimal | null, bucket?: ResultBucket) => [
      ...(bucket ? [bucketName(bucket), bucket.state] : []),
      ...names,
      value === null ? '' : formatDecimal(value),
      unitName(result.unit),
      ...(bucket?.gaps ? [`${bucket.gaps.unknownBuckets}`, `${bucket.gaps.incompleteBuckets}`] : []),
    ];
    if (result.buckets.length === 0) return [line(series.value)];
    return result.buckets.flatMap((bucket, index) =>
      bucket.state === 'future' ? [] : [line(series.points[index] ?? null, bucket)],
    );
  });
  return toCsv([head, ...lines]);
}
