import {
  type FetchedBucket,
  nextBucket,
  type ResourceSpec,
  StoreError,
  type UnixSeconds,
} from '@shipstats/core';
import type { Commit, CommitSummary } from '../store.ts';
import { type BucketRows, createBucketRows, dimensionOrder } from './bucket-rows.ts';
import type { Connection } from './connection.ts';
import { type DimensionSets, openDimensionSets, type SetMemory } from './dimension-sets.ts';
import { insertSamples } from './insert-samples.ts';
import { requireLease } from './leases.ts';
import type { Integer } from './measure-value.ts';
import { writeProgress } from './progress.ts';
import type { ResourceTables } from './resource-tables.ts';
import { readTotals, writeRevisions } from './revisions.ts';
import { deleteRollup } from './rollup.ts';

export interface CommitTarget {
  readonly connection: Connection;
  readonly tables: ResourceTables;
  readonly spec: ResourceSpec;
  readonly memory: SetMemory;
}

/** What the buckets of one commit share. */
interface CommitState {
  readonly sets: DimensionSets;
  /** By how much each dimension set is used more. */
  readonly uses: Map<number, number>;
  readonly scratch: (Integer | null)[];
}

/** What the column `incomplete` says. */
const INCOMPLETE = {
  no: 0,
  rowsMissing: 1,
  /** The last answer could not be read in full: the rows are those of a whole answer before it. */
  keptWhole: 2,
} as const;

type Outcome = 'replaced' | 'kept' | 'vanished';

interface StoredState {
  readonly rows: number;
  readonly synced_at: number;
  readonly identity: string;
  readonly incomplete: number;
  readonly vanished_at: number | null;
  readonly rolled: number;
}

interface BucketResult {
  readonly outcome: Outcome;
  readonly rows: number;
  readonly revised: boolean;
}

/** Writes a commit; the caller has the transaction open. */
export function writeCommit(target: CommitTarget, commit: Commit): CommitSummary {
  const { connection } = target;
  if (commit.lease) requireLease(connection, commit.lease);
  const state: CommitState = {
    sets: openDimensionSets(connection, target.tables, target.memory),
    uses: new Map(),
    scratch: [],
  };
  // The same bucket twice: the last one wins as a whole (R13).
  const buckets = new Map(commit.buckets.map((bucket) => [bucket.start, bucket]));
  const vanished: UnixSeconds[] = [];
  const revised: UnixSeconds[] = [];
  let rows = 0;
  let quarantined = 0;
  for (const bucket of [...buckets.values()].sort((left, right) => left.start - right.start)) {
    const result = writeBucket(target, commit, bucket, state);
    if (result.outcome === 'vanished') vanished.push(bucket.start);
    if (result.revised) revised.push(bucket.start);
    rows += result.rows;
    quarantined += bucket.quarantined.length;
  }
  updateUses(connection, target.tables, state.uses);
  writeProgress(connection, commit.connector, commit.resource, commit.progress);
  return { buckets: buckets.size, rows, quarantined, vanished, revised };
}

function writeBucket(
  target: CommitTarget,
  commit: Commit,
  bucket: FetchedBucket,
  { sets, uses, scratch }: CommitState,
): BucketResult {
  const { connection, tables, spec } = target;
  if (!Number.isSafeInteger(bucket.start)) {
    throw new StoreError(`${tables.connector}.${tables.name}: ${bucket.start} is no start of a bucket`);
  }
  const before = connection.get<StoredState>(
    `SELECT rows, synced_at, identity, incomplete, vanished_at, rolled FROM ${tables.buckets} WHERE bucket = ?`,
    [bucket.start],
  );

  const empty = bucket.rows.length === 0 && bucket.quarantined.length === 0;
  // Another question may well have an empty answer: then the old one must not stay.
  if (empty && before && before.rows > 0 && before.identity === commit.identity) {
    const confirmed = before.vanished_at !== null && commit.syncedAt > before.vanished_at;
    if (!confirmed) {
      connection.run(
        `UPDATE ${tables.buckets} SET vanished_at = coalesce(vanished_at, ?), synced_at = ? WHERE bucket = ?`,
        [commit.syncedAt, commit.syncedAt, bucket.start],
      );
      return { outcome: 'vanished', rows: 0, revised: false };
    }
  }

  writeQuarantine(target, commit, bucket);
  const end = nextBucket(bucket.start, spec.granularity);
  const unreadable = bucket.quarantined.some((row) => row.dimensions === null);
  if (unreadable && before && isWhole(before, commit, end)) {
    // Which of the stored rows the unreadable one stands for is not known: all of them stay.
    connection.run(
      `UPDATE ${tables.buckets} SET incomplete = ?, vanished_at = NULL, synced_at = ? WHERE bucket = ?`,
      [INCOMPLETE.keptWhole, commit.syncedAt, bucket.start],
    );
    return { outcome: 'kept', rows: 0, revised: false };
  }

  const rows = createBucketRows({ tables, spec, sets, bucket: bucket.start, scratch });
  for (const row of bucket.rows) rows.add(row.dimensions, row.values);
  if (before?.identity === commit.identity) keepQuarantined(target, bucket, sets, rows);
  const totalsBefore = before ? readTotals(connection, tables, bucket.start) : undefined;
  if (before) deleteBucketRows(connection, tables, bucket.start, before.rolled, uses);
  const totals = insertBucket(target, commit, bucket, rows, uses);

  // Another question (filter, grouping) has another answer: that is no revision by the source.
  const comparable = before && before.synced_at >= end && before.identity === commit.identity;
  const revised =
    comparable && totalsBefore
      ? writeRevisions(connection, tables, bucket.start, totalsBefore, totals, commit.syncedAt)
      : false;
  return { outcome: 'replaced', rows: rows.size, revised };
}

/**
 * Whether the stored rows are all of the bucket, read after its end: then they are better than an answer of which a
 * part cannot be read. Rows of a day that was still running are not, or the day would stay as it was first read.
 */
function isWhole(stored: StoredState, commit: Commit, end: UnixSeconds): boolean {
  return (
    stored.rows > 0 &&
    stored.identity === commit.identity &&
    stored.incomplete !== INCOMPLETE.rowsMissing &&
    stored.synced_at >= end
  );
}

function writeQuarantine({ connection, tables }: CommitTarget, commit: Commit, bucket: FetchedBucket): void {
  connection.run('DELETE FROM quarantine WHERE resource = ? AND bucket = ?', [tables.id, bucket.start]);
  for (const [position, row] of bucket.quarantined.entries()) {
    connection.run(
      'INSERT INTO quarantine (resource, bucket, position, reason, raw, seen_at) VALUES (?, ?, ?, ?, ?, ?)',
      [tables.id, bucket.start, position, row.reason, row.raw, commit.syncedAt],
    );
  }
}

/** What was stored of a row that cannot be read now stays, rather than what is left of it without that row. */
function keepQuarantined(
  { connection, tables, spec }: CommitTarget,
  bucket: FetchedBucket,
  sets: DimensionSets,
  rows: BucketRows,
): void {
  const toSet = dimensionOrder(tables, spec);
  for (const { dimensions } of bucket.quarantined) {
    if (dimensions === null) continue;
    const set = toSet(dimensions);
    const id = sets.find(set);
    if (id === undefined) continue;
    const [stored] = connection.rows<(bigint | null)[]>(
      `SELECT ${['dims', ...tables.columns].join(', ')} FROM ${tables.samples} WHERE bucket = ? AND dims = ?`,
      [bucket.start, id],
    );
    if (stored) rows.keep(id, set, stored.slice(1));
  }
}

/** Deletes a bucket's rows and rollup, but not what is known of it. */
export function deleteBucketRows(
  connection: Connection,
  tables: ResourceTables,
  bucket: UnixSeconds,
  rolled: number,
  uses: Map<number, number>,
): void {
  const ids = connection.all<{ dims: number }>(`SELECT dims FROM ${tables.samples} WHERE bucket = ?`, [
    bucket,
  ]);
  for (const { dims } of ids) uses.set(dims, (uses.get(dims) ?? 0) - 1);
  connection.run(`DELETE FROM ${tables.samples} WHERE bucket = ?`, [bucket]);
  deleteRollup(connection, tables, bucket, rolled);
}

function insertBucket(
  { connection, tables, spec }: CommitTarget,
  commit: Commit,
  bucket: FetchedBucket,
  rows: BucketRows,
  uses: Map<number, number>,
): readonly (Integer | null)[] {
  const order = rows.sorted();
  insertSamples(connection, tables, bucket.start, order, rows.values);
  for (const { id } of order) uses.set(id, (uses.get(id) ?? 0) + 1);
  const { totals, rollup } = rows.summarize();
  const mask = rollup.write(connection, tables, bucket.start);
  const sums = sumsOf(() => totals.totals(), tables);
  const samples = spec.measures.reduce(
    (sum, { name }) => sum + totals.count(tables.measures.get(name)?.offset ?? 0),
    0,
  );
  const columns = [
    'bucket',
    'rows',
    'samples',
    'synced_at',
    'identity',
    'incomplete',
    'vanished_at',
    'rolled',
    ...tables.columns,
  ];
  connection.run(
    `INSERT OR REPLACE INTO ${tables.buckets} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    [
      bucket.start,
      rows.size,
      samples,
      commit.syncedAt,
      commit.identity,
      bucket.quarantined.length > 0 ? INCOMPLETE.rowsMissing : INCOMPLETE.no,
      null,
      mask,
      ...sums,
    ],
  );
  return sums;
}

function sumsOf<Sums>(totals: () => Sums, tables: ResourceTables): Sums {
  try {
    return totals();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StoreError(`${tables.connector}.${tables.name}: ${error.message}`, { cause: error });
  }
}

export function updateUses(
  connection: Connection,
  tables: ResourceTables,
  uses: ReadonlyMap<number, number>,
): void {
  const sql = `UPDATE ${tables.dimensionSets} SET uses = uses + ? WHERE id = ?`;
  for (const [id, change] of uses) {
    if (change !== 0) connection.run(sql, [change, id]);
  }
}
