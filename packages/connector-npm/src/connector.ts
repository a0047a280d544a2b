import {
  bucketStart,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  DAY,
  type FetchEvent,
  type FetchedPage,
  type FetchedPartition,
  type FetchRequest,
  type PartitionRequest,
  type PartitionSpec,
  parseDayUtc,
  toDayUtc,
  toUnixSeconds,
  type UnixSeconds,
} from '@shipstats/core';
import {
  type DaySpan,
  type DownloadsClient,
  FIRST_COUNTED_DAY,
  isCountableName,
  type RangeOptions,
} from '@shipstats/registry';
import { checkDownloads } from './check.ts';
import { type Counting, createCounting } from './counting.ts';
import type { NpmOptions } from './options.ts';
import { isOfOnePackage, toFailed, unknownPackage, withoutTotals } from './package-failures.ts';
import {
  downloadsResource,
  npmResources,
  registryDownloadsResource,
  versionDownloadsResource,
} from './resources.ts';
import { holesOf, toBuckets, toStart } from './to-buckets.ts';
import { withHint } from './with-hint.ts';

/** A package whose numbers are kept up to date. */
export interface NpmPartition {
  readonly name: string;
  /** When it was published first, ISO 8601; null where that is not known. */
  readonly createdAt: string | null;
}

/** What an npm connector is made of beside its options. */
export interface NpmSources {
  readonly downloads: DownloadsClient;
  /** Shared by connectors of one service, so that a day is asked for once. Default: one of its own. */
  readonly counting?: Counting;
  /** Packages to keep up to date: those of the options and their users', and those that are followed. `tracked` go on where they are not known. */
  readonly partitions: (
    options: NpmOptions,
    signal: AbortSignal,
    tracked: readonly string[],
  ) => Promise<readonly NpmPartition[]>;
  /** `now` where somebody waits in front of a page. Default `background`. */
  readonly priority?: 'now' | 'background';
}

/**
 * Makes the connector of npm's download counts.
 *
 * The registry's totals are read before any package's: they tell which days npm has counted, so that nothing is
 * asked for before that, and which it lost.
 */
export function createNpmConnector(
  options: NpmOptions,
  context: Pick<ConnectorContext, 'clock'>,
  sources: NpmSources,
): Connector {
  const { downloads, priority = 'background' } = sources;
  const { clock } = context;
  const counting = sources.counting ?? createCounting(downloads, clock);
  const resources = npmResources.filter((each) => options.versions || each !== versionDownloadsResource);
  const today = (): UnixSeconds => bucketStart(toUnixSeconds(clock()), 'day');

  const checkResource = (resource: string) => {
    if (resources.some(({ name }) => name === resource)) return;
    const names = resources.map(({ name }) => name).join(', ');
    throw new ConnectorError(`npm: no resource ${JSON.stringify(resource)}; there are ${names}.`, {
      code: 'config',
    });
  };

  /** The whole days of a window that npm can have counted; null if there are none. */
  const daysOf = ({
    start,
    end,
  }: {
    readonly start: UnixSeconds;
    readonly end: UnixSeconds;
  }): DaySpan | null => {
    const last = Math.min(end, today()) - DAY;
    const from = toDayUtc(bucketStart(start, 'day'));
    const span = { from: from < FIRST_COUNTED_DAY ? FIRST_COUNTED_DAY : from, to: toDayUtc(last) };
    return span.from <= span.to ? span : null;
  };

  const rangeOptions = (signal: AbortSignal, onEvent: (event: FetchEvent) => void): RangeOptions => ({
    priority,
    signal,
    onRequest: (label) => onEvent({ kind: 'request', label }),
    onWait: (wait) => onEvent({ kind: 'wait', ...wait }),
  });

  async function* fetchDownloads(request: PartitionRequest): AsyncGenerator<FetchedPartition> {
    const { partitions, signal, onEvent } = request;
    const span = daysOf(request.window);
    if (span === null || partitions.length === 0) return;
    const ask = rangeOptions(signal, onEvent);
    const counted = await counting.of(span, ask);
    if ('refusal' in counted) onEvent({ kind: 'warning', message: withoutTotals(counted.refusal) });
    const through = 'refusal' in counted ? span.to : counted.countedThrough;
    if (through === null || through < span.from) return;
    const to = through < span.to ? through : span.to;
    const isAnswered = new Set<string>();
    const since = new Map([...(request.since ?? [])].map(([name, start]) => [name, toDayUtc(start)]));
    for await (const answer of downloads.range(partitions, span.from, to, { ...ask, since })) {
      const { name } = answer;
      if (answer.kind === 'days') {
        isAnswered.add(name);
        const buckets = toBuckets(answer, { counted, today: toDayUtc(today()), dimensions: [name] });
        yield { kind: 'buckets', partition: name, buckets };
      } else if (answer.kind === 'missing' && isAnswered.has(name)) {
        // It has newer days: of what was before it, npm has nothing, and will not have it tomorrow.
        yield {
          kind: 'buckets',
          partition: name,
          buckets: holesOf({ from: since.get(name) ?? span.from, to: answer.to }),
        };
      } else yield toFailed(answer);
    }
  }

  async function* fetchVersions(request: PartitionRequest): AsyncGenerator<FetchedPartition> {
    const { partitions, signal, onEvent } = request;
    const yesterday = toDayUtc(today() - DAY);
    const span = daysOf(request.window);
    // npm has the last seven days and no others: any other day's snapshot was taken then, or never.
    if (span === null || span.to !== yesterday || partitions.length === 0) return;
    const ask = rangeOptions(signal, onEvent);
    const counted = await counting.of({ from: yesterday, to: yesterday }, ask);
    if (!('refusal' in counted) && counted.countedThrough !== yesterday) return;
    for (const partition of partitions) {
      try {
        const answer = await downloads.versions(partition, ask);
        if (answer === null) {
          yield { kind: 'failed', partition, message: unknownPackage(partition) };
          continue;
        }
        const rows = [...answer.versions]
          .filter(([, count]) => count > 0)
          .map(([version, count]) => ({ dimensions: [partition, version], values: [count] }));
        yield { kind: 'buckets', partition, buckets: [{ start: toStart(yesterday), rows, quarantined: [] }] };
      } catch (error) {
        if (!(error instanceof ConnectorError) || !isOfOnePackage(error)) throw error;
        yield { kind: 'failed', partition, message: error.message };
      }
    }
  }

  async function* fetchRegistry({ window, signal, onEvent }: FetchRequest): AsyncGenerator<FetchedPage> {
    signal.throwIfAborted();
    const span = daysOf(window);
    if (span === null) {
      yield { buckets: [], next: null, pendingFrom: window.start };
      return;
    }
    const counted = await counting.of(span, rangeOptions(signal, onEvent));
    if ('refusal' in counted) throw counted.refusal;
    const days = [...counted.totals]
      .filter(([day]) => day >= span.from && day <= span.to)
      .map(([day, count]) => ({ day, downloads: count }));
    const buckets = toBuckets({ ...span, days }, { counted, today: toDayUtc(today()), dimensions: [] });
    const pendingFrom =
      counted.countedThrough === null ? window.start : toStart(counted.countedThrough) + DAY;
    yield { buckets, next: null, pendingFrom };
  }

  async function partitionsOf(
    resource: string,
    signal: AbortSignal,
    tracked: readonly string[],
  ): Promise<readonly PartitionSpec[]> {
    const found = await sources.partitions(options, signal, tracked);
    const byName = new Map(
      found.filter(({ name }) => isCountableName(name)).map((each) => [each.name, each]),
    );
    return [...byName.values()].map(({ name, createdAt }) => {
      const created = toDayStart(createdAt);
      const since = resource === versionDownloadsResource.name ? today() - DAY : created;
      return { partition: name, since, ...(created !== null && { createdAt: created }) };
    });
  }

  return {
    resources,
    historyDays:
      options.history === 'all' ? (today() - toStart(FIRST_COUNTED_DAY)) / DAY + 1 : options.history,

    queryIdentity(resource) {
      checkResource(resource);
      return JSON.stringify({ v: 1, host: downloads.host, resource });
    },

    async *fetch(request) {
      checkResource(request.resource);
      if (request.resource !== registryDownloadsResource.name) {
        throw new ConnectorError(`npm: ${request.resource} is read by package.`, { code: 'config' });
      }
      yield* hinted(fetchRegistry(request));
    },

    async partitions(resource, signal, tracked = []) {
      checkResource(resource);
      return partitionsOf(resource, signal, tracked);
    },

    async *fetchPartitions(request) {
      checkResource(request.resource);
      request.signal.throwIfAborted();
      switch (request.resource) {
        case downloadsResource.name:
          return yield* hinted(fetchDownloads(request));
        case versionDownloadsResource.name:
          return yield* hinted(fetchVersions(request));
        default:
          throw new ConnectorError(`npm: ${request.resource} is not read by package.`, { code: 'config' });
      }
    },

    check: (signal) => checkDownloads({ downloads, clock, signal }),
  };
}

async function* hinted<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    throw withHint(error);
  }
}

function toDayStart(iso: string | null): UnixSeconds | null {
  return iso === null ? null : (parseDayUtc(iso.slice(0, 10)) ?? null);
}
