import type { ZodType } from 'zod';
import type { ResourceSpec } from './metric.ts';
import type { NameListing } from './names.ts';
import type { ReconcileSpec } from './reconcile/reconcile-spec.ts';
import type { FetchedBucket } from './samples.ts';
import type { Secret } from './secret.ts';
import type { Clock, UnixSeconds } from './time.ts';
import type { Window } from './window.ts';

/** What a connector gets from outside; tests hand in their own. */
export interface ConnectorContext {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly random: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @throws ConfigError where the secret is not set. */
  readonly resolveSecret: (secret: Secret) => string;
  /** Waits; rejects when the signal aborts. */
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** What happens while a connector works, for progress bars and the run log. */
export type FetchEvent =
  | { readonly kind: 'request'; readonly label: string }
  | { readonly kind: 'wait'; readonly label: string; readonly waitMs: number; readonly reason: string }
  | { readonly kind: 'warning'; readonly message: string };

/** What a connector is asked for. */
export interface FetchRequest {
  readonly resource: string;
  /** Aligned to buckets. Its last bucket may be the current one. */
  readonly window: Window;
  /** Where an interrupted fetch of this very window goes on; null to begin. */
  readonly cursor: string | null;
  readonly signal: AbortSignal;
  readonly onEvent: (event: FetchEvent) => void;
}

/** Whole buckets, to be committed at once. */
export interface FetchedPage {
  readonly buckets: readonly FetchedBucket[];
  /** Where the rest of the window begins and how to ask for it; null when the window is done. */
  readonly next: { readonly start: UnixSeconds; readonly cursor: string | null } | null;
  /** From here on the source has counted nothing yet: buckets that are over and not in the answer are no gap in it. */
  readonly pendingFrom?: UnixSeconds;
}

/** A value of a resource's partition that is to be kept up to date. */
export interface PartitionSpec {
  readonly partition: string;
  /** Nothing is asked for before this moment; null where only `historyDays` bounds it. */
  readonly since: UnixSeconds | null;
  /**
   * When it came into being at the source, where that is known: in buckets that were over before, there was nothing,
   * which is known and not unknown. Unlike `since`, which says only what is asked for.
   */
  readonly createdAt?: UnixSeconds;
}

/** What a connector is asked for of a partitioned resource. */
export interface PartitionRequest {
  readonly resource: string;
  /** Any number; the connector makes of them as few requests as the source allows. */
  readonly partitions: readonly string[];
  /** Aligned to buckets, at most `windowBuckets` long. Its last bucket may be the current one. */
  readonly window: Window;
  /** Partitions that need only what is later than the window's start, and from when on. */
  readonly since?: ReadonlyMap<string, UnixSeconds>;
  readonly signal: AbortSignal;
  readonly onEvent: (event: FetchEvent) => void;
}

/** What a source said of one partition; each is committed as it comes. */
export type FetchedPartition =
  | {
      readonly kind: 'buckets';
      readonly partition: string;
      /** Those of the window that the source has. Days that it has not counted yet are left out. */
      readonly buckets: readonly FetchedBucket[];
    }
  /** This partition alone cannot be read (the source does not know it); the others go on. */
  | { readonly kind: 'failed'; readonly partition: string; readonly message: string };

/** What a connector is asked for of names. */
export interface NamesRequest {
  readonly signal: AbortSignal;
  readonly onEvent: (event: FetchEvent) => void;
}

/** One thing that `shipstats check` looked at. */
export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  readonly hint?: string;
  /**
   * `fact`: it was seen. `open`: nobody has it from the source; the message says what is assumed until a real account
   * shows otherwise. Default: `fact`.
   */
  readonly kind?: 'fact' | 'open';
}

/** A configured source, ready to be asked. */
export interface Connector {
  /** The resources that the options chose, finer ones (`ResourceSpec.finer`) included. */
  readonly resources: readonly ResourceSpec[];
  /** How many days of history to have, today included. */
  readonly historyDays: number;
  /** How many resources may be read at once. Default: 1. */
  readonly concurrency?: number;
  /** What makes stored buckets comparable (filters, grouping): a change refetches them. */
  queryIdentity(resource: string): string;
  /**
   * Reads one window, page by page.
   *
   * @throws ConnectorError when the source fails; pages yielded before stay good.
   */
  fetch(request: FetchRequest): AsyncIterable<FetchedPage>;
  /**
   * The partitions to keep up to date, for a resource that has them: those configured and those followed.
   *
   * @param tracked those kept up to date until now: where the source cannot tell all of them, they go on; none by
   *   default
   */
  partitions?(
    resource: string,
    signal: AbortSignal,
    tracked?: readonly string[],
  ): Promise<readonly PartitionSpec[]>;
  /**
   * Reads a window of several partitions, for a resource that has them.
   *
   * @throws ConnectorError when the source fails; what was yielded before stays good
   */
  fetchPartitions?(request: PartitionRequest): AsyncIterable<FetchedPartition>;
  /**
   * The kinds of things whose names are wanted, by what the options say; none where it is missing. Stored names of
   * other kinds are deleted at the next sync.
   */
  readonly nameKinds?: readonly string[];
  /**
   * Lists what the ids in dimensions are called, kind by kind; each listing is stored as it comes.
   *
   * @throws ConnectorError when the source fails, which fails no sync: what came before stays good, ids stand alone
   */
  fetchNames?(request: NamesRequest): AsyncIterable<NameListing>;
  /** Tries the credentials with as few requests as possible. */
  check(signal: AbortSignal): Promise<readonly CheckResult[]>;
}

/** A kind of source: its options, its metrics, and how to make one. */
export interface ConnectorDefinition<Options = unknown> {
  readonly id: string;
  readonly title: string;
  /** The page that explains it, within the repository. */
  readonly docs: string;
  /** Validates the `config` object of the user's file; a strict object whose fields are described. */
  readonly options: ZodType<Options>;
  /** Everything it can deliver. */
  readonly resources: readonly ResourceSpec[];
  /** What it delivers with these options, where that is not everything: how fine its buckets are, say. */
  resourcesFor?(options: Options): readonly ResourceSpec[];
  /** How its costs are set beside its usage; undefined where it has not both. */
  readonly reconcile?: ReconcileSpec;
  create(options: Options, context: ConnectorContext): Connector;
}

/** Types a connector definition; returns it as it is. */
export function defineConnectorType<Options>(
  definition: ConnectorDefinition<Options>,
): ConnectorDefinition<Options> {
  return definition;
}
