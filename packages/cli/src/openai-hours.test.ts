import { copyFileSync, existsSync } from 'node:fs';
import { openai } from '@shipstats/connector-openai';
import {
  createCatalog,
  DAY,
  type MetricQuery,
  normalizeConfig,
  type QueryResult,
  runQuery,
  Secret,
} from '@shipstats/core';
import { openSqliteStore, type Store } from '@shipstats/store';
import { describe, expect, it } from 'vitest';
import { createOpenAIWorld, expectTruth, NAME, type OpenAIWorld } from './testing/openai-world.ts';
import { storedTable } from './testing/stored-table.ts';

const TOKENS = 'openai_completions_input_tokens';
const BYTES = 'openai_vector_stores_bytes';
/** One flow, one level, and the costs, which have no hours. */
const SOME = [TOKENS, BYTES, 'openai_cost_usd'];
const SMALL = { scale: { projects: 2 } };

/** Puts a question to the store of a world as a page would, with these options in the user's file. */
function ask(world: OpenAIWorld, granularity: string, query: Partial<MetricQuery>): Promise<QueryResult> {
  const config = normalizeConfig(
    {
      connectors: [
        { name: NAME, connectorId: 'openai', config: { adminApiKey: new Secret('KEY'), granularity } },
      ],
    },
    { definitions: [openai] },
  );
  return runQuery(
    {
      kind: 'metric',
      connector: NAME,
      metric: TOKENS,
      field: null,
      fn: 'sum',
      window: '7d',
      filter: [],
      by: [],
      bucket: null,
      top: null,
      compare: false,
      label: null,
      finalOnly: false,
      ...query,
    },
    { catalog: createCatalog(config), reader: world.store, clock: () => world.simulator.now() },
  );
}

/** Everything that is stored of each resource, but for the times of reading. */
async function contentOf(store: Store, world: OpenAIWorld): Promise<unknown> {
  const content: Record<string, unknown> = {};
  for (const resource of world.connector.resources) {
    const window = world.history(resource);
    const buckets = await store.storedBuckets(NAME, resource.name, window);
    content[resource.name] = {
      buckets: buckets.map(({ syncedAt: _, ...bucket }) => bucket),
      rows: await storedTable(store, { connector: NAME, resource, window }),
      progress: await store.progress(NAME, resource.name),
    };
  }
  return content;
}

const names = (world: OpenAIWorld) => world.connector.resources.map(({ name }) => name);
const pointsOf = ({ series }: QueryResult) => series[0]?.points ?? [];

describe('hours', () => {
  it('are what the API says, to the last digit, and so are the days beside them', async () => {
    await using world = await createOpenAIWorld({
      simulator: SMALL,
      connector: { granularity: 'hour', lookbackDays: 9 },
    });
    const run = await world.sync();
    expect(run.status).toBe('succeeded');
    expect(names(world).filter((name) => name.endsWith('_by_hour'))).toHaveLength(10);
    await expectTruth(world);
  });

  it('add up to the days, which are read as ever', async () => {
    await using world = await createOpenAIWorld({
      simulator: SMALL,
      connector: { granularity: 'hour', lookbackDays: 9, resources: SOME },
    });
    await world.sync();
    const byDay = await ask(world, 'day', { bucket: 'day' });
    const byHour = await ask(world, 'hour', { bucket: 'hour' });
    expect(await ask(world, 'hour', { bucket: 'day' })).toEqual(byDay);
    expect(byHour.value).toEqual(byDay.value);
    expect(byHour.buckets).toHaveLength(7 * 24);
    const sums = byDay.buckets.map(({ start, end }) =>
      byHour.buckets.reduce(
        (sum, hour, index) =>
          hour.start >= start && hour.start < end ? sum + (pointsOf(byHour)[index]?.coefficient ?? 0n) : sum,
        0n,
      ),
    );
    expect(sums).toEqual(pointsOf(byDay).map((value) => value?.coefficient ?? 0n));
  });

  it('answer windows of hours, and say up to which hour they know', async () => {
    await using world = await createOpenAIWorld({
      simulator: { ...SMALL, now: '2026-08-21T10:30:00Z' },
      connector: { granularity: 'hour', lookbackDays: 3, resources: SOME },
    });
    await world.sync();
    const { window, stamps, buckets } = await ask(world, 'hour', { window: '24h', bucket: 'hour' });
    const end = Date.parse('2026-08-21T11:00:00Z') / 1000;
    expect(window).toEqual({ start: end - DAY, end });
    expect(buckets.at(-1)?.state).toBe('partial');
    expect(stamps[0]).toMatchObject({ through: '2026-08-21T10:00:00Z', granularity: 'hour', partial: true });
    const cost = await ask(world, 'hour', { metric: 'openai_cost_usd', window: '24h' });
    expect(cost.window.end - cost.window.start).toBe(DAY);
    expect(cost.stamps[0]).not.toHaveProperty('granularity');
    await expect(ask(world, 'hour', { metric: 'openai_cost_usd', bucket: 'hour' })).rejects.toThrow(
      'openai_cost_usd is daily: it has no hours.',
    );
  });

  it('of a level are its value in each hour, and the latest of them the day’s', async () => {
    await using world = await createOpenAIWorld({
      simulator: SMALL,
      connector: { granularity: 'hour', lookbackDays: 3, resources: SOME },
    });
    await world.sync();
    const level = { metric: BYTES, fn: 'latest' as const, window: 'yesterday' };
    const byHour = await ask(world, 'hour', { ...level, bucket: 'hour' });
    expect(pointsOf(byHour).at(-1)).toEqual(byHour.value);
    expect(byHour.value).toEqual((await ask(world, 'day', level)).value);
  });

  it('are read again while the API may revise them, and the revisions are told by the hour', async () => {
    await using world = await createOpenAIWorld({
      simulator: SMALL,
      connector: { granularity: 'hour', lookbackDays: 5, resources: SOME },
    });
    for (let day = 0; day < 4; day += 1) {
      await world.sync();
      await expectTruth(world);
      world.simulator.advance(DAY * 1000);
    }
    const revised = await world.store.revisions({
      connector: NAME,
      resource: 'completions_by_hour',
      limit: 10,
    });
    expect(revised.length).toBeGreaterThan(0);
    // Three days and the hour at work fit into one request.
    world.simulator.clearRequests();
    await world.sync({ only: ['completions_by_hour'] });
    const [request, ...others] = world.simulator.requests().slice(-1);
    expect(others).toEqual([]);
    expect(request?.rawUrl).toContain('bucket_width=1h');
  });

  it('can be chosen later and given up again: the days stay as they were, none is read twice for it', async () => {
    await using world = await createOpenAIWorld({
      simulator: SMALL,
      connector: { granularity: 'day', lookbackDays: 9, resources: SOME },
    });
    await world.sync();
    const before = await contentOf(world.store, world);
    const byDay = await ask(world, 'day', { bucket: 'day' });
    world.simulator.clearRequests();

    const hourly = world.connect({ granularity: 'hour' });
    await world.sync({ connector: hourly });
    const urls = world.simulator.requests().map(({ rawUrl }) => rawUrl);
    const oldest = urls
      .filter((url) => url.includes('bucket_width=1d'))
      .map((url) => new URL(url, world.simulator.url));
    const settled = Date.parse('2026-08-17T00:00:00Z') / 1000;
    for (const url of oldest.filter(({ pathname }) => !pathname.endsWith('/costs'))) {
      expect(Number(url.searchParams.get('start_time'))).toBeGreaterThanOrEqual(settled);
    }
    expect(await contentOf(world.store, world)).toEqual(before);
    expect(await ask(world, 'hour', { bucket: 'day' })).toEqual(byDay);
    await expectTruth(world, { connector: hourly });

    await world.sync({ connector: world.connect({ granularity: 'day' }) });
    expect(await ask(world, 'day', { bucket: 'day' })).toEqual(byDay);
    await expect(ask(world, 'day', { bucket: 'hour' })).rejects.toThrow('is daily: it has no hours.');
  });

  it('end alike wherever a backfill of them dies', async () => {
    const images: string[] = [];
    let isDying = false;
    await using world = await createOpenAIWorld({
      simulator: { ...SMALL, switches: { pageBuckets: 50 } },
      connector: { granularity: 'hour', lookbackDays: 15, resources: [TOKENS] },
      fetch: (...request) => {
        if (isDying) images.push(copyStore(world.file, `${world.file}.${images.length}`));
        return fetch(...request);
      },
    });
    isDying = true;
    await world.sync();
    isDying = false;
    const urls = world.simulator.requests().map(({ rawUrl }) => rawUrl);
    const uninterrupted = await contentOf(world.store, world);
    await expectTruth(world);
    expect(images.length).toBeGreaterThan(8);
    for (const [index, file] of images.entries()) {
      world.simulator.clearRequests();
      const store = await openSqliteStore({ file });
      try {
        const run = await world.sync({ store, connector: world.connect() });
        expect([index, run.status]).toEqual([index, 'succeeded']);
        expect(world.simulator.requests().map(({ rawUrl }) => rawUrl)).toEqual(urls.slice(index));
        expect(await contentOf(store, world)).toEqual(uninterrupted);
      } finally {
        await store.close();
      }
    }
  }, 60_000);

  it('survive page tokens that the API refuses', async () => {
    await using world = await createOpenAIWorld({
      simulator: { ...SMALL, switches: { pageBuckets: 50, tokenBroken: true } },
      connector: { granularity: 'hour', lookbackDays: 9, resources: [TOKENS] },
    });
    await world.sync();
    await expectTruth(world);
  });
});

describe('minutes', () => {
  it('are what the API says, two days back and no more, beside hours and days', async () => {
    await using world = await createOpenAIWorld({
      simulator: SMALL,
      connector: { granularity: 'minute', lookbackDays: 5, resources: SOME },
    });
    const run = await world.sync();
    expect(run.status).toBe('succeeded');
    expect(names(world)).toEqual([
      'completions',
      'completions_by_hour',
      'completions_by_minute',
      'vector_stores',
      'vector_stores_by_hour',
      'vector_stores_by_minute',
      'costs',
    ]);
    await expectTruth(world);
    const firstOf = async (name: string) =>
      (await world.store.counts()).find(({ resource }) => resource === name)?.first;
    expect(await firstOf('completions_by_minute')).toBe(Date.parse('2026-08-20T00:00:00Z') / 1000);
    expect(await firstOf('completions_by_hour')).toBe(Date.parse('2026-08-17T00:00:00Z') / 1000);
    const window = '2026-08-20T12:00:00Z..2026-08-20T13:00:00Z';
    const [minutes, hour] = await Promise.all([
      ask(world, 'minute', { window, bucket: 'minute' }),
      ask(world, 'minute', { window, bucket: 'hour' }),
    ]);
    expect(minutes.buckets).toHaveLength(60);
    expect(minutes.value).toEqual(hour.value);
    await expect(ask(world, 'minute', { window: '30d', bucket: 'minute' })).rejects.toThrow('43200 minutes');
  });
});

/** The store's file as a process leaves it that dies now. */
function copyStore(from: string, to: string): string {
  copyFileSync(from, to);
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`);
  return to;
}
