import {
  DAY,
  type FetchedBucket,
  formatDecimal,
  type MeasureValue,
  parseDecimal,
  type ReadRequest,
} from '@shipstats/core';
import type { Commit, Store } from '../store.ts';
import { FIRST_DAY, LATER, TEST_RESOURCE } from './resource.ts';

/** A row of a test: model, project, tokens, cost. */
export type Row = readonly [
  model: string | null,
  project: string | null,
  tokens: MeasureValue,
  cost?: string,
];

/** The rows of one day of the tests. */
export function bucket(
  day: number,
  rows: readonly Row[],
  quarantined: FetchedBucket['quarantined'] = [],
): FetchedBucket {
  return {
    start: FIRST_DAY + day * DAY,
    rows: rows.map(([model, project, tokens, cost]) => ({
      dimensions: [model, project, null],
      values: [tokens, cost === undefined ? null : (parseDecimal(cost) ?? null)],
    })),
    quarantined,
  };
}

/** A commit of connector `a`, long after the buckets' end. */
export function commitOf(buckets: readonly FetchedBucket[], more: Partial<Commit> = {}): Commit {
  return {
    connector: 'a',
    resource: TEST_RESOURCE.name,
    buckets,
    syncedAt: LATER,
    identity: 'all',
    progress: null,
    lease: null,
    ...more,
  };
}

/** Rows of an answer as short lists: the day's number, the dimensions, the exact value. */
export async function ask(store: Store, request: Partial<ReadRequest> = {}): Promise<unknown[]> {
  const rows = await store.read({
    connector: 'a',
    resource: TEST_RESOURCE.name,
    measure: 'tokens',
    window: { start: FIRST_DAY, end: FIRST_DAY + 100 * DAY },
    by: [],
    filter: [],
    bucketed: false,
    ...request,
  });
  return rows.map((row) => [
    ...(row.bucket === null ? [] : [(row.bucket - FIRST_DAY) / DAY]),
    ...row.dimensions,
    row.value === null ? null : formatDecimal(row.value),
  ]);
}

/** Days, their rows and what is wrong with them. */
export async function states(store: Store): Promise<unknown[]> {
  const buckets = await store.buckets('a', TEST_RESOURCE.name, { start: 0, end: 2 * LATER });
  return buckets.map((info) => [
    (info.start - FIRST_DAY) / DAY,
    info.rows,
    ...(info.incomplete ? ['incomplete'] : []),
    ...(info.vanished ? ['vanished'] : []),
  ]);
}
