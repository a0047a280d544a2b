import { z } from 'zod';
import { createCatalog } from '../catalog.ts';
import { normalizeConfig } from '../config/normalize.ts';
import { defineConnectorType } from '../connector.ts';
import { add, type Decimal, parseDecimal } from '../decimal.ts';
import type { ResourceSpec } from '../metric.ts';
import type { StoredName } from '../names.ts';
import type { BucketInfo, Freshness, ReadRequest, ReadRow, SampleReader } from '../query/reader.ts';
import { parseDayUtc } from '../time.ts';
import { count, usd } from '../unit.ts';

/** A made-up daily source with one flow of money and one of tokens, for tests of the language. */
export const spendResource: ResourceSpec = {
  name: 'spend',
  title: 'Acme spend',
  endpoint: 'GET /spend',
  kind: 'flow',
  granularity: 'day',
  dimensions: [
    { name: 'model', description: 'The model.' },
    { name: 'team', description: 'The team.', names: ['team'] },
  ],
  measures: [
    { name: 'amount', unit: usd, type: 'decimal', description: 'Money.' },
    { name: 'tokens', unit: count('tokens'), type: 'integer', description: 'Tokens.' },
    { name: 'cached', unit: count('tokens'), type: 'integer', description: 'Cached tokens.' },
    {
      name: 'quantity',
      unit: { kind: 'plain' },
      type: 'decimal',
      description: 'Of tokens, images or hours: each model has a unit.',
      within: ['model'],
    },
  ],
  metrics: [
    {
      name: 'acme_cost',
      title: 'Acme cost',
      description: 'Cost.',
      measure: 'amount',
      fields: ['quantity'],
      moreIs: 'worse',
    },
    {
      name: 'acme_tokens',
      title: 'Acme tokens',
      description: 'Tokens.',
      measure: 'tokens',
      fields: ['cached'],
    },
  ],
  windowBuckets: 31,
  provisionalBuckets: 2,
};

export const levelResource: ResourceSpec = {
  ...spendResource,
  name: 'storage',
  kind: 'level',
  dimensions: [{ name: 'team', description: 'The team.' }],
  measures: [{ name: 'bytes', unit: { kind: 'bytes' }, type: 'integer', description: 'Bytes.' }],
  metrics: [{ name: 'acme_bytes', title: 'Acme bytes', description: 'Bytes.', measure: 'bytes', fields: [] }],
};

export const acme = defineConnectorType({
  id: 'acme',
  title: 'Acme',
  docs: 'docs/connectors/acme.md',
  options: z.strictObject({ region: z.enum(['eu', 'us']).optional() }),
  resources: [spendResource, levelResource],
  create: () => {
    throw new Error('not for syncing');
  },
});

export function acmeCatalog() {
  return createCatalog(
    normalizeConfig({ connectors: [{ name: 'acme', connectorId: 'acme' }] }, { definitions: [acme] }),
  );
}

export interface FakeRow {
  readonly day: string;
  readonly model?: string | null;
  readonly team?: string | null;
  readonly values: Readonly<Record<string, string>>;
}

export interface FakeData {
  readonly rows: readonly FakeRow[];
  /** Days that were read though they hold no rows, and when days were read. */
  readonly days: Readonly<Record<string, string>>;
  /** Days of which rows could not be read. */
  readonly incomplete?: readonly string[];
  readonly freshness?: Partial<Freshness>;
  readonly names?: readonly StoredName[];
}

/** Answers reads from a list of rows, in the plainest way there is. */
export function fakeReader(data: FakeData): SampleReader {
  const start = (day: string) => parseDayUtc(day) ?? Number.NaN;
  return {
    read: async (request) => sumRows(data.rows, request),
    buckets: async (_connector, _resource, window) =>
      Object.entries(data.days)
        .map(
          ([day, syncedAt]): BucketInfo => ({
            start: start(day),
            rows: data.rows.filter((row) => row.day === day).length,
            syncedAt: Date.parse(syncedAt) / 1000,
            identity: 'all',
            incomplete: data.incomplete?.includes(day) ?? false,
            vanished: false,
          }),
        )
        .filter((bucket) => bucket.start >= window.start && bucket.start < window.end),
    version: async () => '1',
    names: async () => data.names ?? [],
    partitions: async () => [],
    partitionBuckets: async (_connector, _resource, _window, partitions) => partitions.map(() => []),
    partitionStarts: async (_connector, _resource, partitions) => partitions.map(() => null),
    freshness: async () => ({ lastSuccessAt: null, lastAttemptAt: null, lastError: null, ...data.freshness }),
  };
}

function sumRows(rows: readonly FakeRow[], request: ReadRequest): ReadRow[] {
  const groups = new Map<
    string,
    { bucket: number | null; dimensions: (string | null)[]; value: Decimal | null }
  >();
  for (const row of rows) {
    const bucket = parseDayUtc(row.day) ?? Number.NaN;
    if (bucket < request.window.start || bucket >= request.window.end) continue;
    const matches = request.filter.every((clause) => {
      if ('or' in clause) throw new Error('not in these tests');
      const value = Reflect.get(row, clause.field) ?? null;
      if (clause.op === 'in') return Array.isArray(clause.value) && clause.value.includes(value);
      if (clause.op === 'eq') return value === clause.value;
      throw new Error('not in these tests');
    });
    if (!matches) continue;
    const dimensions = request.by.map((name): string | null => Reflect.get(row, name) ?? null);
    const key = JSON.stringify([request.bucketed ? bucket : null, dimensions]);
    const group = groups.get(key) ?? { bucket: request.bucketed ? bucket : null, dimensions, value: null };
    const value = parseDecimal(row.values[request.measure] ?? '');
    if (value) group.value = group.value ? add(group.value, value) : value;
    groups.set(key, group);
  }
  return [...groups.values()];
}
