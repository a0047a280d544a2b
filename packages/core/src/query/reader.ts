import type { Decimal } from '../decimal.ts';
import type { MetricInfo, ResourceSpec } from '../metric.ts';
import type { StoredName } from '../names.ts';
import type { UnixSeconds } from '../time.ts';
import type { Window } from '../window.ts';
import type { FilterClause } from './query.ts';

/** What a query asks of a store: sums of one measure over the rows of one resource. */
export interface ReadRequest {
  readonly connector: string;
  readonly resource: string;
  readonly measure: string;
  /** Buckets that start within it are read. */
  readonly window: Window;
  readonly by: readonly string[];
  readonly filter: readonly FilterClause[];
  /** One sum a bucket of the source, or one over the whole window. */
  readonly bucketed: boolean;
}

export interface ReadRow {
  /** The bucket's start; null when the request was not bucketed. */
  readonly bucket: UnixSeconds | null;
  /** In the order of the request's `by`. */
  readonly dimensions: readonly (string | null)[];
  /** Null where no row carries the measure. */
  readonly value: Decimal | null;
}

/** What is known of one stored bucket. Days that the store does not know are not listed. */
export interface BucketInfo {
  readonly start: UnixSeconds;
  readonly rows: number;
  /** When the source was asked. */
  readonly syncedAt: UnixSeconds;
  /** What it was asked (filters, grouping); see `Connector.queryIdentity`. */
  readonly identity: string;
  /** Rows of it could not be read: see the quarantine. */
  readonly incomplete: boolean;
  /** The source now says it is empty though it was not: kept until it says so again. */
  readonly vanished: boolean;
  /** The source was asked and has no numbers though there must be some: known to be unknown. */
  readonly isHole?: true;
}

/** How the last syncs of a resource went. */
export interface Freshness {
  /** When all that was asked for was last read, unreadable rows aside. */
  readonly lastSuccessAt: UnixSeconds | null;
  readonly lastAttemptAt: UnixSeconds | null;
  /** Why the last attempt failed; null if it did not. Rows that could not be read are no failure: see `BucketInfo`. */
  readonly lastError: string | null;
}

/** The reading side of a store, as far as a query needs it. */
export interface SampleReader {
  read(request: ReadRequest): Promise<readonly ReadRow[]>;
  /**
   * What is known of buckets; those of which nothing is are not listed.
   *
   * Of a partitioned resource (`ResourceSpec.partition`) it is what is known of the named partitions together, by
   * default of those that are kept up to date: rows are added up, the oldest reading counts, a bucket of which one
   * partition is not known while others are is `incomplete`, one of which none is known and one is a hole is a hole.
   * A partition is not missed in buckets before it came into being.
   */
  buckets(
    connector: string,
    resource: string,
    window: Window,
    partitions?: readonly string[] | null,
  ): Promise<readonly BucketInfo[]>;
  /** Changes whenever anything that reads give may have changed, in whatever process. */
  version(): Promise<string>;
  /**
   * How the last syncs of a resource went; with partitions, how fresh those are: the last success is that of the one
   * whose newest reading is the oldest, and a failure counts only if it came after that.
   */
  freshness(connector: string, resource: string, partitions?: readonly string[] | null): Promise<Freshness>;
  /** The partitions of a resource that are kept up to date, in the order of their names. */
  partitions(connector: string, resource: string): Promise<readonly string[]>;
  /** What is known of the buckets of each named partition by itself, in the order of the names. */
  partitionBuckets(
    connector: string,
    resource: string,
    window: Window,
    partitions: readonly string[],
  ): Promise<readonly (readonly BucketInfo[])[]>;
  /** When each named partition came into being, in the order of the names; null where nobody told. */
  partitionStarts(
    connector: string,
    resource: string,
    partitions: readonly string[],
  ): Promise<readonly (UnixSeconds | null)[]>;
  /** What the ids in a connector's dimensions are called, in the order of kind and id; see `createNameBook`. */
  names(connector: string): Promise<readonly StoredName[]>;
}

/** Where a metric comes from. */
export interface CatalogEntry extends MetricInfo {
  readonly connector: string;
  /** For people: `OpenAI`, or the display name that the user gave. */
  readonly connectorTitle: string;
  readonly connectorId: string;
  /** Made by a simulator: shown as such everywhere. */
  readonly synthetic: boolean;
  readonly syncIntervalSeconds: number;
}

/** Every metric of every configured connector. */
export interface MetricCatalog {
  readonly entries: readonly CatalogEntry[];
  /** The entry of a connector's metric; without a connector, the first that has the metric. */
  find(metric: string, connector?: string): CatalogEntry | undefined;
  resource(connector: string, resource: string): ResourceSpec | undefined;
}
