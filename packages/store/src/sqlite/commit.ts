import {
  type FetchedBucket,
  nextBucket,
  type ResourceSpec,
  StoreError,
  toIso,
  type UnixSeconds,
} from '@shipstats/core';
import type { Commit, CommitSummary } from '../store.ts';
import { type BucketPlace, bucketPlace } from './bucket-place.ts';
import { type BucketRows, createBucketRows, dimensionOrder } from './bucket-rows.ts';
import type { Connection, SqlValue } from './connection.ts';
import { type DimensionSets, openDimensionSets, type SetMemory } from './dimension-sets.ts';
import { insertSamples } from './insert-samples.ts';
import { requireLease } from './leases.ts';
import { type Integer, readMeasure } from './measure-value.ts';
import { internIdentity, openPartition, type PartitionRecord } from './partitions.ts';
import { writeProgress } from './progress.ts';
import type { ResourceTables } from './resource-tables.ts';
import { readTotals, writeRevisions } from './revisions.ts';
import { deleteRollup } from './rollup.ts';
import { compareRows, writeRowRevisions } from './row-changes.ts';

export interface CommitTarget {
  readonly connection: Connection;
  readonly tables: ResourceTables;
  readonly spec: ResourceSpec;
  readonly memory: SetMemory;
}

/** What the buckets of one commit share. */
interface CommitState {
  readonly sets: DimensionSets;
  /** Null where the resource has none. */
  readonly partition: PartitionRecord | null;
  /** What the buckets were asked with, as the table of buckets holds it: a text, or the id of one. */
  readonly identity: string | number;
  /** By how much each dimension set is used more. */
  readonly uses: Map<number, number>;
  readonly scratch: (Integer | null)[];
}

/** What the column `incomplete` says. */
export const INCOMPLETE = {
  no: 0,
  rowsMissing: 1,
  /** The last answer could not be read in full: the rows are those of a whole answer before it. */
  keptWhole: 2,
  /** The source has no numbers of it: there are no rows, and that is not zero. */
  hole: 3,
} as const;

type Outcome = 'replaced' | 'kept' | 'vanished';

interface StoredState {
  readonly rows: number;
  readonly synced_at: number;
  readonly identity: string | number;
  readonly incomplete: number;
  readonly vanished_at: number | null;
  /** Absent where there is no rollup. */
  readonly rolled?: number;
}

interface BucketResult {
  readonly outcome: Outcome;
  readonly rows: number;
  readonly revised: boolean;
}

/** Writes a commit; the caller has the transaction open. */
export function writeCommit(target: CommitTarget, commit: Commit): CommitSummary {
  const { connection, tables } = target;
  if (commit.lease) requireLease(connection, commit.lease);
  const state: CommitState = {
    sets: openDimensionSets(connection, tables, target.memory),
    partition: openPartition(connection, tables, target.spec, commit),
    identity: tables.partition === null ? commit.identity : internIdentity(connection, commit.identity),
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
  updateUses(connection, tables, state.uses);
  writeProgress(connection, commit.connector, commit.resource, commit.progress);
  return { buckets: buckets.size, rows, quarantined, vanished, revised };
}

function writeBucket(
  target: CommitTarget,
  commit: Commit,
  bucket: FetchedBucket,
  state: CommitState,
): BucketResult {
  const { connection, tables, spec } = target;
  const { sets, uses, scratch, partition, identity } = state;
  checkBucket(tables, bucket);
  const place = bucketPlace(tables, partition, bucket.start);
  const rolled = tables.partition === null ? ', rolled' : '';
  const before = connection.get<StoredState>(
    `SELECT rows, synced_at, identity, incomplete, vanished_at${rolled} FROM ${tables.buckets} WHERE ${place.where}`,
    place.values,
  );

  const isHole = bucket.isHole === true;
  if (isHole && before?.identity === identity && hasNumbers(connection, tables, place)) {
    // What the source once counted it has lost, and the store has not.
    connection.run(`UPDATE ${tables.buckets} SET synced_at = ? WHERE ${place.where}`, [
      commit.syncedAt,
      ...place.values,
    ]);
    return { outcome: 'kept', rows: 0, revised: false };
  }

  const empty = bucket.rows.length === 0 && bucket.quarantined.length === 0;
  const end = nextBucket(bucket.start, spec.granularity);
  // Another question may well have an empty answer: then the old one must not stay.
  if (empty && !isHole && before && before.rows > 0 && before.identity === identity) {
    const isAgain = before.vanished_at !== null && commit.syncedAt > before.vanished_at;
    if (!isAgain || commit.isDoubtful === true) {
      connection.run(
        // What was read before the end of its bucket stays as read before it: its numbers were not final.
        `UPDATE ${tables.buckets} SET vanished_at = coalesce(vanished_at, ?),
           synced_at = CASE WHEN synced_at < ? THEN synced_at ELSE ? END WHERE ${place.where}`,
        [commit.syncedAt, end, commit.syncedAt, ...place.values],
      );
      return { outcome: 'vanished', rows: 0, revised: false };
    }
  }

  // Most buckets are new, and have none.
  if (before || bucket.quarantined.length > 0) writeQuarantine(target, commit, bucket);
  const unreadable = bucket.quarantined.some((row) => row.dimensions === null);
  if (unreadable && before && isWhole(before, identity, end)) {
    // Which of the stored rows the unreadable one stands for is not known: all of them stay.
    connection.run(
      `UPDATE ${tables.buckets} SET incomplete = ?, vanished_at = NULL, synced_at = ? WHERE ${place.where}`,
      [INCOMPLETE.keptWhole, commit.syncedAt, ...place.values],
    );
    return { outcome: 'kept', rows: 0, revised: false };
  }

  const rows = createBucketRows({
    tables,
    spec,
    sets,
    bucket: bucket.start,
    partition: partition?.name ?? null,
    scratch,
  });
  for (const row of bucket.rows) rows.add(row.dimensions, row.values);
  if (before?.identity === identity) keepQuarantined(target, bucket, place, state, rows);
  // Another question (filter, grouping) has another answer: that is no revision by the source. Nor is what could not be
  // read then and can be read now, or the reverse.
  const comparable =
    before &&
    before.synced_at >= end &&
    before.identity === identity &&
    before.incomplete !== INCOMPLETE.rowsMissing &&
    bucket.quarantined.every(({ isStored }) => isStored !== true);
  const hasRows = !tables.isInline && tables.dimensions.size > 0;
  const changes = comparable && hasRows ? compareRows(connection, tables, place, rows) : [];
  if (comparable && hasRows && changes.length === 0) {
    // Most days that are read again are what they were: their rows need not be written again.
    connection.run(
      `UPDATE ${tables.buckets} SET synced_at = ?, incomplete = ?, vanished_at = NULL WHERE ${place.where}`,
      [commit.syncedAt, completenessOf(bucket), ...place.values],
    );
    return { outcome: 'replaced', rows: rows.size, revised: false };
  }
  const totalsBefore = comparable ? readTotals(connection, tables, place) : undefined;
  if (before) {
    deleteBucketRows(connection, tables, place, before.rolled ?? 0, uses);
    if (tables.isInline && partition && before.rows > 0) countUse(uses, sets.find([partition.name]), -1);
  }
  const totals = insertBucket(target, commit, bucket, place, rows, state);

  let revised = false;
  if (totalsBefore) {
    const at = { bucket: bucket.start, partition: partition?.name ?? null, seenAt: commit.syncedAt };
    const change = { ...at, before: totalsBefore, after: totals };
    revised = writeRevisions(connection, tables, change);
    revised = writeRowRevisions(connection, tables, changes, at) || revised;
  }
  return { outcome: 'replaced', rows: rows.size, revised };
}

function checkBucket(tables: ResourceTables, { start, isHole, rows, quarantined }: FetchedBucket): void {
  const resource = `${tables.connector}.${tables.name}`;
  if (!Number.isSafeInteger(start)) throw new StoreError(`${resource}: ${start} is no start of a bucket`);
  if (isHole && rows.length + quarantined.length > 0) {
    throw new StoreError(`${resource}: the bucket ${toIso(start)} is said to be a hole, and has rows`);
  }
}

/** Whether a stored bucket adds up to anything but zero. */
function hasNumbers(connection: Connection, tables: ResourceTables, place: BucketPlace): boolean {
  const totals = readTotals(connection, tables, place);
  if (!totals) return false;
  return [...tables.measures.values()].some(({ offset, type }) => {
    const total = readMeasure(totals, offset, type);
    return total !== null && total.coefficient !== 0n;
  });
}

/**
 * Whether the stored rows are all of the bucket, read after its end: then they are better than an answer of which a
 * part cannot be read. Rows of a day that was still running are not, or the day would stay as it was first read.
 */
function isWhole(stored: StoredState, identity: string | number, end: UnixSeconds): boolean {
  return (
    stored.rows > 0 &&
    stored.identity === identity &&
    stored.incomplete !== INCOMPLETE.rowsMissing &&
    stored.synced_at >= end
  );
}

function writeQuarantine({ connection, tables }: CommitTarget, commit: Commit, bucket: FetchedBucket): void {
  const place = [tables.id, commit.partition ?? '', bucket.start];
  connection.run('DELETE FROM quarantine WHERE resource = ? AND partition = ? AND bucket = ?', place);
  for (const [position, row] of bucket.quarantined.entries()) {
    connection.run(
      `INSERT INTO quarantine (resource, partition, bucket, position, reason, raw, seen_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [...place, position, row.reason, row.raw, commit.syncedAt],
    );
  }
}

/** What was stored of a row that cannot be read now stays, rather than what is left of it without that row. */
function keepQuarantined(
  { connection, tables, spec }: CommitTarget,
  bucket: FetchedBucket,
  place: BucketPlace,
  { sets, partition }: CommitState,
  rows: BucketRows,
): void {
  const toSet = dimensionOrder(tables, spec);
  const partitionIndex = spec.dimensions.findIndex((dimension) => dimension.name === tables.partition);
  for (const { dimensions, isStored } of bucket.quarantined) {
    if (dimensions === null || isStored) continue;
    // A row of another partition has nothing here that could be kept.
    if (partition !== null && dimensions[partitionIndex] !== partition.name) continue;
    const set = toSet(dimensions);
    const id = sets.find(set);
    if (id === undefined) continue;
    const stored = readRow(connection, tables, place, id);
    if (stored) rows.keep(id, set, stored);
  }
}

function readRow(
  connection: Connection,
  tables: ResourceTables,
  place: BucketPlace,
  id: number,
): (bigint | null)[] | undefined {
  const columns = tables.columns.join(', ');
  const [row] = tables.isInline
    ? connection.rows<(bigint | null)[]>(
        `SELECT rows, ${columns} FROM ${tables.buckets} WHERE ${place.where} AND rows > 0`,
        place.values,
      )
    : connection.rows<(bigint | null)[]>(
        `SELECT dims, ${columns} FROM ${tables.samples} WHERE ${place.where} AND dims = ?`,
        [...place.values, id],
      );
  return row?.slice(1);
}

/** Deletes a bucket's rows and rollup, but not what is known of it. */
export function deleteBucketRows(
  connection: Connection,
  tables: ResourceTables,
  place: BucketPlace,
  rolled: number,
  uses: Map<number, number>,
): void {
  if (tables.isInline) return;
  const ids = connection.all<{ dims: number }>(
    `SELECT dims FROM ${tables.samples} WHERE ${place.where}`,
    place.values,
  );
  for (const { dims } of ids) countUse(uses, dims, -1);
  connection.run(`DELETE FROM ${tables.samples} WHERE ${place.where}`, place.values);
  deleteRollup(connection, tables, place.bucket, rolled);
}

function countUse(uses: Map<number, number>, id: number | undefined, change: number): void {
  if (id !== undefined) uses.set(id, (uses.get(id) ?? 0) + change);
}

function insertBucket(
  { connection, tables, spec }: CommitTarget,
  commit: Commit,
  bucket: FetchedBucket,
  place: BucketPlace,
  rows: BucketRows,
  { uses, identity }: CommitState,
): readonly (Integer | null)[] {
  const order = rows.sorted();
  if (!tables.isInline) insertSamples(connection, tables, place, order, rows.values);
  for (const { id } of order) countUse(uses, id, 1);
  const { totals, rollup } = rows.summarize();
  const sums = sumsOf(() => totals.totals(), tables);
  const samples = spec.measures.reduce(
    (sum, { name }) => sum + totals.count(tables.measures.get(name)?.offset ?? 0),
    0,
  );
  const record: [column: string, value: SqlValue][] = [
    ['rows', rows.size],
    ['samples', samples],
    ['synced_at', commit.syncedAt],
    ['identity', identity],
    ['incomplete', completenessOf(bucket)],
    ['vanished_at', null],
  ];
  if (tables.partition === null) record.push(['rolled', rollup.write(connection, tables, bucket.start)]);
  const columns = [...tables.key, ...record.map(([column]) => column), ...tables.columns];
  connection.run(
    `INSERT OR REPLACE INTO ${tables.buckets} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    [...place.values, ...record.map(([, value]) => value), ...sums],
  );
  return sums;
}

function completenessOf({ quarantined, isHole }: FetchedBucket): number {
  if (isHole) return INCOMPLETE.hole;
  return quarantined.length > 0 ? INCOMPLETE.rowsMissing : INCOMPLETE.no;
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
