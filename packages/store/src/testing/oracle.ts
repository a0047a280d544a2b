import {
  add,
  type Decimal,
  type FetchedBucket,
  formatDecimal,
  fromNumber,
  type MeasureValue,
  nextBucket,
  type ReadRequest,
  type ResourceSpec,
  type SampleRow,
  type UnixSeconds,
} from '@shipstats/core';
import type { Commit, CommitSummary, Revision } from '../store.ts';
import { matchesFilter } from './matches-filter.ts';

interface OracleRow {
  readonly dimensions: readonly (string | null)[];
  readonly values: readonly (Decimal | null)[];
}

interface OracleBucket {
  readonly rows: ReadonlyMap<string, OracleRow>;
  readonly syncedAt: UnixSeconds;
  readonly identity: string;
  readonly incomplete: boolean;
  /** Rows are missing that could not be read; not so where a whole answer was kept. */
  readonly rowsMissing: boolean;
  readonly vanishedAt: UnixSeconds | null;
}

/** What a store should hold of one resource, in plain JavaScript. */
export interface Oracle {
  commit(commit: Commit): CommitSummary;
  /** One line a row, sorted: bucket, dimensions and the exact value. */
  read(request: ReadRequest): string[];
  buckets(): readonly {
    start: UnixSeconds;
    rows: number;
    syncedAt: UnixSeconds;
    identity: string;
    incomplete: boolean;
    vanished: boolean;
  }[];
  /** Oldest first. */
  readonly revisions: readonly Revision[];
  /** The values of a dimension, those in most buckets first. */
  values(dimension: string): readonly (string | null)[];
  deleteBefore(before: UnixSeconds): number;
}

export function createOracle(spec: ResourceSpec): Oracle {
  const stored = new Map<UnixSeconds, OracleBucket>();
  const revisions: Revision[] = [];

  const commitBucket = (commit: Commit, bucket: FetchedBucket) => {
    const before = stored.get(bucket.start);
    const isEmpty = bucket.rows.length === 0 && bucket.quarantined.length === 0;
    if (isEmpty && before && before.rows.size > 0 && before.identity === commit.identity) {
      if (before.vanishedAt === null || commit.syncedAt <= before.vanishedAt) {
        stored.set(bucket.start, {
          ...before,
          syncedAt: commit.syncedAt,
          vanishedAt: before.vanishedAt ?? commit.syncedAt,
        });
        return { vanished: true, rows: 0, revised: false };
      }
    }
    const isOver = before !== undefined && before.syncedAt >= nextBucket(bucket.start, spec.granularity);
    const isSameQuestion = before?.identity === commit.identity;
    const isWhole = isOver && isSameQuestion && before.rows.size > 0 && !before.rowsMissing;
    if (isWhole && bucket.quarantined.some((row) => row.dimensions === null)) {
      stored.set(bucket.start, { ...before, syncedAt: commit.syncedAt, incomplete: true, vanishedAt: null });
      return { vanished: false, rows: 0, revised: false };
    }
    const rows = mergeRows(bucket.rows);
    for (const { dimensions } of bucket.quarantined) {
      const key = JSON.stringify(dimensions);
      const previous = isSameQuestion ? before?.rows.get(key) : undefined;
      if (previous) rows.set(key, previous);
    }
    const changes = isOver && isSameQuestion ? findChanges(commit, bucket.start, before.rows, rows) : [];
    revisions.push(...changes);
    stored.set(bucket.start, {
      rows,
      syncedAt: commit.syncedAt,
      identity: commit.identity,
      incomplete: bucket.quarantined.length > 0,
      rowsMissing: bucket.quarantined.length > 0,
      vanishedAt: null,
    });
    return { vanished: false, rows: rows.size, revised: changes.length > 0 };
  };

  const findChanges = (
    commit: Commit,
    bucket: UnixSeconds,
    before: ReadonlyMap<string, OracleRow>,
    after: ReadonlyMap<string, OracleRow>,
  ): Revision[] =>
    spec.measures.flatMap(({ name }, index) => {
      const [old, now] = [before, after].map((rows) =>
        toText(total([...rows.values()].map((row) => row.values[index] ?? null))),
      );
      if (old === now) return [];
      return [
        {
          connector: commit.connector,
          resource: commit.resource,
          bucket,
          measure: name,
          before: old ?? null,
          after: now ?? null,
          seenAt: commit.syncedAt,
        },
      ];
    });

  return {
    revisions,
    commit: (commit) => {
      const last = new Map(commit.buckets.map((bucket) => [bucket.start, bucket]));
      const results = [...last.values()]
        .sort((left, right) => left.start - right.start)
        .map((bucket) => ({ bucket, ...commitBucket(commit, bucket) }));
      return {
        buckets: last.size,
        rows: results.reduce((sum, result) => sum + result.rows, 0),
        quarantined: results.reduce((sum, { bucket }) => sum + bucket.quarantined.length, 0),
        vanished: results.filter((result) => result.vanished).map(({ bucket }) => bucket.start),
        revised: results.filter((result) => result.revised).map(({ bucket }) => bucket.start),
      };
    },
    read: (request) => {
      const measure = spec.measures.findIndex(({ name }) => name === request.measure);
      const position = (name: string) => spec.dimensions.findIndex((dimension) => dimension.name === name);
      const groups = new Map<string, (Decimal | null)[]>();
      for (const [start, { rows }] of stored) {
        if (start < request.window.start || start >= request.window.end) continue;
        for (const row of rows.values()) {
          const dimensionOf = (name: string) => row.dimensions[position(name)] ?? null;
          if (!matchesFilter(request.filter, dimensionOf)) continue;
          const key = JSON.stringify([request.bucketed ? start : null, request.by.map(dimensionOf)]);
          groups.set(key, [...(groups.get(key) ?? []), row.values[measure] ?? null]);
        }
      }
      return [...groups].map(([key, values]) => `${key} ${toText(total(values))}`).sort();
    },
    buckets: () =>
      [...stored]
        .map(([start, bucket]) => ({
          start,
          rows: bucket.rows.size,
          syncedAt: bucket.syncedAt,
          identity: bucket.identity,
          incomplete: bucket.incomplete,
          vanished: bucket.vanishedAt !== null,
        }))
        .sort((left, right) => left.start - right.start),
    values: (dimension) => {
      const index = spec.dimensions.findIndex(({ name }) => name === dimension);
      const uses = new Map<string | null, number>();
      for (const { rows } of stored.values()) {
        for (const row of rows.values()) {
          const value = row.dimensions[index] ?? null;
          uses.set(value, (uses.get(value) ?? 0) + 1);
        }
      }
      return [...uses]
        .sort(([left, leftUses], [right, rightUses]) => rightUses - leftUses || compareValues(left, right))
        .map(([value]) => value);
    },
    deleteBefore: (before) => {
      const old = [...stored.keys()].filter((start) => start < before);
      for (const start of old) stored.delete(start);
      return old.length;
    },
  };
}

function mergeRows(rows: readonly SampleRow[]): Map<string, OracleRow> {
  const merged = new Map<string, OracleRow>();
  for (const { dimensions, values } of rows) {
    const key = JSON.stringify(dimensions);
    const before = merged.get(key);
    merged.set(key, {
      dimensions,
      values: values.map((value, index) => total([before?.values[index] ?? null, toDecimal(value)])),
    });
  }
  return merged;
}

function toDecimal(value: MeasureValue): Decimal | null {
  return typeof value === 'number' ? fromNumber(value) : value;
}

/** Null only where there is no number at all. */
function total(values: readonly (Decimal | null)[]): Decimal | null {
  return values.reduce((sum, value) => (sum === null ? value : value === null ? sum : add(sum, value)), null);
}

function toText(value: Decimal | null): string | null {
  return value === null ? null : formatDecimal(value);
}

/** By their UTF-8 text, none last. */
function compareValues(left: string | null, right: string | null): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
