import { expect, it } from 'vitest';
import { createCatalog } from '../catalog.ts';
import { normalizeConfig } from '../config/normalize.ts';
import type { ResourceSpec } from '../metric.ts';
import { acme, fakeReader, spendResource } from '../testing/fake-source.ts';
import type { WindowSpec } from '../window.ts';
import { chooseGranularity } from './choose-granularity.ts';
import { parseQuery, type QueryParams } from './parse-query.ts';
import type { MetricQuery } from './query.ts';
import type { ReadRequest } from './reader.ts';
import { runQuery } from './run-query.ts';

const minutes: ResourceSpec = { ...spendResource, name: 'spend_by_minute', granularity: 'minute' };
const hours: ResourceSpec = { ...spendResource, name: 'spend_by_hour', granularity: 'hour' };
const allThree: ResourceSpec = { ...spendResource, finer: { ...hours, finer: minutes } };
const upToHours: ResourceSpec = { ...spendResource, finer: hours };
/** Two metrics of the same rows, of which one has hours. */
const daily: ResourceSpec = {
  ...spendResource,
  name: 'daily',
  metrics: spendResource.metrics.slice(1),
};
const hourly: ResourceSpec = { ...upToHours, metrics: spendResource.metrics.slice(0, 1) };

const definition = { ...acme, resources: [hourly, daily] };
const config = { connectors: [{ name: 'acme', connectorId: 'acme' }] };
const catalog = createCatalog(normalizeConfig(config, { definitions: [definition] }));

/** What was read of the store, for an answer. */
async function readsFor(query: Parameters<typeof runQuery>[0]): Promise<ReadRequest[]> {
  const reads: ReadRequest[] = [];
  const reader = fakeReader({ rows: [], days: {} });
  await runQuery(query, {
    catalog,
    reader: {
      ...reader,
      read: (request) => {
        reads.push(request);
        return reader.read(request);
      },
    },
    clock: () => new Date('2026-11-22T10:30:00Z'),
  });
  return reads;
}

const query = (params: Partial<QueryParams>): MetricQuery =>
  parseQuery({ metric: 'acme_cost', ...params }, catalog);

it.each<[bucket: MetricQuery['bucket'], window: WindowSpec, expected: string]>([
  [null, '30d', 'day'],
  ['day', '30d', 'day'],
  ['week', 'mtd', 'day'],
  ['hour', '7d', 'hour'],
  ['minute', 'today', 'minute'],
  [null, '24h', 'hour'],
  ['day', '24h', 'hour'],
  ['minute', '24h', 'minute'],
  [null, '2026-11-01..2026-11-15', 'day'],
  [null, '2026-11-01T00:00:00Z..2026-11-15', 'day'],
  [null, '2026-11-01T06:00:00Z..2026-11-01T18:00:00Z', 'hour'],
  [null, '2026-11-01T06:30:00Z..2026-11-01T18:00:00Z', 'minute'],
  [null, { from: '2026-11-01T06:00:00+02:00' }, 'hour'],
])('buckets of %s over %o are read from the %s', (bucket, window, expected) => {
  expect(chooseGranularity({ bucket, window }, allThree)).toBe(expected);
});

it('reads the finest that there is where it would need finer ones', () => {
  expect(chooseGranularity({ bucket: 'minute', window: '24h' }, upToHours)).toBe('hour');
  expect(chooseGranularity({ bucket: 'hour', window: '24h' }, spendResource)).toBe('day');
});

it('reads whole days from the days, and what they cannot tell from the hours', async () => {
  expect((await readsFor(query({ window: '7d', bucket: 'day' })))[0]?.resource).toBe('spend');
  const [read] = await readsFor(query({ window: '24h' }));
  const end = Date.parse('2026-11-22T11:00:00Z') / 1000;
  expect(read).toMatchObject({ resource: 'spend_by_hour', window: { start: end - 86_400, end } });
});

it('reads a number made of two over the same days, where one has no hours', async () => {
  const [left, right] = [query({ window: '24h' }), query({ metric: 'acme_tokens', window: '24h' })];
  const reads = await readsFor({
    kind: 'derived',
    op: 'ratio',
    left,
    right,
    per: 1,
    unit: { kind: 'plain' },
    label: 'Cost of a token',
  });
  expect(reads.map(({ resource }) => resource)).toEqual(['spend', 'daily']);
  expect(reads[0]?.window).toEqual(reads[1]?.window);
});

it('refuses buckets that are finer than what is stored, and says which there are', async () => {
  await expect(readsFor(query({ bucket: 'minute' }))).rejects.toMatchObject({
    status: 400,
    message: 'acme_cost is hourly: it has no minutes.',
    hint: 'Use hour, day, week or month.',
  });
  await expect(readsFor(query({ metric: 'acme_tokens', bucket: 'hour' }))).rejects.toThrow(
    'acme_tokens is daily: it has no hours.',
  );
});

it('refuses more hours than anybody can look at', async () => {
  await expect(readsFor(query({ bucket: 'hour', window: '2y' }))).rejects.toThrow('that is 17520 hours');
});

it('takes a span of a few hours for the days that it touches where there are only days', async () => {
  const window = '2026-11-20T06:00:00Z..2026-11-21T01:00:00Z';
  const [read] = await readsFor(query({ metric: 'acme_tokens', window }));
  const day = Date.parse('2026-11-20T00:00:00Z') / 1000;
  expect(read?.window).toEqual({ start: day, end: day + 2 * 86_400 });
});

it('draws a window of hours by the hour where nobody says how, and of a daily metric by the day', () => {
  const metric = (name: string) => ({ connector: 'acme', shape: 'metric', name });
  const widget = (name: string, over = {}) => ({
    kind: 'timeseries',
    title: 'T',
    window: '24h',
    metric: metric(name),
    ...over,
  });
  const spec = {
    ...config,
    dashboards: {
      d: {
        widgets: {
          a: widget('acme_cost'),
          b: widget('acme_tokens'),
          c: widget('acme_cost', { window: '7d' }),
          d: widget('acme_cost', { granularity: 'day' }),
        },
      },
    },
  };
  const [dashboard] = normalizeConfig(spec, { definitions: [definition] }).dashboards;
  const buckets = dashboard?.widgets.map((one) =>
    'queries' in one && one.queries[0]?.kind === 'metric' ? one.queries[0].bucket : null,
  );
  expect(buckets).toEqual(['hour', 'day', 'day', 'day']);
});

it('offers what the options of a connector chose', () => {
  const choosing = { ...definition, resourcesFor: () => [spendResource] };
  const spec = (bucket: string) => ({
    ...config,
    dashboards: {
      d: {
        widgets: {
          a: {
            kind: 'timeseries',
            title: 'T',
            window: '7d',
            granularity: bucket,
            metric: { connector: 'acme', shape: 'metric', name: 'acme_cost' },
          },
        },
      },
    },
  });
  expect(() => normalizeConfig(spec('hour'), { definitions: [definition] })).not.toThrow();
  expect(() => normalizeConfig(spec('hour'), { definitions: [choosing] })).toThrow(
    'acme_cost is daily: it has no hours.',
  );
  // What is stored from before can still be named.
  const chosen = createCatalog(normalizeConfig(config, { definitions: [choosing] }));
  expect(chosen.find('acme_cost')?.resource).toBe(spendResource);
  expect(chosen.resource('acme', 'spend_by_hour')?.granularity).toBe('hour');
});
