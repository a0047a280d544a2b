import { bucketWidth, type SourceGranularity, type UnixSeconds, type Window } from '@shipstats/core';
import { z } from 'zod';
import type { PageQuery } from './page-query.ts';

/** Where a fetch goes on: behind the buckets received, and with which page of which request. */
export interface Position {
  /** The first moment that is not received yet. */
  readonly at: UnixSeconds;
  readonly query: PageQuery;
  /** The API's page token; null asks `query` from its start. */
  readonly page: string | null;
  /** Dimensions that the API does not group these days by. Default: none. */
  readonly omit?: readonly string[];
}

const moment = z.int().multipleOf(bucketWidth('minute'));
const cursorSchema = z.strictObject({
  v: z.literal(1),
  at: moment,
  start: moment,
  end: moment.nullable(),
  limit: z.int().min(1).max(10_000),
  page: z.string().min(1),
  // The token is one of just this grouping. Absent where nothing is left out, as in cursors of earlier versions.
  omit: z.array(z.string()).min(1).optional(),
});

/** Writes a position as the text that is stored; null where the time alone says how to go on. */
export function formatCursor({ at, query, page, omit = [] }: Position): string | null {
  if (page === null) return null;
  return JSON.stringify({
    v: 1,
    at,
    ...query,
    page,
    ...(omit.length > 0 && { omit: [...omit] }),
  } satisfies z.input<typeof cursorSchema>);
}

/** Reads a stored position back; undefined for a text that is none, or none of this window and its buckets. */
export function parseCursor(
  text: string,
  window: Window,
  granularity: SourceGranularity,
): Position | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // SyntaxError: written by another version or by nobody.
    return undefined;
  }
  const result = cursorSchema.safeParse(json);
  if (!result.success) return undefined;
  const { at, start, end, limit, page, omit = [] } = result.data;
  const width = bucketWidth(granularity);
  const isAligned = [at, start, end ?? 0].every((one) => one % width === 0);
  const isOfWindow =
    isAligned && at >= window.start && at < window.end && start <= at && (end === null || end <= window.end);
  return isOfWindow ? { at, query: { start, end, limit }, page, omit } : undefined;
}
