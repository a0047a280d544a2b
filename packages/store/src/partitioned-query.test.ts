import {
  type CatalogEntry,
  DAY,
  type FetchedBucket,
  formatDecimal,
  type MetricQuery,
  type ResourceSpec,
  runQuery,
  toDayUtc,
} from '@shipstats/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from './open-sqlite-store.ts';
import type { Store } from './store.ts';
import { FIRST_DAY, PARTITIONED_RESOURCE } from './testing/resource.ts';

const downloads: ResourceSpec = {
  ...PARTITIONED_RESOURCE,
  provisionalBuckets: 0,
  metrics: [{ name: 'downloads', title: 'Downloads', description: '', measure: 'tokens', fields: [] }],
};
/** The eighth day, which has just begun. */
const NOW = FIRST_DAY + 7 * DAY + 3_600;

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' });
  await store.declare('npm', [downloads]);
});
afterEach(() => store.close());

/** Days from the first on: numbers, null for a day without rows, `hole`, or undefined for what is not read. */
async function commit(
  partition: string,
  days: readonly (number | null | 'hole' | undefined)[],
  more: { createdAt?: number; syncedAt?: number } = {},
): Promise<void> {
  const buckets = days.flatMap((value, day): FetchedBucket[] => {
    const start = FIRST_DAY + day * DAY;
    if (value === undefined) return [];
    if (value === 'hole') return [{ start, rows: [], quarantined: [], isHole: true }];
    const rows = value === null ? [] : [{ dimensions: [partition], values: [value, null] }];
    return [{ start, rows, quarantined: [] }];
  });
  await store.commit({
    connector: 'npm',
    resource: downloads.name,
    partition,
    buckets,
    syncedAt: NOW,
    identity: 'all',
    progress: null,
    lease: null,
    ...more,
  });
}

const [metric] = downloads.metrics;
const [measure] = downloads.measures;
if (!metric || !measure) throw new Error('the test resource is incomplete');
const entry: CatalogEntry = {
  metric,
  measure,
  resource: downloads,
  connector: 'npm',
  connectorTitle: 'npm',
  connectorId: 'npm',
  synthetic: false,
  syncIntervalSeconds: 3_600,
};
const catalog = { entries: [entry], find: () => entry, resource: () => downloads };

async function ask(names: readonly string[] | null, more: Partial<MetricQuery> = {}) {
  const query: MetricQuery = {
    kind: 'metric',
    connector: 'npm',
    metric: 'downloads',
    field: null,
    fn: 'sum',
    window: { from: toDayUtc(FIRST_DAY), to: toDayUtc(FIRST_DAY + 4 * DAY) },
    filter: names === null ? [] : [{ field: 'project', op: 'in', value: names }],
    by: [],
    bucket: 'day',
    top: null,
    compare: false,
    finalOnly: false,
    label: null,
    ...more,
  };
  const result = await runQuery(query, { catalog, reader: store, clock: () => new Date(NOW * 1000) });
  const text = (value: Parameters<typeof formatDecimal>[0] | null) => (value ? formatDecimal(value) : null);
  const [stamp] = result.stamps;
  return {
    value: text(result.value),
    states: result.buckets.map(({ state }) => state),
    series: Object.fromEntries(
      result.series.map((series) => [series.label, [text(series.value), ...series.points.map(text)]]),
    ),
    unknown: stamp?.unknownBuckets,
    incomplete: stamp?.incompleteBuckets,
    syncedAt: stamp?.syncedAt,
    comparison: result.comparison && { ...result.comparison, value: text(result.comparison.value) },
  };
}

describe('a query about partitions', () => {
  it('shows the days of one that are not known, and holes, as unknown', async () => {
    await commit('p', [1, 'hole', undefined, 0]);
    await commit('q', [1, 1, 1, 1]);
    expect(await ask(['p'])).toMatchObject({
      value: '1',
      states: ['complete', 'unknown', 'unknown', 'complete'],
      series: { Downloads: ['1', '1', null, null, '0'] },
      unknown: 2,
      incomplete: 0,
    });
  });

  it('does not give a total of several for whole where one of them is not known', async () => {
    await commit('p', [1, 2, 'hole', 'hole']);
    await commit('q', [10, undefined, 'hole', 40]);
    expect(await ask(['p', 'q'])).toMatchObject({
      value: '53',
      states: ['complete', 'incomplete', 'unknown', 'incomplete'],
      unknown: 1,
      incomplete: 2,
    });
    expect(await ask(['p', 'q', 'never read'])).toMatchObject({
      states: ['incomplete', 'incomplete', 'unknown', 'incomplete'],
    });
  });

  it('gives each its own days: zero where it is known, nothing where it is not', async () => {
    await commit('p', [1, undefined, 'hole', 4]);
    await commit('q', [10, 20, 'hole', 0]);
    expect((await ask(['p', 'q', 'never read'], { by: ['project'] })).series).toEqual({
      q: ['30', '10', '20', null, '0'],
      p: ['5', '1', null, null, '4'],
      'never read': [null, null, null, null, null],
    });
    await commit('empty', [null, null, undefined, undefined]);
    expect((await ask(['p', 'empty'], { by: ['project'] })).series).toMatchObject({
      empty: ['0', '0', '0', null, null],
    });
  });

  it('means those that are kept up to date where it names none', async () => {
    await commit('p', [1, 1, 1, 1]);
    await commit('looked at once', [100]);
    expect(await ask(null)).toMatchObject({ value: null, unknown: 4 });
    await store.trackPartitions('npm', downloads.name, ['p']);
    expect(await ask(null)).toMatchObject({ value: '4', unknown: 0, incomplete: 0 });
    expect((await ask(null, { by: ['project'] })).series).toEqual({ p: ['4', '1', '1', '1', '1'] });
    const notP = { filter: [{ field: 'project', op: 'neq', value: 'p' }] } as const;
    expect(await ask(null, notP)).toMatchObject({ value: '0' });
    await store.trackPartitions('npm', downloads.name, ['p', 'q']);
    expect(await ask(null)).toMatchObject({ value: '4', incomplete: 4 });
  });

  it('counts the days before one came into being as nothing, not as unknown', async () => {
    await commit('old', [1, 1, 1, 1], { createdAt: FIRST_DAY - 100 * DAY });
    await commit('young', [undefined, undefined, 5, 5], { createdAt: FIRST_DAY + 2 * DAY + 7_200 });
    expect(await ask(['old', 'young'])).toMatchObject({ value: '14', unknown: 0, incomplete: 0 });
    expect((await ask(['old', 'young'], { by: ['project'] })).series).toMatchObject({
      young: ['10', '0', '0', '5', '5'],
    });
    expect(await ask(['young'])).toMatchObject({ value: '10', unknown: 0 });
  });

  it('leaves the rest unknown where nothing of the rest is known', async () => {
    await commit('p', [5, 5, 5, 5]);
    expect((await ask(['p', 'never read'], { by: ['project'], top: 1 })).series).toEqual({
      p: ['20', '5', '5', '5', '5'],
      other: [null, null, null, null, null],
    });
    await commit('q', [1, 1, undefined, 1]);
    expect((await ask(['p', 'q'], { by: ['project'], top: 1 })).series).toMatchObject({
      other: ['3', '1', '1', null, '1'],
    });
  });

  it('compares only what is known on both sides', async () => {
    await commit('p', [1, 1, 1, 1, 2, 2]);
    await commit('q', [1, 'hole', 1, 1, 2, 2]);
    const window = { from: toDayUtc(FIRST_DAY + 4 * DAY), to: toDayUtc(FIRST_DAY + 6 * DAY) };
    expect((await ask(['p'], { window, compare: true })).comparison).toMatchObject({
      value: '2',
      obstacle: null,
    });
    const earlier = { from: toDayUtc(FIRST_DAY + 2 * DAY), to: toDayUtc(FIRST_DAY + 4 * DAY) };
    expect((await ask(['p', 'q'], { window: earlier, compare: true })).comparison).toMatchObject({
      unknownBuckets: 1,
      obstacle: 'gaps-before',
    });
  });

  it('is as old as the reading of the one that was read longest ago', async () => {
    await commit('p', [1]);
    await commit('q', [1], { syncedAt: NOW - 3_600 });
    expect((await ask(['p'])).syncedAt).toBe('2026-01-08T01:00:00Z');
    expect((await ask(['p', 'q'])).syncedAt).toBe('2026-01-08T00:00:00Z');
  });
});
