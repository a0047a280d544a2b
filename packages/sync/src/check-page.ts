import {
  bucketStart,
  ConnectorError,
  type FetchedBucket,
  type FetchedPage,
  type ResourceSpec,
  toIso,
  type UnixSeconds,
  type Window,
} from '@shipstats/core';

/** Where buckets may lie. */
interface Asked {
  readonly resource: Pick<ResourceSpec, 'granularity'>;
  readonly window: Window;
}

export interface CheckedBuckets {
  /** In order of time, each once. */
  readonly buckets: readonly FetchedBucket[];
  readonly warnings: readonly string[];
}

export interface CheckedPage {
  /** In order of time, each once. */
  readonly buckets: readonly FetchedBucket[];
  readonly next: FetchedPage['next'];
  readonly warnings: readonly string[];
}

/**
 * Keeps whole buckets of the window that was asked for.
 *
 * A bucket outside the window, or one that does not begin where buckets begin, is left out with a warning; of a
 * bucket that comes twice the last one counts.
 */
export function checkBuckets(fetched: readonly FetchedBucket[], { resource, window }: Asked): CheckedBuckets {
  const warnings: string[] = [];
  const buckets = new Map<UnixSeconds, FetchedBucket>();
  for (const bucket of fetched) {
    const { start } = bucket;
    if (!Number.isSafeInteger(start) || bucketStart(start, resource.granularity) !== start) {
      warnings.push(`A bucket that begins within a ${resource.granularity} (${start}) was left out.`);
    } else if (start < window.start || start >= window.end) {
      warnings.push(`A bucket outside the asked window (${toIso(start)}) was left out.`);
    } else {
      buckets.set(start, bucket);
    }
  }
  return { buckets: [...buckets.values()].sort((a, b) => a.start - b.start), warnings };
}

/**
 * Keeps what a page may bring; see `checkBuckets`.
 *
 * @throws ConnectorError `bad-response` where the next page would not lead on: paging must come to an end.
 */
export function checkPage(
  page: FetchedPage,
  asked: {
    readonly resource: Pick<ResourceSpec, 'name' | 'granularity'>;
    readonly window: Window;
    readonly nextStart: UnixSeconds;
  },
): CheckedPage {
  const { resource, nextStart } = asked;
  const { buckets, warnings } = checkBuckets(page.buckets, asked);
  const next = page.next;
  if (next !== null && !(next.start > nextStart)) {
    throw new ConnectorError(
      `${resource.name}: the source's paging does not advance (it stays at ${toIso(nextStart)}).`,
      { code: 'bad-response', hint: 'The next sync goes on from there. If it happens again, report it.' },
    );
  }
  return { buckets, next, warnings };
}
