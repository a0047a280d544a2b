import { setTimeout as wait } from 'node:timers/promises';
import {
  type Clock,
  type Connector,
  ConnectorError,
  DAY,
  type DayUtc,
  type Decimal,
  formatDecimal,
  type MetricQuery,
  type QueryContext,
  runQuery,
  toDayUtc,
  toUnixSeconds,
  type UnixSeconds,
  type WindowSpec,
} from '@shipstats/core';
import {
  addDays,
  type DownloadCount,
  isCountableName,
  type ServiceState,
  trendOf,
  weeklyShape,
} from '@shipstats/registry';
import type { Store } from '@shipstats/store';
import { syncPartitions } from '@shipstats/sync';
import type { DownloadLine, Downloads } from './downloads.ts';

/** npm answers at most 18 months of one package at once (https://github.com/npm/registry-issue-archive/issues/206). */
const RECENT_DAYS = 540;
/** The first day that npm has counts of: 10 January 2015. */
const FIRST_DAY: UnixSeconds = Date.UTC(2015, 0, 10) / 1000;
/** npm counts once a day: what was read so lately is not asked for again. */
const FRESH_SECONDS = 3_600;
/** How long names are gathered, so that those of one page go into one request. */
const GATHER_MS = 20;
/** As many as one request may name. */
const BATCH = 128;
/** Today, and yesterday: npm has the snapshot of its last counted day, and of no other. */
const SNAPSHOT_DAYS = 2;
const METRIC = 'npm_downloads';
const WEEKS = 12;
/** The weeks, and room for counts that were read some time ago. */
const LINE_DAYS = 120;
/** How long a line waits to learn when a package without any downloads was made. */
const BIRTH_WAIT_MS = 500;
/** The days that a line is made of: its weeks, in which both halves of the trend lie and the 30 days of the number. */
const NEEDED_DAYS = 7 * WEEKS;
const TREND_DAYS = 56;

export interface DownloadsOptions {
  readonly store: Store;
  /** The npm connector, as it is for somebody who waits in front of a page, and as it is for work behind that. */
  readonly connectors: { readonly now: Connector; readonly background: Connector };
  /** Its name in the configuration. */
  readonly name: string;
  readonly query: QueryContext;
  readonly clock: Clock;
  /** The published list's count, for packages that were never read. */
  readonly indexed: (name: string) => DownloadCount | null;
  /** When a package was made, where that is known without asking: days before it are not asked for. */
  readonly createdAt: (name: string) => Promise<string | null>;
  readonly state: () => ServiceState;
  /** Told of what is a bug; trouble at npm stands in the state. */
  readonly onError: (error: unknown) => void;
}

/**
 * `recent`: the last 18 months, which pages wait for. `all`: whatever is older as well. `versions`: the snapshot of the
 * downloads by version, of which npm keeps no history.
 */
type History = 'recent' | 'all' | 'versions';

interface Turn {
  readonly name: string;
  readonly done: Promise<void>;
  readonly settle: () => void;
}

/** Packages that wait to be read, and those that are being read. */
interface Queue {
  readonly waiting: Map<string, Turn>;
  readonly reading: Map<string, Turn>;
  working: Promise<void> | undefined;
}

/** Reading that ends when it is closed. */
export interface OpenedDownloads extends Downloads {
  /** Stops what is being read; what is committed stays. */
  close(): Promise<void>;
}

/**
 * Reads downloads into the store as pages ask for them.
 *
 * Names wait in queues, recent days apart from older ones and from versions, and go to npm in batches, one batch a queue at a time:
 * the service allows a request every few seconds, and lets recent days go first. A package that is asked for while it
 * waits, or is being read, is asked for once.
 */
export function createDownloads(options: DownloadsOptions): OpenedDownloads {
  const { store, connectors, name: source, clock, onError } = options;
  const stopping = new AbortController();
  const hasVersions = connectors.background.resources.some(({ name }) => name === 'version_downloads');
  const makeQueue = (): Queue => ({ waiting: new Map(), reading: new Map(), working: undefined });
  const queues: Readonly<Record<History, Queue>> = {
    recent: makeQueue(),
    all: makeQueue(),
    versions: makeQueue(),
  };
  /** When a history of a package was last read to its end by this process. */
  const readAt = new Map<string, UnixSeconds>();

  const isFresh = (name: string, history: History) =>
    toUnixSeconds(clock()) - (readAt.get(`${history} ${name}`) ?? Number.NEGATIVE_INFINITY) < FRESH_SECONDS;

  const enqueue = (name: string, history: History): Promise<void> => {
    const queue = queues[history];
    const known = queue.waiting.get(name) ?? queue.reading.get(name);
    if (known) return known.done;
    const { promise, resolve } = Promise.withResolvers<void>();
    queue.waiting.set(name, { name, done: promise, settle: resolve });
    queue.working ??= work(queue, history).finally(() => {
      queue.working = undefined;
    });
    return promise;
  };

  const work = async (queue: Queue, history: History) => {
    await wait(GATHER_MS);
    while (queue.waiting.size > 0 && !stopping.signal.aborted) {
      const batch = [...queue.waiting.values()].slice(0, BATCH);
      for (const turn of batch) {
        queue.waiting.delete(turn.name);
        queue.reading.set(turn.name, turn);
      }
      try {
        await read(batch, history);
      } catch (error) {
        const isStopped =
          stopping.signal.aborted && error instanceof ConnectorError && error.code === 'aborted';
        if (!isStopped) onError(error);
      } finally {
        for (const turn of batch) {
          queue.reading.delete(turn.name);
          turn.settle();
        }
      }
    }
  };

  const read = async (batch: readonly Turn[], history: History) => {
    const now = toUnixSeconds(clock());
    const partitions = await Promise.all(
      batch.map(async ({ name }) => {
        // Recent days of a young package cost nothing more: only for all of history is its birth worth a look.
        const createdAt = history === 'all' ? await birthOf(name) : null;
        return { partition: name, since: createdAt, ...(createdAt === null ? {} : { createdAt }) };
      }),
    );
    const historyDays = {
      recent: RECENT_DAYS,
      all: Math.ceil((now - FIRST_DAY) / DAY) + 1,
      versions: SNAPSHOT_DAYS,
    }[history];
    const result = await syncPartitions({
      store,
      connector: history === 'recent' ? connectors.now : connectors.background,
      name: source,
      resource: history === 'versions' ? 'version_downloads' : 'downloads',
      partitions,
      historyDays,
      clock,
      signal: stopping.signal,
      onEvent: () => undefined,
    });
    // Why it failed stands in the service's state; days that are missing are asked for at the next look.
    if (result.error !== null) return;
    const failed = new Set(result.failed.map(({ partition }) => partition));
    for (const { name } of batch) if (!failed.has(name)) readAt.set(`${history} ${name}`, now);
  };

  const birthOf = async (name: string): Promise<UnixSeconds | null> => {
    const createdAt = await options.createdAt(name).catch(() => null); // then all days are asked for
    const day = createdAt === null ? Number.NaN : Math.floor(Date.parse(createdAt) / 1000 / DAY) * DAY;
    return Number.isFinite(day) ? Math.max(FIRST_DAY, day) : null;
  };

  return {
    want: async (names, { history, waitMs }) => {
      // Others are never sent: nobody is to wait for them.
      const countable = names.filter(isCountableName);
      const recent = countable.filter((name) => !isFresh(name, 'recent'));
      const turns = recent.map((name) => enqueue(name, 'recent'));
      if (history === 'all') {
        for (const name of countable) {
          if (!isFresh(name, 'all')) void enqueue(name, 'all');
          if (hasVersions && !isFresh(name, 'versions')) void enqueue(name, 'versions');
        }
      }
      if (turns.length === 0 || waitMs <= 0) return;
      await Promise.race([
        Promise.all(turns),
        wait(waitMs, undefined, { signal: stopping.signal, ref: false }),
      ]).catch(
        () => undefined, // stopped: nobody waits any longer
      );
    },
    lines: (names) => readLines(names, options),
    isReading: (name) =>
      [queues.recent, queues.all].some(({ waiting, reading }) => waiting.has(name) || reading.has(name)),
    state: options.state,
    close: async () => {
      stopping.abort();
      for (const { waiting } of Object.values(queues)) for (const turn of waiting.values()) turn.settle();
      await Promise.all(Object.values(queues).map(({ working }) => working));
    },
  };
}

/** The one number of each, whatever other names are asked for with it. */
async function readLines(
  names: readonly string[],
  options: DownloadsOptions,
): Promise<ReadonlyMap<string, DownloadLine>> {
  const lines = new Map<string, DownloadLine>();
  const days = new Map<string, StoredDays>();
  let left = names;
  while (left.length > 0) {
    const found = await readLastDays(left, options);
    if (found.size === 0) break;
    for (const [name, each] of found) days.set(name, each);
    // Those that were read so long before the freshest that its span holds no day of theirs.
    left = left.filter((name) => !days.has(name));
  }
  const isTooNew = await Promise.all(
    [...days].map(([name, each]) => isSilent(each) && isMadeAfter(each.through, name, options)),
  );
  for (const [index, [name, each]] of [...days].entries()) {
    if (!isTooNew[index]) lines.set(name, toLine(each));
  }
  for (const name of names) {
    const count = days.has(name) ? null : options.indexed(name);
    if (count) lines.set(name, { ...count, unknownDays: 0, trend: null, weeks: [] });
  }
  return lines;
}

/** The last days of each that has any in the span of the freshest of them. */
async function readLastDays(
  names: readonly string[],
  options: DownloadsOptions,
): Promise<ReadonlyMap<string, StoredDays>> {
  const days = await readDays(names, `${LINE_DAYS}d`, options);
  // Those that were read long before the freshest lack days in its span.
  const older = Map.groupBy(
    [...days].filter(([, { through, since }]) => through < addDays(since, NEEDED_DAYS - 1)),
    ([, { through }]) => through,
  );
  for (const [through, group] of older) {
    const window = { from: addDays(through, 1 - LINE_DAYS), to: addDays(through, 1) };
    const own = await readDays(
      group.map(([name]) => name),
      window,
      options,
    );
    for (const [name, each] of own) days.set(name, each);
  }
  return days;
}

function isSilent({ counts }: StoredDays): boolean {
  return [...counts.values()].every((count) => count === null || count === 0);
}

/** Whether npm has counted no day of a package's life yet: its zeros say nothing then. */
async function isMadeAfter(day: DayUtc, name: string, { createdAt }: DownloadsOptions): Promise<boolean> {
  const birth = createdAt(name).catch(() => null);
  const created = await Promise.race([birth, wait(BIRTH_WAIT_MS, null, { ref: false })]);
  return created !== null && created.slice(0, 10) > day;
}

/** What is stored of a package in a span of days. */
interface StoredDays {
  readonly counts: ReadonlyMap<DayUtc, number | null>;
  /** The span's first day. */
  readonly since: DayUtc;
  /** The last day that is counted. */
  readonly through: DayUtc;
}

/** One query for many names; those of which no day is known in the window are left out. */
async function readDays(
  names: readonly string[],
  window: WindowSpec,
  { query, name: source }: DownloadsOptions,
): Promise<Map<string, StoredDays>> {
  const stored = new Map<string, StoredDays>();
  const asked: MetricQuery = {
    kind: 'metric',
    connector: source,
    metric: METRIC,
    field: null,
    fn: 'sum',
    window,
    filter: [{ field: 'package', op: 'in', value: [...new Set(names)] }],
    by: ['package'],
    bucket: 'day',
    top: null,
    compare: false,
    finalOnly: false,
    label: null,
  };
  const { series, buckets } = await runQuery(asked, query);
  const days = buckets.map(({ start }) => toDayUtc(start));
  const [since] = days;
  if (since === undefined) return stored;
  for (const { dimensions, points } of series) {
    const counts = toCounts(days, points);
    const through = days.findLast((day) => (counts.get(day) ?? null) !== null);
    if (through === undefined || typeof dimensions.package !== 'string') continue;
    stored.set(dimensions.package, { counts, since, through });
  }
  return stored;
}

/** Counts of a day are whole numbers below 2^53. */
function toCounts(days: readonly DayUtc[], points: readonly (Decimal | null)[]): Map<DayUtc, number | null> {
  return new Map(
    days.map((day, index) => {
      const point = points[index] ?? null;
      return [day, point === null ? null : Number(formatDecimal(point))] as const;
    }),
  );
}

/**
 * npm says zero of the days before a package was made, and of none does it say that there was no package: days before
 * the first download of the span are taken for such days. They are in no week, and none is unknown; a package that was
 * made within the days of a trend has none.
 */
function toLine({ counts, through }: StoredDays): DownloadLine {
  const days = [...counts.keys()].filter((day) => day <= through);
  const first = days.find((day) => (counts.get(day) ?? 0) > 0);
  const isLived = (day: DayUtc) => first === undefined || day >= first;
  const isYoung =
    first !== undefined &&
    first > addDays(through, 1 - TREND_DAYS) &&
    days.some((day) => day < first && counts.get(day) === 0);
  const month = days.slice(-30).filter(isLived);
  const known = month.map((day) => counts.get(day) ?? null).filter((count) => count !== null);
  const lived = new Map([...counts].filter(([day]) => isLived(day)));
  return {
    downloads: known.reduce((sum, count) => sum + count, 0),
    through,
    from: 'store',
    unknownDays: month.length - known.length,
    trend: first === undefined || isYoung ? null : trendOf(lived, through),
    weeks: weeklyShape(lived, through, WEEKS),
  };
}
