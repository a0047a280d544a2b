import type { UrlParams } from '@shipstats/connector-kit';
import { bucketWidth, type UnixSeconds, type Window } from '@shipstats/core';
import type { Endpoint } from './endpoint.ts';
import { GRANULARITIES } from './granularity.ts';

/** The part of a request that a page token is bound to: it must come again with each token, unchanged. */
export interface PageQuery {
  readonly start: UnixSeconds;
  /** Exclusive; null asks for everything up to now. */
  readonly end: UnixSeconds | null;
  /** How many buckets to ask for. */
  readonly limit: number;
}

/** A page of so many rows is large enough: more of them at once would only take memory. */
export const ROWS_PER_PAGE = 32_000;

/** How many rows a bucket of each endpoint, by name, had when it was last read. */
export type RowsPerBucket = Map<string, number>;

/**
 * The part of a window to ask for at once: all of it, but for endpoints that had many rows a bucket when they were
 * last read. Buckets that are asked for by their own start and end need no page token.
 */
export function limitPart(
  start: UnixSeconds,
  window: Window,
  { endpoint, rowsPerBucket }: { readonly endpoint: Endpoint; readonly rowsPerBucket: RowsPerBucket },
): Window {
  const rows = Math.max(1, rowsPerBucket.get(endpoint.name) ?? 0);
  const buckets = Math.max(1, Math.floor(ROWS_PER_PAGE / rows));
  const length = buckets * bucketWidth(endpoint.granularity);
  const end = buckets < endpoint.maxBuckets ? Math.min(window.end, start + length) : window.end;
  return { start, end };
}

/**
 * Plans one request for a span of buckets.
 *
 * `end` is left out when the span is not over: an end in the future may be refused, and one that moves makes page
 * tokens invalid.
 */
export function planQuery(
  { start, end }: Window,
  {
    now,
    endpoint: { granularity, maxBuckets },
  }: {
    readonly now: UnixSeconds;
    readonly endpoint: Pick<Endpoint, 'granularity' | 'maxBuckets'>;
  },
): PageQuery {
  return {
    start,
    end: end > now ? null : end,
    limit: Math.min(maxBuckets, Math.max(1, Math.ceil((end - start) / bucketWidth(granularity)))),
  };
}

/** The query parameters of a request, lists repeated as the API's specification has it. */
export function toParams(
  endpoint: Pick<Endpoint, 'groupBy' | 'granularity'>,
  query: PageQuery,
  { projectIds, page }: { readonly projectIds: readonly string[]; readonly page: string | null },
): UrlParams {
  return {
    start_time: query.start,
    end_time: query.end ?? undefined,
    bucket_width: GRANULARITIES[endpoint.granularity].bucketWidth,
    group_by: endpoint.groupBy,
    project_ids: projectIds,
    limit: query.limit,
    page: page ?? undefined,
  };
}
