import {
  add,
  bucketStart,
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
import type { Commit, CommitSummary, Revision, StoredBucket } from '../store.ts';
import { matchesFilter } from './matches-filter.ts';

interface OracleRow {
  readonly dimensions: readonly (string | null)[];
  readonly values: readonly (Decimal | null)[];
}

interface OracleBucket {
  readonly start: UnixSeconds;
  readonly partition: string | null;
  readonly isHole: boolean;
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
  buckets(partition?: string): readonly StoredBucket[];
  /** What is known of several partitions together. */
  joined(names: readonly string[]): readonly StoredBucket[];
  /** Oldest first. */
  readonly revisions: readonly Revision[];
  /** The values of a dimension, those in most buckets first. */
  values(dimension: string): readonly (string | null)[];
  deleteBefore(before: UnixSeconds): number;
}

export function createOracle(spec: ResourceSpec): Oracle {
  const stored = new Map<string, OracleBucket>();
  const createdAt = new Map<string, UnixSeconds>();
  const revisions: Revision[] = [];

  const commitBucket = (commit: Commit, bucket: FetchedBucket) => {
    const { start } = bucket;
    const partition = commit.partition ?? null;
    const key = JSON.stringify([partition, start]);
    const before = stored.get(key);
    const isHole = bucket.isHole === true;
    const isSameQuestion = before?.identity === commit.identity;
    if (isHole && before && isSameQuestion && hasNumbers(before)) {
      stored.set(key, { ...before, syncedAt: commit.syncedAt });
      return { vanished: false, rows: 0, revised: false };
    }
    const isEmpty = bucket.rows.length === 0 && bucket.quarantined.length === 0 && !isHole;
    if (isEmpty && before && before.rows.size > 0 && before.identity === commit.identity) {
      const isFirst = before.vanishedAt === null || commit.syncedAt <= before.vanishedAt;
      if (isFirst || commit.isDoubtful === true) {
        const isPartial = before.syncedAt < nextBucket(start, spec.granularity);
        stored.set(key, {
          ...before,
          syncedAt: isPartial ? before.syncedAt : commit.syncedAt,
          vanishedAt: before.vanishedAt ?? commit.syncedAt,
        });
        return { vanished: true, rows: 0, revised: false };
      }
    }
    const isOver = before !== undefined && before.syncedAt >= nextBucket(bucket.start, spec.granularity);
    const isWhole = isOver && isSameQuestion && before.rows.size > 0 && !before.rowsMissing;
    if (isWhole && bucket.quarantined.some((row) => row.dimensions === null)) {
      stored.set(key, { ...before, syncedAt: commit.syncedAt, incomplete: true, vanishedAt: null });
      return { vanished: false, rows: 0, revised: false };
    }
    const rows = mergeRows(bucket.rows);
    for (const { dimensions, isStored } of bucket.quarantined) {
      if (isStored) continue;
      const row = JSON.stringify(dimensions);
      const previous = isSameQuestion ? before?.rows.get(row) : undefined;
      if (previous) rows.set(row, previous);
    }
    const isReadable = !before?.rowsMissing && bucket.quarantined.every(({ isStored }) => !isStored);
    const changes =
      isOver && isSameQuestion && isReadable ? findChanges(commit, bucket.start, before.rows, rows) : [];
    revisions.push(...changes);
    stored.set(key, {
      start,
      partition,
      isHole,
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
  ): Revision[] => {
    const ofRows = (key: string, dimensions: readonly (string | null)[]): Revision[] => {
      const only = (rows: ReadonlyMap<string, OracleRow>) => {
        const row = rows.get(key);
        return row ? [row] : [];
      };
      const named = Object.fromEntries(spec.dimensions.map(({ name }, at) => [name, dimensions[at] ?? null]));
      return differences(only(before), only(after)).map((change) => ({ ...change, dimensions: named }));
    };
    const differences = (left: readonly OracleRow[], right: readonly OracleRow[]): Revision[] =>
      spec.measures.flatMap(({ name }, index) => {
        const [old, now] = [left, right].map((rows) =>
          toText(total(rows.map((row) => row.values[index] ?? null))),
        );
        if (old === now) return [];
        return [
          {
            connector: commit.connector,
            resource: commit.resource,
            ...(commit.partition === undefined ? {} : { partition: commit.partition }),
            bucket,
            measure: name,
            before: old ?? null,
            after: now ?? null,
            seenAt: commit.syncedAt,
          },
        ];
      });
    // Where the partition is the only dimension, a bucket has one row.
    const hasRows = spec.partition === undefined || spec.dimensions.length > 1;
    const rows = hasRows ? new Map([...before, ...after]) : new Map<string, OracleRow>();
    return [
      ...differences([...before.values()], [...after.values()]),
      ...[...rows].flatMap(([key, { dimensions }]) => ofRows(key, dimensions)),
    ];
  };

  return {
    revisions,
    commit: (commit) => {
      if (commit.partition !== undefined && commit.createdAt !== undefined) {
        createdAt.set(commit.partition, bucketStart(commit.createdAt, spec.granularity));
      }
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
      for (const { start, rows } of stored.values()) {
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
    buckets: (partition) =>
      [...stored.values()]
        .filter((bucket) => bucket.partition === (partition ?? null))
        .map(toStored)
        .sort((left, right) => left.start - right.start),
    joined: (names) => {
      const parts = [...stored.values()].filter(({ partition }) => names.includes(partition ?? ''));
      return [...new Set(parts.map(({ start }) => start))]
        .sort((left, right) => left - right)
        .map((start) => {
          const isMissed = (name: string) => (createdAt.get(name) ?? 0) <= start;
          const of = parts.filter((part) => part.start === start);
          return joinParts(start, of, names.filter(isMissed).length);
        });
    },
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
      const old = [...stored].filter(([, { start }]) => start < before);
      for (const [key] of old) stored.delete(key);
      return old.length;
    },
  };
}

/** In one order, whatever the rows' own. */
export function sortRevisions(revisions: readonly Revision[]): readonly Revision[] {
  const sorted = (record: object) =>
    JSON.stringify(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
  const keyOf = ({ dimensions, ...revision }: Revision) => [sorted(revision), sorted(dimensions ?? {})];
  return revisions
    .map((revision) => ({ revision, key: keyOf(revision).join(' ') }))
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ revision }) => revision);
}

function toStored(bucket: OracleBucket): StoredBucket {
  return {
    start: bucket.start,
    rows: bucket.rows.size,
    syncedAt: bucket.syncedAt,
    identity: bucket.identity,
    incomplete: bucket.incomplete,
    vanished: bucket.vanishedAt !== null,
    ...(bucket.isHole ? { isHole: true } : {}),
  };
}

function joinParts(start: UnixSeconds, parts: readonly OracleBucket[], expected: number): StoredBucket {
  const known = parts.filter(({ isHole }) => !isHole);
  const identities = [...new Set(parts.map(({ identity }) => identity))];
  return {
    start,
    rows: parts.reduce((sum, { rows }) => sum + rows.size, 0),
    syncedAt: Math.min(...(known.length > 0 ? known : parts).map(({ syncedAt }) => syncedAt)),
    identity: identities.length === 1 ? (identities[0] ?? '') : '',
    incomplete: parts.some(({ incomplete }) => incomplete) || (known.length > 0 && known.length < expected),
    vanished: parts.some(({ vanishedAt }) => vanishedAt !== null),
    ...(known.length === 0 ? { isHole: true } : {}),
  };
}

/** Whether any measure adds up to anything but zero. */
function hasNumbers({ rows }: OracleBucket): boolean {
  const columns = [...rows.values()].map(({ values }) => values);
  return (columns[0] ?? []).some((_, index) => {
    const sum = total(columns.map((values) => values[index] ?? null));
    return sum !== null && sum.coefficient !== 0n;
  });
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
