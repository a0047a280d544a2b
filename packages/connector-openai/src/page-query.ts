import type { UrlParams } from '@shipstats/connector-kit';
import { DAY, type UnixSeconds, type Window } from '@shipstats/core';
import type { Endpoint } from './endpoint.ts';

/** The part of a request that a page token is bound to: it must come again with each token, unchanged. */
export interface PageQuery {
  readonly start: UnixSeconds;
  /** Exclusive; null asks for everything up to now. */
  readonly end: UnixSeconds | null;
  /** How many daily buckets to ask for. */
  readonly limit: number;
}

/**
 * Plans the request that begins at `start`: one for the whole rest of the window where the API allows it.
 *
 * `end` is left out when the window is not over: an end in the future may be refused, and one that moves makes
 * page tokens invalid.
 */
export function planQuery(
  start: UnixSeconds,
  {
    window,
    now,
    maxBuckets,
  }: { readonly window: Window; readonly now: UnixSeconds; readonly maxBuckets: number },
): PageQuery {
  return {
    start,
    end: window.end > now ? null : window.end,
    limit: Math.min(maxBuckets, Math.max(1, Math.ceil((window.end - start) / DAY))),
  };
}

/** The query parameters of a request, lists repeated as the API's specification has it. */
export function toParams(
  endpoint: Pick<Endpoint, 'groupBy'>,
  query: PageQuery,
  { projectIds, page }: { readonly projectIds: readonly string[]; readonly page: string | null },
): UrlParams {
  return {
    start_time: query.start,
    end_time: query.end ?? undefined,
    bucket_width: '1d',
    group_by: endpoint.groupBy,
    project_ids: projectIds,
    limit: query.limit,
    page: page ?? undefined,
  };
}
