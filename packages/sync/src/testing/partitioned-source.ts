import {
  type Connector,
  count,
  DAY,
  type FetchedBucket,
  type FetchedPartition,
  type PartitionRequest,
  type PartitionSpec,
  type ResourceSpec,
  type UnixSeconds,
} from '@shipstats/core';

/** A source that is asked by package and answers from a pure function. */
export interface PartitionedSource {
  readonly connector: Connector;
  /** Every request: its packages, sorted, and its days. */
  readonly requests: PartitionRequest[];
  /** The packages to keep up to date. */
  partitions: readonly PartitionSpec[];
  /** What the source says of a day; null leaves it out. */
  answer: (partition: string, start: UnixSeconds) => FetchedBucket | null;
  /** Called for each package before it is answered; what it throws ends the answer, what it returns is the answer. */
  onPartition: (partition: string) => FetchedPartition | undefined | Promise<FetchedPartition | undefined>;
}

export const packagesResource: ResourceSpec = {
  name: 'downloads',
  title: 'Downloads',
  endpoint: 'GET /downloads',
  kind: 'flow',
  granularity: 'day',
  dimensions: [{ name: 'package', description: 'Which package.' }],
  measures: [{ name: 'tokens', unit: count('downloads'), type: 'integer', description: 'How many.' }],
  metrics: [],
  windowBuckets: 10,
  provisionalBuckets: 0,
  partition: 'package',
};

/** A day of a package, whose number tells which day and package it is. */
export function packageDay(partition: string, start: UnixSeconds): FetchedBucket {
  const downloads = ((start / DAY) % 1000) * 10 + partition.length;
  return { start, rows: [{ dimensions: [partition], values: [downloads] }], quarantined: [] };
}

export function createPartitionedSource(
  names: readonly string[],
  options: { readonly historyDays?: number; readonly windowBuckets?: number } = {},
): PartitionedSource {
  const { historyDays = 25, windowBuckets = 10 } = options;
  const resource = { ...packagesResource, windowBuckets };

  async function* fetchPartitions(request: PartitionRequest): AsyncGenerator<FetchedPartition> {
    source.requests.push(request);
    for (const partition of request.partitions) {
      request.onEvent({ kind: 'request', label: partition });
      const special = await source.onPartition(partition);
      if (special) {
        yield special;
        continue;
      }
      const buckets: FetchedBucket[] = [];
      for (let start = request.window.start; start < request.window.end; start += DAY) {
        const bucket = source.answer(partition, start);
        if (bucket) buckets.push(bucket);
      }
      yield { kind: 'buckets', partition, buckets };
    }
  }

  const source: PartitionedSource = {
    connector: {
      resources: [resource],
      historyDays,
      queryIdentity: () => 'v1',
      // biome-ignore lint/correctness/useYield: it is never asked for whole buckets
      async *fetch() {
        throw new Error('this resource is read by package');
      },
      partitions: async () => source.partitions,
      fetchPartitions,
      check: async () => [],
    },
    requests: [],
    partitions: names.map((partition) => ({ partition, since: null })),
    answer: packageDay,
    onPartition: () => undefined,
  };
  return source;
}
