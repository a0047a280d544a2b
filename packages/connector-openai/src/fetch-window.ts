import {
  bucketStart,
  bucketWidth,
  type Clock,
  ConnectorError,
  type FetchedBucket,
  type FetchedPage,
  formatBucket,
  toUnixSeconds,
  type UnixSeconds,
  type Window,
} from '@shipstats/core';
import { formatCursor, type Position, parseCursor } from './cursor.ts';
import type { Endpoint } from './endpoint.ts';
import { findFirstDay, type GroupingFloors, isRefusedDay } from './grouping-floor.ts';
import { limitPart, planQuery, ROWS_PER_PAGE, type RowsPerBucket } from './page-query.ts';
import { labelOf, PageTooLarge, type ReceivedBucket, type ReceivedPage } from './read-page.ts';

export interface FetchWindowOptions {
  readonly endpoint: Endpoint;
  readonly window: Window;
  /** As an earlier page's `next` gave it; a cursor that cannot be read starts the window again. */
  readonly cursor: string | null;
  readonly clock: Clock;
  /** What is known from earlier fetches; updated by this one. */
  readonly rowsPerBucket: RowsPerBucket;
  readonly floors: GroupingFloors;
  /** Sends one request; may throw PageTooLarge where `maxRows` is given. */
  readonly ask: (position: Position, maxRows?: number) => Promise<ReceivedPage>;
  readonly onWarning: (message: string) => void;
  /** More pages than this for one window is an error. Default: two for each of its buckets. */
  readonly maxPages?: number;
}

/**
 * Reads one window of buckets, page by page.
 *
 * Page tokens are followed but not relied on: when the API refuses one (it does, for reasons unknown) or forgets to
 * give one, a new request begins where the last bucket ended. Whatever else does not get ahead is an error, never
 * an end: a window that is not received whole must not look as if it were.
 *
 * @throws ConnectorError `incomplete` when the API says that there is more and does not give it
 */
export async function* fetchWindow(options: FetchWindowOptions): AsyncGenerator<FetchedPage> {
  const broken = new Map<string, number>();
  const ask: typeof options.ask = async (...request) => {
    const page = await options.ask(...request);
    for (const [identity, rows] of page.broken) broken.set(identity, (broken.get(identity) ?? 0) + rows);
    return page;
  };
  try {
    yield* readWindow({ ...options, ask });
  } finally {
    // Once a window, however many pages it took.
    for (const [identity, rows] of broken) {
      options.onWarning(
        `${labelOf(options.endpoint)}: ${identity} (${rows} ${rows === 1 ? 'row' : 'rows'}, kept as they are)`,
      );
    }
  }
}

async function* readWindow(options: FetchWindowOptions): AsyncGenerator<FetchedPage> {
  const { endpoint, window, cursor, clock, rowsPerBucket, floors, ask, onWarning } = options;
  const width = bucketWidth(endpoint.granularity);
  const maxPages = options.maxPages ?? 2 * Math.ceil((window.end - window.start) / width) + 2;
  const name = (at: UnixSeconds) => formatBucket(at, endpoint.granularity);
  const begin = (at: UnixSeconds): Position => {
    const { omit, until } = floors.at(at);
    const part = { start: window.start, end: Math.min(window.end, until) };
    return {
      at,
      query: planQuery(limitPart(at, part, { endpoint, rowsPerBucket }), {
        now: toUnixSeconds(clock()),
        endpoint,
      }),
      page: null,
      omit,
    };
  };
  const incomplete = (problem: string) =>
    new ConnectorError(`openai: GET ${endpoint.path} ${problem}. What came before is kept.`, {
      code: 'incomplete',
      hint: 'The next sync tries again from there.',
    });

  const resumed = cursor === null ? undefined : parseCursor(cursor, window, endpoint.granularity);
  if (cursor !== null && resumed === undefined) {
    onWarning(`${labelOf(endpoint)}: the stored page cannot be used, reading on from ${name(window.start)}`);
  }
  let position = resumed ?? begin(bucketStart(window.start, endpoint.granularity));
  /** Set where the API had more to give and no usable token: the new request must bring something. */
  let mustAdvance = false;
  let trustsTokens = true;
  const seenPages = new Set<string>();

  for (let pages = 0; pages < maxPages; pages += 1) {
    // Nothing of it has begun, so there is nothing to ask for.
    if (position.at > toUnixSeconds(clock())) {
      yield { buckets: [], next: null };
      return;
    }
    if (position.page !== null) seenPages.add(position.page);
    let page: ReceivedPage;
    try {
      // What is known of the size may not hold for these days: quiet ones come before busy ones. A single bucket cannot
      // be divided, and a page's token needs its whole query.
      const isDivisible = position.page === null && position.query.limit > 1;
      page = await ask(position, isDivisible ? ROWS_PER_PAGE : undefined);
    } catch (error) {
      if (error instanceof PageTooLarge) {
        rowsPerBucket.set(endpoint.name, error.rowsPerBucket);
        position = begin(position.at);
        continue;
      }
      if (isRefusedDay(error) && (await findFloor(error, position, options))) {
        position = begin(position.at);
        continue;
      }
      if (position.page === null || !isInvalidToken(error)) throw error;
      onWarning(
        `${labelOf(endpoint)}: the API refused its own page token, reading on from ${name(position.at)}`,
      );
      position = begin(position.at);
      mustAdvance = true;
      trustsTokens = false;
      continue;
    }

    const now = toUnixSeconds(clock());
    const buckets = selectBuckets(page.buckets, { window, position, now, endpoint, onWarning });
    for (const warning of page.warnings) onWarning(warning);
    const at = Math.max(position.at, (buckets.at(-1)?.start ?? Number.NEGATIVE_INFINITY) + width);
    const hasAdvanced = at > position.at;
    noteRows(buckets, { endpoint, rowsPerBucket, now });
    if (!hasAdvanced && (page.hasMore || mustAdvance)) {
      throw incomplete(`says that there is more after ${name(position.at)}, but does not give it`);
    }
    const { end } = position.query;
    // The buckets that this request was for are done, and others of the window are left.
    if (end !== null && end < window.end && (!page.hasMore || at >= end)) {
      position = begin(Math.max(at, end));
      mustAdvance = false;
      yield { buckets, next: { start: position.at, cursor: null } };
      continue;
    }
    // Everything that was asked for is there: more can only be buckets that began in the meantime.
    const isDone = !page.hasMore || at >= window.end || at > now;
    if (isDone) {
      yield { buckets, next: null };
      return;
    }
    if (!isAscending(page.buckets)) {
      throw incomplete('gives its buckets out of order, so that nobody can tell which are missing');
    }
    if (page.nextPage !== null && seenPages.has(page.nextPage)) {
      throw incomplete('gives the same page token again and again');
    }
    mustAdvance = page.nextPage === null || !trustsTokens;
    position = mustAdvance ? begin(at) : { ...position, at, page: page.nextPage };
    yield { buckets, next: { start: at, cursor: formatCursor(position) } };
  }
  throw incomplete(`gave ${maxPages} pages for one window and still has more`);
}

/** Finds out from when on the API gives this grouping; false where it cannot do with less. */
async function findFloor(
  error: ConnectorError,
  position: Position,
  { endpoint, window, clock, floors, ask, onWarning }: FetchWindowOptions,
): Promise<boolean> {
  const refused = position.at;
  const width = bucketWidth(endpoint.granularity);
  const today = bucketStart(toUnixSeconds(clock()), endpoint.granularity);
  const first = await findFirstDay(error, {
    refused,
    end: Math.min(window.end, today + width),
    width,
    isGiven: async (day) => {
      const query = { start: day, end: day < today ? day + width : null, limit: 1 };
      return ask({ ...position, at: day, query, page: null }).then(
        () => true,
        (reason: unknown) => {
          if (isRefusedDay(reason)) return false;
          throw reason;
        },
      );
    },
  });
  if (!floors.raise(refused, first)) return false;
  const { omit } = floors.at(refused);
  onWarning(
    `${labelOf(endpoint)}: the API does not group days before ${formatBucket(first, endpoint.granularity)} by ${omit.join(', ')}: they are read without`,
  );
  return true;
}

interface SelectContext extends Pick<FetchWindowOptions, 'endpoint' | 'window' | 'onWarning'> {
  readonly position: Position;
  readonly now: UnixSeconds;
}

/** The buckets that were asked for, each once, in order; for one that came twice, what came last. */
function selectBuckets(received: readonly ReceivedBucket[], context: SelectContext): FetchedBucket[] {
  const { window, position, now, endpoint, onWarning } = context;
  const chosen = new Map<UnixSeconds, FetchedBucket>();
  const { granularity } = endpoint;
  const width = bucketWidth(granularity);
  for (const { start, end, rows, quarantined } of received) {
    // Not begun: a server that fills up the days to come.
    if (start > now) continue;
    // Without an end the API answers up to now, and the bucket may have changed since the window was planned.
    if (start >= window.end && position.query.end === null) continue;
    // The bucket that is not over may end where the API's numbers do.
    const isCurrent = start + width > now && end > start && end < start + width;
    const isWhole = start % width === 0 && (end - start === width || isCurrent);
    if (!isWhole || start < window.start || start >= window.end) {
      const problem = isWhole ? 'outside of what was asked for' : `not one whole UTC ${granularity}`;
      onWarning(`${labelOf(endpoint)}: left out a bucket from ${start} to ${end}: ${problem}`);
      continue;
    }
    chosen.set(start, { start, rows, quarantined });
  }
  return [...chosen.values()].sort((a, b) => a.start - b.start);
}

function noteRows(
  buckets: readonly FetchedBucket[],
  {
    endpoint,
    rowsPerBucket,
    now,
  }: Pick<FetchWindowOptions, 'endpoint' | 'rowsPerBucket'> & { readonly now: UnixSeconds },
): void {
  if (buckets.length === 0) return;
  const width = bucketWidth(endpoint.granularity);
  const finished = buckets.filter((bucket) => bucket.start + width <= now);
  const measured = finished.length > 0 ? finished : buckets;
  const rows = measured.reduce((sum, bucket) => sum + bucket.rows.length, 0);
  const average = Math.ceil(rows / measured.length);
  // A bucket that has just begun says nothing of whole ones, but that they have as many rows at least.
  const known = finished.length > 0 ? 0 : (rowsPerBucket.get(endpoint.name) ?? 0);
  rowsPerBucket.set(endpoint.name, Math.max(known, average));
}

function isAscending(buckets: readonly ReceivedBucket[]): boolean {
  return buckets.every((bucket, index) => index === 0 || bucket.start >= (buckets[index - 1]?.start ?? 0));
}

/** The one 400 that a new request mends; there is only its sentence to tell it by. */
function isInvalidToken(error: unknown): boolean {
  return (
    error instanceof ConnectorError && error.status === 400 && /page token is invalid/i.test(error.message)
  );
}
