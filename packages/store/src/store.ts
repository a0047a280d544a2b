import type {
  BucketInfo,
  FetchedBucket,
  NameListing,
  ResourceSpec,
  SampleReader,
  UnixSeconds,
  Window,
} from '@shipstats/core';

/** Buckets of one resource that replace what is stored of them, all at once or not at all. */
export interface Commit {
  readonly connector: string;
  readonly resource: string;
  /** The partition whose buckets these are: for a resource with `ResourceSpec.partition`, and for no other. */
  readonly partition?: string;
  /** When the partition came into being, where that is known; see `PartitionSpec.createdAt`. */
  readonly createdAt?: UnixSeconds;
  readonly buckets: readonly FetchedBucket[];
  /** When the source was asked for them. */
  readonly syncedAt: UnixSeconds;
  /** What the buckets were asked with (filters, grouping); see `Connector.queryIdentity`. */
  readonly identity: string;
  /** Stored in the same transaction; null clears it. */
  readonly progress: Progress | null;
  /** The commit is refused with a StoreError if this lease is no longer held. */
  readonly lease: Lease | null;
  /**
   * The source has shown nothing at all of late, as it does for a key of another organization: that a bucket with
   * numbers is empty is not believed, however often it is said.
   */
  readonly isDoubtful?: boolean;
}

/** What a source calls the things of one kind. */
export interface NamesToSave {
  readonly connector: string;
  readonly listing: NameListing;
  readonly seenAt: UnixSeconds;
  /** The write is refused with a StoreError if this lease is no longer held. */
  readonly lease: Lease | null;
}

export interface CommitSummary {
  readonly buckets: number;
  readonly rows: number;
  readonly quarantined: number;
  /** Buckets that were stored with rows and that the source now says are empty: kept for now. */
  readonly vanished: readonly UnixSeconds[];
  /** Buckets that were over when last read, and of which a total or a row changed. */
  readonly revised: readonly UnixSeconds[];
}

/** Where an interrupted window goes on. */
export interface Progress {
  readonly window: Window;
  /** The first bucket that is not committed yet. */
  readonly nextStart: UnixSeconds;
  /** The source's page token, only good for the same identity and window. */
  readonly cursor: string | null;
  readonly identity: string;
}

/** What is known of a stored bucket: the same to a sync as to a query. */
export type StoredBucket = BucketInfo;

/** The right to sync one connector, for a while. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly expiresAt: UnixSeconds;
}

export type RunStatus = 'running' | 'succeeded' | 'partial' | 'failed' | 'interrupted';

/** What the reading of names is called in the run log and by `freshness`, beside the resources. */
export const NAMES_RESOURCE = 'names';

/** How one resource fared in a run. */
export interface ResourceRun {
  readonly resource: string;
  /** What its buckets are; absent for days. */
  readonly granularity?: 'hour' | 'minute';
  /** `partial`: rows are in quarantine, the answer left out buckets, or the run was stopped on the way. */
  readonly status: 'pending' | 'running' | 'succeeded' | 'partial' | 'failed' | 'skipped';
  readonly buckets: number;
  readonly rows: number;
  readonly requests: number;
  readonly retries: number;
  readonly waitedMs: number;
  /** Buckets planned for this run: with `buckets`, the progress. */
  readonly planned: number;
  readonly quarantined: number;
  /** Of the resource `names`, which has neither buckets nor rows: how many names were read. */
  readonly names?: number;
  /** Buckets that were over when last read, and that the source says differently now. */
  readonly revised: number;
  readonly warnings: readonly string[];
  readonly error: { readonly message: string; readonly hint?: string; readonly retryAt?: string } | null;
}

/** One sync of one connector, as the run log keeps it. */
export interface Run {
  readonly id: number;
  readonly connector: string;
  readonly trigger: 'schedule' | 'manual' | 'start';
  readonly startedAt: UnixSeconds;
  readonly finishedAt: UnixSeconds | null;
  readonly status: RunStatus;
  readonly resources: readonly ResourceRun[];
}

/** A number of a bucket that the source changed after the bucket was over: its total, or that of one of its rows. */
export interface Revision {
  readonly connector: string;
  readonly resource: string;
  /** Of a partitioned resource. */
  readonly partition?: string;
  readonly bucket: UnixSeconds;
  readonly measure: string;
  /** The row that changed, by dimension; absent for the bucket's total. */
  readonly dimensions?: Readonly<Record<string, string | null>>;
  /** It is the sum of so many more rows that changed, too many to list one by one. */
  readonly moreRows?: number;
  /** Exact decimal texts; null where there was no number. */
  readonly before: string | null;
  readonly after: string | null;
  readonly seenAt: UnixSeconds;
}

/** Which revisions; all that is not said is any. */
export interface RevisionFilter {
  readonly connector?: string;
  readonly resource?: string;
  readonly partition?: string;
  /** Of buckets that start within it. */
  readonly window?: Window;
  readonly measure?: string;
  /** Only those of whole buckets, or only those of rows. */
  readonly of?: 'totals' | 'rows';
  /** Those seen at this moment or later. */
  readonly seenSince?: UnixSeconds;
  readonly limit: number;
  /** So many of the newest are left out: for the next page. */
  readonly offset?: number;
}

export interface QuarantineEntry {
  readonly connector: string;
  readonly resource: string;
  /** Of a partitioned resource. */
  readonly partition?: string;
  readonly bucket: UnixSeconds;
  readonly reason: string;
  readonly raw: string;
  readonly seenAt: UnixSeconds;
}

export interface ResourceCounts {
  readonly connector: string;
  readonly resource: string;
  /** Of a partitioned resource, those of each partition. */
  readonly buckets: number;
  readonly rows: number;
  /** Numbers stored: rows × the measures that each carries. */
  readonly samples: number;
  readonly first: UnixSeconds | null;
  readonly last: UnixSeconds | null;
}

export interface NewestBucket {
  readonly resource: string;
  readonly start: UnixSeconds;
}

/** How many rows of a resource stand in quarantine. */
export interface QuarantineCount {
  readonly connector: string;
  readonly resource: string;
  readonly rows: number;
}

/**
 * Keeps samples and the state of syncing.
 *
 * The contract is `testStore`, which every engine runs. Writes are atomic and idempotent: committing the same
 * buckets again changes nothing but when they were read.
 */
export interface Store extends SampleReader {
  /** Makes room for a connector's resources; adds dimensions and measures that are new. Idempotent. */
  declare(connector: string, resources: readonly ResourceSpec[]): Promise<void>;

  /**
   * Replaces whole buckets.
   *
   * - A bucket that is not in the commit is not touched.
   * - Rows of one bucket with equal dimensions are added up.
   * - An empty bucket over a stored one with rows only marks it `vanished`; the second time, at a later `syncedAt`,
   *   it replaces it, unless the commit is doubtful. Under another `identity` it replaces it at once: another question
   *   has another answer.
   * - A bucket with quarantined rows is marked `incomplete`; the previous rows with the quarantined rows' dimensions
   *   are kept if they were asked for with the same `identity`. Where a quarantined row's dimensions are null, all
   *   previous rows are kept and none of the new are taken, if the bucket was stored with rows, with the same
   *   `identity`, in full, and after its end; otherwise the new rows replace it.
   * - A bucket that was over when it was last read, with the same `identity` and every row, gets a revision for each
   *   measure whose total changed, and for each number of a row that did; of many rows the first ones, and the rest in
   *   sum.
   * - A hole (`FetchedBucket.isHole`) replaces nothing, an empty bucket, or one that adds up to zero. A bucket with
   *   numbers that were asked for with the same `identity` stays: the source has lost them, not the store.
   * - Of a partitioned resource a commit touches the buckets of its partition alone, and all of the above is told
   *   for each partition by itself.
   *
   * @throws StoreError where a row does not fit the declaration or the partition, a hole has rows, the partition is
   *   missing or there is none to name, the lease is lost, or the engine fails
   */
  commit(commit: Commit): Promise<CommitSummary>;

  /**
   * Replaces the set of partitions that are kept up to date: those that a query means which names none. What is
   * stored of others stays. Changes nothing where the set is the same.
   *
   * @throws StoreError for a resource that was not declared with a partition
   */
  trackPartitions(connector: string, resource: string, names: readonly string[]): Promise<void>;

  /** As `buckets`; of a partitioned resource, those of one partition. */
  storedBuckets(
    connector: string,
    resource: string,
    window: Window,
    partition?: string,
  ): Promise<readonly StoredBucket[]>;
  progress(connector: string, resource: string): Promise<Progress | null>;
  clearProgress(connector: string, resource: string): Promise<void>;
  /** From when on numbers are wanted, where somebody asked for more than the configured history; else null. */
  historyStart(connector: string, resource: string): Promise<UnixSeconds | null>;
  /** Remembers that, in the place of what was wanted before. @throws StoreError for a resource that was not declared */
  setHistoryStart(connector: string, resource: string, start: UnixSeconds): Promise<void>;

  /** The values of a dimension, most frequent first. */
  dimensionValues(
    connector: string,
    resource: string,
    dimension: string,
    options?: { readonly limit?: number; readonly contains?: string },
  ): Promise<readonly (string | null)[]>;

  /**
   * Keeps what a listing says. Where it is complete, what was listed before and is missing now is marked `deleted`
   * and keeps its name. `unlisted` is kept of what has no name yet.
   *
   * @throws StoreError where the lease is lost
   */
  saveNames(names: NamesToSave): Promise<void>;
  /** Deletes the names of a connector that are of no kept kind; tells how many. */
  deleteNames(connector: string, kept: readonly string[]): Promise<number>;

  /** Null where another holder has it and it has not expired. */
  acquireLease(name: string, holder: string, seconds: number, now: UnixSeconds): Promise<Lease | null>;
  /** Null where it was lost in the meantime. */
  renewLease(lease: Lease, seconds: number, now: UnixSeconds): Promise<Lease | null>;
  releaseLease(lease: Lease): Promise<void>;
  /** The lease as it stands, expired or not; null where nobody has it. */
  lease(name: string): Promise<Lease | null>;

  startRun(connector: string, trigger: Run['trigger'], now: UnixSeconds): Promise<number>;
  /** Durable progress of a run; also what live views read. */
  updateRun(id: number, resources: readonly ResourceRun[]): Promise<void>;
  /**
   * Ends a run and keeps what `freshness` tells of its resources. One that was read to its end but for quarantined
   * rows or left-out buckets counts as read, unless it brought no bucket at all.
   */
  finishRun(
    id: number,
    status: RunStatus,
    resources: readonly ResourceRun[],
    now: UnixSeconds,
  ): Promise<void>;
  /** Newest first. */
  runs(options: { readonly connector?: string; readonly limit: number }): Promise<readonly Run[]>;

  /** Newest first; what was seen at once, by bucket, then total before rows. */
  revisions(filter: RevisionFilter): Promise<readonly Revision[]>;
  quarantine(options: {
    readonly connector?: string;
    readonly resource?: string;
    readonly limit: number;
    /** So many of the newest are left out: for the next page. */
    readonly offset?: number;
  }): Promise<readonly QuarantineEntry[]>;
  /** The rows in quarantine by resource; one that has none is not listed. */
  quarantineCounts(): Promise<readonly QuarantineCount[]>;
  /** The buckets of a resource that hold quarantined rows, of whichever partition: each once, the oldest first. */
  quarantinedBuckets(connector: string, resource: string): Promise<readonly UnixSeconds[]>;
  counts(): Promise<readonly ResourceCounts[]>;
  /** The newest bucket of each resource of a connector that has any, of whichever partition. */
  newestBuckets(connector: string): Promise<readonly NewestBucket[]>;
  /** Bytes on disk. */
  size(): Promise<number>;

  /**
   * Deletes buckets that start before a moment, with their revisions and quarantined rows; tells how many. For the
   * `retention` setting.
   */
  deleteBefore(connector: string, resource: string, before: UnixSeconds): Promise<number>;
  /**
   * Deletes the combinations of dimension values that no row of a connector has any more; tells how many. Rows that
   * were replaced leave them behind, as those do that had a dimension which is left out now.
   */
  forgetUnused(connector: string): Promise<number>;
  /** Copies a live store into a new file. @throws StoreError if the file exists. */
  backup(file: string): Promise<void>;
  /** Looks for damage; an empty list is good news. */
  verify(): Promise<readonly string[]>;
  close(): Promise<void>;
}
