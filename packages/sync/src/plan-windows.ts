import {
  bucketStart,
  bucketWidth,
  DAY,
  finalAt,
  formatWindow,
  HOUR,
  monthClosesAt,
  nextBucket,
  type ResourceSpec,
  toIso,
  type UnixSeconds,
  type Window,
} from '@shipstats/core';
import type { Progress, StoredBucket } from '@shipstats/store';
import { coverBuckets } from './cover-buckets.ts';

/** All of time: what is stored under a clock that was ahead is looked at, too. */
export const ALWAYS = { start: 0, end: 253_402_300_800 };

/** A hole is asked for again while it is younger than this, for sources do mend some, and not more often than that. */
const HOLE_MENDED_WITHIN_SECONDS = 30 * DAY;
const HOLE_ASKED_EVERY_SECONDS = DAY;
/** How far back holes between stored buckets and the asked history are filled. */
const OLDEST_HOLE_DAYS = 366;

export interface PlanInput {
  readonly resource: Pick<
    ResourceSpec,
    'granularity' | 'windowBuckets' | 'provisionalBuckets' | 'monthClosesDays'
  >;
  /** How many UTC days to have, today included; at least 1. */
  readonly historyDays: number;
  readonly now: UnixSeconds;
  /** Every stored bucket of the resource, in any order. */
  readonly stored: readonly StoredBucket[];
  /** What buckets are asked with now; see `Connector.queryIdentity`. */
  readonly identity: string;
  readonly progress: Progress | null;
  /**
   * What was read at or after this moment is not read again: it was read by the interrupted run that this one
   * continues. Null for a run of its own.
   */
  readonly readSince?: UnixSeconds | null;
  /** Nothing that was over before this moment is asked for; see `PartitionSpec.since`. */
  readonly since?: UnixSeconds | null;
  /** More than `historyDays` is wanted: everything from here on. */
  readonly historyStart?: UnixSeconds | null;
  /** What is read again whatever is stored of it. */
  readonly reread?: readonly Window[];
}

/** One request window of a plan. */
export interface PlannedWindow {
  readonly window: Window;
  /** The first bucket that is to be fetched: later than the window's start where an interrupted fetch goes on. */
  readonly nextStart: UnixSeconds;
  /** The source's token to go on with; null to begin. */
  readonly cursor: string | null;
}

export interface Plan {
  /** Newest first; what they fetch, `[nextStart, window.end)`, does not overlap. */
  readonly windows: readonly PlannedWindow[];
  /** Buckets that the windows fetch, bridged ones included. */
  readonly plannedBuckets: number;
  readonly warnings: readonly string[];
}

/**
 * Tells what has to be fetched, from what is stored alone: there is no watermark that could lie.
 *
 * A bucket is fetched if it is missing; was asked with another identity; is incomplete or vanished; or was read
 * before it was final (see `finalAt`; days of the month before, while that is open, once a day); a hole (`BucketInfo.isHole`) once a day
 * until it is 30 days old; or lies in a window to `reread`. Wanted are the last `historyDays` days, or everything from
 * `historyStart` on,
 * the holes behind them up to the oldest stored bucket (at most a year back), and stored buckets of any age that
 * were not final when last read. Buckets that have not begun are never asked for.
 *
 * Windows come newest first: a first sync shows recent numbers at once, and a source that fails on old days does
 * not keep the new ones away. Since the plan is made from state, an interruption loses nothing by that order; only
 * a page token needs remembering, and it is resumed in its place.
 */
export function planWindows(input: PlanInput): Plan {
  const { resource, now } = input;
  const { granularity, windowBuckets } = resource;
  const width = bucketWidth(granularity);
  const end = nextBucket(bucketStart(now, granularity), granularity);
  const warnings: string[] = [];

  const stored = new Map<UnixSeconds, StoredBucket>();
  for (const bucket of input.stored) {
    if (bucketStart(bucket.start, granularity) === bucket.start) stored.set(bucket.start, bucket);
  }
  const clock = clockWarning(stored.values(), now, end);
  if (clock) warnings.push(clock);

  const needed = neededStarts(input, stored, { width, end });
  const neededSet = new Set(needed);

  const resumed = resume(input, { width, end, neededSet });
  if (resumed.warning) warnings.push(resumed.warning);
  const resumedWindow = resumed.planned;

  // Two covers, so that no window reaches across what the resumed fetch brings.
  const below = resumedWindow ? needed.filter((start) => start < resumedWindow.nextStart) : needed;
  const above = resumedWindow ? needed.filter((start) => start >= resumedWindow.window.end) : [];
  const fresh = (starts: UnixSeconds[]): PlannedWindow[] =>
    coverBuckets(starts, width, Math.max(1, windowBuckets)).map((window) => ({
      window,
      nextStart: window.start,
      cursor: null,
    }));
  const windows = [...fresh(above), ...(resumedWindow ? [resumedWindow] : []), ...fresh(below)];

  const plannedBuckets = windows.reduce(
    (sum, { window, nextStart }) => sum + (window.end - nextStart) / width,
    0,
  );
  return { windows, plannedBuckets, warnings };
}

interface Frame {
  readonly width: number;
  /** The end of the bucket that holds now. */
  readonly end: UnixSeconds;
}

function neededStarts(
  input: PlanInput,
  stored: ReadonlyMap<UnixSeconds, StoredBucket>,
  { width, end }: Frame,
): UnixSeconds[] {
  const today = bucketStart(input.now, 'day');
  const historyStart = Math.min(
    today - (Math.max(1, Math.ceil(input.historyDays)) - 1) * DAY,
    bucketStart(input.historyStart ?? today, 'day'),
  );
  const past = [...stored.keys()].filter((start) => start < end).sort((a, b) => a - b);
  const firstHole = Math.max(past[0] ?? historyStart, today - (OLDEST_HOLE_DAYS - 1) * DAY);
  const since = bucketStart(input.since ?? Number.MIN_SAFE_INTEGER, input.resource.granularity);
  const from = Math.max(since, Math.min(historyStart, bucketStart(firstHole, input.resource.granularity)));

  const reread = input.reread ?? [];
  const isForced = (start: UnixSeconds) => {
    const bucket = stored.get(start);
    return (
      reread.some((window) => start >= window.start && start < window.end) &&
      !(bucket && isFresh(bucket, input))
    );
  };
  const starts: UnixSeconds[] = [];
  for (const start of past) {
    if (start >= from) break;
    if (start < since) continue;
    const bucket = stored.get(start);
    if (bucket && (isForced(start) || mustRead(bucket, input, width))) starts.push(start);
  }
  for (let start = from; start < end; start += width) {
    const bucket = stored.get(start);
    // A row that the source will always get wrong must not cost a request at every sync for ever: once its day has
    // left the history and is final, the day stays as it is, marked incomplete.
    const incomplete = bucket?.incomplete === true && start >= historyStart;
    const isDue = !bucket || mustRead(bucket, input, width) || (incomplete && !isFresh(bucket, input));
    if (isDue || isForced(start)) {
      starts.push(start);
    }
  }
  return starts;
}

function mustRead(bucket: StoredBucket, input: PlanInput, width: number): boolean {
  if (bucket.identity !== input.identity) return true;
  if (isFresh(bucket, input)) return false;
  if (bucket.vanished) return true;
  if (bucket.isHole) return isHoleDue(bucket, input.now, width);
  // Read under a clock that was ahead: whether it was final then cannot be told.
  if (bucket.syncedAt > input.now + HOUR) return true;
  const { resource, now } = input;
  const readAt = Math.min(bucket.syncedAt, now);
  if (readAt >= finalAt(bucket.start, resource, now)) return false;
  const closesAt = monthClosesAt(bucket.start, resource, now);
  const isOnlyOfMonth = readAt >= bucket.start + (1 + resource.provisionalBuckets) * width;
  if (!isOnlyOfMonth || closesAt === undefined || now >= closesAt) return true;
  // A whole month at each sync would be no gentle way to ask.
  return readAt < bucketStart(now, 'day');
}

function isHoleDue({ start, syncedAt }: StoredBucket, now: UnixSeconds, width: number): boolean {
  const isYoung = now < start + width + HOLE_MENDED_WITHIN_SECONDS;
  // Read under a clock that was ahead: that says nothing.
  return isYoung && (now - syncedAt >= HOLE_ASKED_EVERY_SECONDS || syncedAt > now + HOUR);
}

function isFresh(bucket: StoredBucket, input: PlanInput): boolean {
  const since = input.readSince ?? null;
  return since !== null && bucket.syncedAt >= since && bucket.syncedAt <= input.now;
}

function resume(
  { progress, identity, resource }: PlanInput,
  { width, end, neededSet }: Frame & { readonly neededSet: ReadonlySet<UnixSeconds> },
): { readonly planned: PlannedWindow | null; readonly warning?: string } {
  // Without a token there is nothing to remember: the rest of the window is missing, and planned for that.
  if (progress === null || progress.cursor === null) return { planned: null };
  const { window, nextStart, cursor } = progress;
  const what = `the interrupted fetch of ${formatWindow(window)}`;
  if (progress.identity !== identity) {
    return { planned: null, warning: `The query changed: ${what} starts anew.` };
  }
  const aligned = [window.start, window.end, nextStart].every(
    (moment) => Number.isSafeInteger(moment) && moment % width === 0,
  );
  const inside = window.start <= nextStart && nextStart < window.end && window.end <= end;
  if (!aligned || !inside || window.end - window.start > resource.windowBuckets * width) {
    return { planned: null, warning: `Where ${what} stood does not fit the plan: it starts anew.` };
  }
  for (let start = nextStart; start < window.end; start += width) {
    if (neededSet.has(start)) return { planned: { window, nextStart, cursor } };
  }
  return { planned: null };
}

function clockWarning(
  stored: Iterable<StoredBucket>,
  now: UnixSeconds,
  end: UnixSeconds,
): string | undefined {
  let readAt = 0;
  let latest = 0;
  for (const bucket of stored) {
    if (bucket.syncedAt > now + HOUR) readAt = Math.max(readAt, bucket.syncedAt);
    if (bucket.start >= end) latest = Math.max(latest, bucket.start);
  }
  if (readAt === 0 && latest === 0) return undefined;
  const found = readAt > 0 ? `buckets that were read at ${toIso(readAt)}` : `a bucket of ${toIso(latest)}`;
  return (
    `The clock may have been turned back: the store has ${found}, but it is ${toIso(now)} now. ` +
    'Nothing was deleted. Check the clock of this machine.'
  );
}
