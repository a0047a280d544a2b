import {
  type Connector,
  type ConnectorContext,
  type ConnectorDefinition,
  ConnectorError,
  count,
  DAY,
  type FetchedPartition,
  type PartitionRequest,
  type ResourceSpec,
} from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ConnectorFixture, testConnector } from '../testing.ts';

const START = Date.UTC(2026, 0, 1) / 1000;
const resource: ResourceSpec = {
  name: 'downloads',
  title: 'Downloads',
  endpoint: 'GET /downloads',
  kind: 'flow',
  granularity: 'day',
  dimensions: [{ name: 'package', description: 'Which package.' }],
  measures: [{ name: 'downloads', unit: count('downloads'), type: 'integer', description: 'How many.' }],
  metrics: [{ name: 'd', title: 'D', description: 'Downloads.', measure: 'downloads', fields: [] }],
  windowBuckets: 100,
  provisionalBuckets: 0,
  partition: 'package',
};
type Answer = (request: PartitionRequest) => Iterable<FetchedPartition>;

/** A connector as small as one can be, whose answers are given. */
function fixtureOf(answer: Answer): ConnectorFixture<Record<string, never>> {
  const create = (_options: object, { env }: ConnectorContext): Connector => {
    const refuse = () => {
      if (env.REFUSED) throw new ConnectorError('pets: 403', { code: 'forbidden', hint: 'Ask the keeper.' });
    };
    return {
      resources: [resource],
      historyDays: 10,
      queryIdentity: () => 'v1',
      // biome-ignore lint/correctness/useYield: it has no whole buckets
      async *fetch() {
        throw new ConnectorError('pets: there are no whole buckets', { code: 'config' });
      },
      partitions: async () => [
        { partition: 'cat', since: null },
        { partition: 'dog', since: START, createdAt: START },
      ],
      async *fetchPartitions(request) {
        if (request.resource !== resource.name) throw new ConnectorError('pets: no such', { code: 'config' });
        request.signal.throwIfAborted();
        for (const partition of answer(request)) {
          request.onEvent({ kind: 'request', label: partition.partition });
          request.signal.throwIfAborted();
          refuse();
          yield partition;
        }
      },
      check: async () => [{ name: 'pets', ok: !env.REFUSED, message: 'asked', hint: 'Ask the keeper.' }],
    };
  };
  const definition: ConnectorDefinition<Record<string, never>> = {
    id: 'pets',
    title: 'Pets',
    docs: 'docs/connectors/pets.md',
    options: z.strictObject({}),
    resources: [resource],
    create,
  };
  const context = (env: Record<string, string>): ConnectorContext => ({
    clock: () => new Date((START + 10 * DAY) * 1000),
    fetch: () => Promise.reject(new Error('nothing is fetched')),
    random: () => 0,
    env,
    resolveSecret: () => '',
  });
  return {
    definition,
    options: {},
    context: context({}),
    refusedContext: context({ REFUSED: '1' }),
    secrets: [],
    window: { start: START, end: START + 3 * DAY },
    close: async () => undefined,
  };
}

const day = (partition: string, start: number) => ({
  start,
  rows: [{ dimensions: [partition], values: [partition.length] }],
  quarantined: [],
});

/** Two answers a partition, as a source gives that splits its windows. */
function* good({ partitions, window }: PartitionRequest): Iterable<FetchedPartition> {
  for (const partition of partitions) {
    yield { kind: 'buckets', partition, buckets: [day(partition, window.start)] };
    const lost = { start: window.start + DAY, rows: [], quarantined: [], isHole: true } as const;
    yield { kind: 'buckets', partition, buckets: [lost] };
  }
}

describe('testConnector', () => {
  describe('of a good partitioned connector', () => {
    testConnector(it, async () => fixtureOf(good));
  });

  const bad: Record<string, Answer> = {
    'names partitions that were not asked for': ({ window }) => [
      { kind: 'buckets', partition: 'cow', buckets: [day('cow', window.start)] },
    ],
    'gives rows of another partition': ({ partitions, window }) =>
      partitions.map((partition) => ({ kind: 'buckets', partition, buckets: [day('cow', window.start)] })),
    'gives buckets outside of the window': ({ partitions, window }) =>
      partitions.map((partition) => ({ kind: 'buckets', partition, buckets: [day(partition, window.end)] })),
    'gives buckets in between': ({ partitions, window }) =>
      partitions.map((partition) => ({
        kind: 'buckets',
        partition,
        buckets: [day(partition, window.start + 60)],
      })),
    'gives holes with rows': ({ partitions, window }) =>
      partitions.map((partition) => ({
        kind: 'buckets',
        partition,
        buckets: [{ ...day(partition, window.start), isHole: true }],
      })),
    'leaves partitions out': () => [],
    'fails for partitions': ({ partitions }) =>
      partitions.map((partition) => ({ kind: 'failed', partition, message: 'no such pet' })),
  };
  it.each(Object.entries(bad))('finds out a connector that %s', async (_, answer) => {
    const failures: string[] = [];
    const runs: Promise<void>[] = [];
    testConnector(
      (name, run) => runs.push(run().catch(() => void failures.push(name))),
      async () => fixtureOf(answer),
    );
    await Promise.all(runs);
    expect(failures).toContain('names its partitions and gives rows of each, in whole buckets of the window');
  });
});
