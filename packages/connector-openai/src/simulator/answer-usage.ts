import { aggregate } from './aggregate.ts';
import { badPageToken } from './api-error.ts';
import { DAY_MS, dayOf } from './day.ts';
import { type Endpoint, widthSeconds } from './endpoints.ts';
import type { Ledger } from './ledger.ts';
import type { EndpointName, SimulatorSwitches } from './options.ts';
import { readPageToken, writePageToken } from './page-token.ts';
import { floorToWidth, type UsageQuery } from './parse-query.ts';
import { createShape, type Shape } from './shape.ts';
import { writeBucket, writeRows } from './write-json.ts';

/** Bytes of written buckets kept in memory. */
const maximumBytes = 96 * 1024 * 1024;
const maximumShapes = 64;

/** Changes the rows of a bucket before it is written: what row faults do. */
export type RowFilter = (rows: string[]) => string[];

/** Answers usage and costs requests from a ledger. */
export interface UsageAnswerer {
  /** The body, in pieces; throws `ApiError` on a bad page token. */
  answer(endpoint: Endpoint, query: UsageQuery, request: UsageRequest): Buffer[];
  /** How series fall into groups; for costs, currency is always one more grouped dimension. */
  shape(endpoint: Endpoint, groupBy: readonly string[], filters: UsageQuery['filters']): Shape;
  forget(): void;
}

/** What belongs to one request besides its query. */
export interface UsageRequest {
  /** Milliseconds. */
  readonly now: number;
  /** Whether the page token came with `%3D` in it. */
  readonly hasEncodedEquals: boolean;
  /** Keys of other organisations see empty buckets. */
  readonly isEmpty: boolean;
  readonly rowFilter: RowFilter | null;
}

/** A shape, and the texts of its groups' dimensions as far as they were needed. */
interface KnownShape {
  readonly shape: Shape;
  readonly dimensionTexts: (string | undefined)[];
}

interface Bucket {
  readonly start: number;
  readonly end: number;
}

/** Creates the answerer; shapes and written buckets are kept within bounds. */
export function createUsageAnswerer(ledger: Ledger, switches: () => SimulatorSwitches): UsageAnswerer {
  const shapes = new Map<string, KnownShape>();
  const written = new Map<string, Buffer>();
  let bytes = 0;

  function knownShape(
    endpoint: Endpoint,
    groupBy: readonly string[],
    filters: UsageQuery['filters'],
  ): KnownShape {
    const key = shapeKey(endpoint.name, groupBy, filters);
    const known = shapes.get(key);
    if (known !== undefined) return known;
    const at = (dimension: string) => endpoint.dimensions.indexOf(dimension);
    const grouped = groupBy.map(at);
    if (endpoint.name === 'costs') grouped.push(at('currency'));
    const shape = createShape(ledger.series(endpoint.name), {
      grouped,
      filters: new Map([...filters].map(([dimension, values]) => [at(dimension), new Set(values)])),
    });
    const [oldest] = shapes.keys();
    if (shapes.size >= maximumShapes && oldest !== undefined) shapes.delete(oldest);
    const made = { shape, dimensionTexts: [] };
    shapes.set(key, made);
    return made;
  }

  function write(endpoint: Endpoint, query: UsageQuery, bucket: Bucket, request: UsageRequest): Buffer {
    if (request.isEmpty) return Buffer.from(writeBucket(bucket.start, bucket.end, [], switches()));
    const day = dayOf(bucket.start * 1000);
    const facts = ledger.facts(endpoint.name, day);
    const isSettled = request.now >= facts.settledAt;
    const key = `${shapeKey(endpoint.name, query.groupBy, query.filters)} ${bucket.start} ${bucket.end}`;
    const isKept = isSettled && request.rowFilter === null;
    const known = isKept ? written.get(key) : undefined;
    if (known !== undefined) return known;

    const { shape, dimensionTexts } = knownShape(endpoint, query.groupBy, query.filters);
    const dayStart = (day * DAY_MS) / 1000;
    const rows = aggregate(facts, shape, {
      viewAt: request.now,
      fromMinute: Math.ceil((bucket.start - dayStart) / 60),
      toMinute: Math.ceil((bucket.end - dayStart) / 60),
      kind: endpoint.kind,
    });
    const texts = writeRows(rows, shape, bucket.start, {
      endpoint,
      groupBy: query.groupBy,
      switches: switches(),
      world: ledger.world,
      quantityUnit: ledger.quantityUnit,
      dimensionTexts,
    });
    const filtered = request.rowFilter === null ? texts : request.rowFilter(texts);
    const made = Buffer.from(writeBucket(bucket.start, bucket.end, filtered, switches()));
    if (isKept) keep(key, made);
    return made;
  }

  function keep(key: string, made: Buffer): void {
    written.set(key, made);
    bytes += made.length + 200;
    for (const [oldest, buffer] of written) {
      if (bytes <= maximumBytes) break;
      written.delete(oldest);
      bytes -= buffer.length + 200;
    }
  }

  return {
    shape: (endpoint, groupBy, filters) => knownShape(endpoint, groupBy, filters).shape,
    answer(endpoint, query, request) {
      const page = planPage(endpoint, query, request, switches());
      const pieces: Buffer[] = [Buffer.from('{"object":"page","data":[')];
      for (const [index, bucket] of page.buckets.entries()) {
        if (index > 0) pieces.push(comma);
        pieces.push(write(endpoint, query, bucket, request));
      }
      const next = page.nextPage === null ? 'null' : `"${page.nextPage}"`;
      pieces.push(Buffer.from(`],"has_more":${page.hasMore},"next_page":${next}}`));
      return pieces;
    },
    forget() {
      written.clear();
      shapes.clear();
      bytes = 0;
    },
  };
}

const comma = Buffer.from(',');

function shapeKey(name: EndpointName, groupBy: readonly string[], filters: UsageQuery['filters']): string {
  return JSON.stringify([name, groupBy, [...filters]]);
}

interface Page {
  readonly buckets: readonly Bucket[];
  readonly hasMore: boolean;
  readonly nextPage: string | null;
}

/** The buckets of one page: ascending, without gaps, none that starts after now. */
function planPage(
  endpoint: Endpoint,
  query: UsageQuery,
  request: UsageRequest,
  switches: SimulatorSwitches,
): Page {
  const size = widthSeconds[query.width];
  const nowSeconds = Math.floor(request.now / 1000);
  const alignment = endpoint.name === 'costs' ? switches.costsAlignment : switches.usageAlignment;
  const begin = alignment === 'floor' ? floorToWidth(query.startTime, query.width) : query.startTime;
  // A bucket that has started is there, even when nothing in it shows yet.
  const stop = Math.min(query.endTime ?? Number.POSITIVE_INFINITY, nowSeconds + 1);
  const first = query.page === null ? begin : startOfPage(query.page, query, request, switches, nowSeconds);

  const most = Math.min(query.limit, switches.pageBuckets ?? query.limit);
  const buckets: Bucket[] = [];
  let start = first;
  while (start < stop && buckets.length < most) {
    const boundary = floorToWidth(start, query.width) + size;
    const isCut = alignment === 'partialFirst' && query.endTime !== null && query.endTime < boundary;
    buckets.push({ start, end: isCut ? (query.endTime ?? boundary) : boundary });
    start = boundary;
  }
  const hasMore = start < stop;
  const last = buckets.at(-1);
  if (!hasMore) return { buckets, hasMore, nextPage: null };
  if (switches.lyingHasMore) return { buckets, hasMore, nextPage: null };
  let next = start;
  if (switches.repeatBucketAcrossPages && buckets.length > 1) next = last?.start ?? start;
  if (switches.sameCursorForever) next = first;
  const issuedAt = switches.sameCursorForever ? query.startTime : nowSeconds;
  return { buckets, hasMore, nextPage: writePageToken(issuedAt, query.canonical, next) };
}

function startOfPage(
  token: string,
  query: UsageQuery,
  request: UsageRequest,
  switches: SimulatorSwitches,
  nowSeconds: number,
): number {
  if (switches.tokenBroken) throw badPageToken();
  if (switches.rejectPercentEncodedToken && request.hasEncodedEquals) throw badPageToken();
  if (switches.sameCursorForever) return query.startTime;
  const start = readPageToken(token, nowSeconds, query.canonical);
  if (start === null) throw badPageToken();
  return start;
}
