import {
  add,
  type BucketState,
  DAY,
  type Decimal,
  parseDecimal,
  type QueryResult,
  type ResultBucket,
  type Series,
  type Stamp,
  toDayUtc,
  usd,
  ZERO,
} from '@shipstats/core';

/** The moment at which samples are looked at. */
export const SAMPLE_NOW = new Date('2026-11-22T10:04:00Z');

const TODAY = Date.UTC(2026, 10, 22) / 1000;

export interface SampleOptions {
  readonly names?: readonly string[];
  readonly buckets?: number;
  /** Seconds a bucket is wide; a day if not told. */
  readonly width?: number;
  /** States counted from the last bucket back: `{ 0: 'partial' }`. */
  readonly states?: Readonly<Record<number, BucketState>>;
  /** Replaces the generated number of a series (by place) in a bucket (by place); null for unknown. */
  readonly point?: (series: number, bucket: number) => string | null | undefined;
  readonly result?: Partial<QueryResult>;
  readonly stamp?: Partial<Stamp>;
  readonly hasOther?: boolean;
}

/** A result like those of a store, made of a fixed pattern: for tests of drawings and for the gallery. */
export function sampleResult(options: SampleOptions = {}): QueryResult {
  const {
    names = [''],
    buckets: total = 30,
    width = DAY,
    states = DEFAULT_STATES,
    hasOther = false,
  } = options;
  const start = TODAY + DAY - total * width;
  const buckets: ResultBucket[] = Array.from({ length: total }, (_, index) => ({
    start: start + index * width,
    end: start + (index + 1) * width,
    state: states[total - 1 - index] ?? 'complete',
  }));
  const series = names.map((name, place): Series => {
    const points = buckets.map((bucket, index) => {
      if (bucket.state === 'unknown' || bucket.state === 'future') return null;
      const given = options.point?.(place, index);
      if (given === null) return null;
      return parse(given ?? wave(place, index, bucket));
    });
    const value = points.some((point) => point !== null)
      ? points.reduce<Decimal>((sum, point) => (point === null ? sum : add(sum, point)), ZERO)
      : null;
    const isOther = hasOther && place === names.length - 1;
    return {
      key: name,
      label: name === '' ? 'Total' : name,
      dimensions: name === '' ? {} : { model: isOther ? null : name },
      isOther,
      value,
      points,
      previous: value === null ? null : scaled(value, 80n + ((BigInt(place) * 37n) % 60n)),
    };
  });
  const value = series.every((one) => one.value === null)
    ? null
    : series.reduce<Decimal>((sum, one) => (one.value === null ? sum : add(sum, one.value)), ZERO);
  const window = { start, end: start + total * width };
  const isSplit = names.length > 1 || names[0] !== '';
  return {
    metric: 'openai_cost_usd',
    title: 'Spend',
    field: null,
    unit: usd,
    fn: 'sum',
    kind: 'flow',
    moreIs: 'worse',
    window,
    by: isSplit ? ['model'] : [],
    value,
    buckets,
    series,
    seriesCount: hasOther ? names.length + 7 : names.length,
    leftOut: null,
    comparison: {
      window: { start: start - total * width, end: start },
      value: value === null ? null : scaled(value, 89n),
      unknownBuckets: 0,
      obstacle: null,
    },
    stamps: [sampleStamp(buckets, options.stamp)],
    ...options.result,
  };
}

const DEFAULT_STATES: Readonly<Record<number, BucketState>> = {
  0: 'partial',
  1: 'provisional',
  2: 'provisional',
  3: 'provisional',
};

/** A stamp that fits the buckets. */
export function sampleStamp(buckets: readonly ResultBucket[], changes: Partial<Stamp> = {}): Stamp {
  const count = (state: BucketState) => buckets.filter((bucket) => bucket.state === state).length;
  const last = buckets.findLast((bucket) => bucket.state !== 'unknown' && bucket.state !== 'future');
  const provisional = buckets.find((bucket) => bucket.state === 'provisional');
  return {
    source: {
      connector: 'openai',
      title: 'OpenAI',
      resource: 'Costs',
      endpoint: 'GET /v1/organization/costs',
    },
    synthetic: false,
    syncedAt: '2026-11-22T10:00:00Z',
    through: last ? toDayUtc(last.start) : null,
    partial: last?.state === 'partial',
    provisionalBuckets: count('provisional'),
    provisionalFrom: provisional ? toDayUtc(provisional.start) : null,
    unknownBuckets: count('unknown'),
    incompleteBuckets: count('incomplete'),
    stale: false,
    error: null,
    ...changes,
  };
}

/** Weekdays high, weekends low, slowly growing, smaller for later series, with some digits beyond cents. */
function wave(place: number, index: number, bucket: ResultBucket): string {
  const weekend = [0, 6].includes(new Date(bucket.start * 1000).getUTCDay());
  const size = 60 / (place + 1) ** 1.15;
  const swing = 1 + 0.16 * Math.sin(index * 1.7 + place) + index * 0.009;
  const share = bucket.state === 'partial' ? 0.42 : 1;
  return (size * swing * share * (weekend ? 0.55 : 1)).toFixed(5);
}

function parse(text: string): Decimal {
  const decimal = parseDecimal(text);
  if (!decimal) throw new RangeError(`not a number: ${text}`);
  return decimal;
}

function scaled(value: Decimal, percent: bigint): Decimal {
  return { coefficient: value.coefficient * percent, scale: value.scale + 2 };
}
