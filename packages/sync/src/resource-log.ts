import {
  type ConnectorError,
  type FetchEvent,
  type ResourceSpec,
  type StoreError,
  toIso,
  toUnixSeconds,
} from '@shipstats/core';
import type { CommitSummary, ResourceRun } from '@shipstats/store';

const MAX_WARNINGS = 20;
/** A source that asks to be left alone for longer than a day is asked again after a day. */
const LONGEST_RETRY_SECONDS = 86_400;

/** Writes down how one resource fares in a run. */
export interface ResourceLog {
  readonly resource: string;
  /** So many buckets are to be read, when its turn comes. */
  plan(buckets: number): void;
  start(plannedBuckets: number): void;
  event(event: FetchEvent): void;
  committed(summary: CommitSummary): void;
  /** How many buckets with numbers were said to be empty, and are kept. */
  readonly vanished: number;
  /** The source left out buckets that it was asked for. */
  absent(): void;
  /** What was read is not to be believed. A log that failed stays so. */
  distrust(reason: string): void;
  /** Equal warnings are told once; of many, the first ones and how many more there were. */
  warn(message: string): void;
  fail(error: unknown, now: Date): void;
  /** The previous failure stands: the source is not asked before its `retryAt`. */
  postpone(error: NonNullable<ResourceRun['error']>): void;
  /** The run was stopped: what is committed stays. */
  interrupt(): void;
  /** Nothing more will come. A log that failed or was interrupted stays so. */
  end(): void;
  snapshot(): ResourceRun;
}

/** @param spec the resource, or what stands for one that has no buckets */
export function createResourceLog({
  name: resource,
  granularity,
}: Pick<ResourceSpec, 'name'> & Partial<Pick<ResourceSpec, 'granularity'>>): ResourceLog {
  let status: ResourceRun['status'] = 'pending';
  let error: ResourceRun['error'] = null;
  const counts = {
    buckets: 0,
    rows: 0,
    requests: 0,
    retries: 0,
    waitedMs: 0,
    planned: 0,
    quarantined: 0,
    revised: 0,
  };
  let hasAbsent = false;
  let vanished = 0;
  /** Told before all warnings. */
  let distrusted: readonly string[] = [];
  const warnings = new Set<string>();
  let moreWarnings = 0;

  const warn = (message: string) => {
    if (warnings.has(message)) return;
    if (warnings.size < MAX_WARNINGS) warnings.add(message);
    else moreWarnings += 1;
  };

  return {
    resource,
    plan(buckets) {
      counts.planned = buckets;
    },
    start(plannedBuckets) {
      status = 'running';
      counts.planned = plannedBuckets;
    },
    event(event) {
      switch (event.kind) {
        case 'request':
          counts.requests += 1;
          return;
        case 'wait':
          // The waits that connectors tell of are those between a failed attempt and the next.
          counts.retries += 1;
          counts.waitedMs += event.waitMs;
          return;
        case 'warning':
          warn(event.message);
          return;
        default:
          event satisfies never;
      }
    },
    committed(summary) {
      counts.buckets += summary.buckets;
      counts.rows += summary.rows;
      counts.quarantined += summary.quarantined;
      counts.revised += summary.revised.length;
      vanished += summary.vanished.length;
    },
    get vanished() {
      return vanished;
    },
    distrust(reason) {
      distrusted = [reason];
      if (status === 'succeeded') status = 'partial';
    },
    absent() {
      hasAbsent = true;
    },
    warn,
    fail(cause, now) {
      status = 'failed';
      error = toResourceError(cause, now);
    },
    postpone(previous) {
      status = 'failed';
      error = previous;
    },
    interrupt() {
      status = interruptedStatus(status, counts.buckets);
    },
    end() {
      if (status === 'running') status = counts.quarantined > 0 || hasAbsent ? 'partial' : 'succeeded';
    },
    snapshot() {
      const more = moreWarnings > 0 ? [`… and ${moreWarnings} more warnings`] : [];
      const told = [...distrusted, ...warnings, ...more];
      return {
        resource,
        ...(granularity !== undefined && granularity !== 'day' && { granularity }),
        status,
        ...counts,
        warnings: told,
        error,
      };
    },
  };
}

/** What becomes of a resource whose run stopped before its end. */
export function interruptedStatus(
  status: ResourceRun['status'],
  committedBuckets: number,
): ResourceRun['status'] {
  if (status === 'running') return committedBuckets > 0 ? 'partial' : 'skipped';
  return status === 'pending' ? 'skipped' : status;
}

function toResourceError(error: unknown, now: Date): NonNullable<ResourceRun['error']> {
  if (!(error instanceof Error)) return { message: String(error) };
  // Both families carry hints; what other errors say is for whoever mends the bug.
  const { hint, retryAt } = error as Partial<Pick<ConnectorError, 'hint' | 'retryAt'> & StoreError>;
  const latest = toUnixSeconds(now) + LONGEST_RETRY_SECONDS;
  return {
    message: error.message,
    ...(typeof hint === 'string' ? { hint } : {}),
    ...(retryAt instanceof Date
      ? { retryAt: toIso(Math.min(Math.ceil(retryAt.getTime() / 1000), latest)) }
      : {}),
  };
}
