import {
  type ConnectorDefinition,
  createCatalog,
  DAY,
  type FetchedBucket,
  HOUR,
  normalizeConfig,
  parseDecimal,
  type ResourceSpec,
  type ThingName,
  withFiner,
  ZERO,
} from '@shipstats/core';
import { NAMES_RESOURCE, openSqliteStore, type Run, type Store } from '@shipstats/store';
import type { Hono } from 'hono';
import { z } from 'zod';
import { createApp } from './app.ts';
import type { AppOptions } from './app-context.ts';
import { noAssets } from './assets.ts';
import { createTestDownloads, createTestExplore } from './explore/test-explore.ts';
import { commitNpmDays, npmTestDefinition, npmTestResources } from './explore/test-npm-source.ts';
import type { SourceState, SyncControl, SyncEvent } from './sync-control.ts';

/** Sunday, 22 November 2026, ten in the morning. */
export const NOW = new Date('2026-11-22T10:00:00Z');
const TODAY = Date.UTC(2026, 10, 22) / 1000;
/** What a source may send: a dimension's value that wants to be markup. */
export const HOSTILE = '"><script>alert(1)</script>&\u202e';

const resource = (name: string, metrics: ResourceSpec['metrics'], money: boolean): ResourceSpec => ({
  name,
  title: `OpenAI ${name}`,
  endpoint: `GET /v1/organization/${name}`,
  kind: 'flow',
  granularity: 'day',
  dimensions: [
    { name: 'model', description: 'The model.' },
    { name: 'project_id', description: 'The project.', names: ['project'] },
  ],
  measures: money
    ? [
        {
          name: 'amount',
          unit: { kind: 'money', currency: 'usd' },
          type: 'decimal',
          description: 'What it cost.',
        },
      ]
    : [
        {
          name: 'input_tokens',
          unit: { kind: 'count', noun: 'tokens' },
          type: 'integer',
          description: 'Tokens in.',
        },
        {
          name: 'input_cached_tokens',
          unit: { kind: 'count', noun: 'tokens' },
          type: 'integer',
          description: 'Cached.',
        },
      ],
  metrics,
  windowBuckets: 30,
  provisionalBuckets: 3,
});

const definition: ConnectorDefinition = {
  id: 'openai',
  title: 'OpenAI',
  docs: 'docs/openai.md',
  options: z.strictObject({}),
  resources: [
    resource(
      'costs',
      [
        {
          name: 'openai_cost_usd',
          title: 'OpenAI spend',
          description: 'What it cost.',
          measure: 'amount',
          fields: [],
          moreIs: 'worse',
        },
      ],
      true,
    ),
    resource(
      'completions',
      [
        {
          name: 'openai_completions_input_tokens',
          title: 'Input tokens',
          description: 'Tokens that went in.',
          measure: 'input_tokens',
          fields: ['input_cached_tokens'],
        },
      ],
      false,
    ),
  ],
  reconcile: {
    costs: {
      resource: 'costs',
      lineItem: 'model',
      project: 'project_id',
      amount: 'amount',
      currency: { dimension: 'currency', value: 'usd' },
      otherAmount: 'other_amount',
      quantity: 'quantity',
      quantityUnit: 'quantity_unit',
    },
    usage: [{ resource: 'completions', model: 'model', measures: ['input_tokens'] }],
    modelOf: (model) => model,
    explain: (model) => ({ kind: 'usage', resource: 'completions', model }),
  },
  create: () => {
    throw new Error('pages never make a connector');
  },
};

const metric = (name: string) => ({
  connector: { name: 'openai', connectorId: 'openai', config: {} },
  shape: 'metric',
  name,
  fn: 'sum',
});
const spend = metric('openai_cost_usd');
const tokens = metric('openai_completions_input_tokens');

/** A dashboard with every kind of widget. */
export const dashboardSpec = {
  title: 'AI',
  widgets: {
    spend: {
      kind: 'stat',
      title: 'Spend (last 30d)',
      window: '30d',
      metric: spend,
      compare: 'previous-period',
    },
    budget: { kind: 'stat', title: 'November budget', window: 'mtd', metric: spend, budget: 50 },
    today: { kind: 'stat', title: 'Input tokens today', window: '1d', metric: tokens },
    daily: { kind: 'timeseries', title: 'Spend by model', window: '30d', metric: spend, by: 'model' },
    models: { kind: 'breakdown', title: 'Models', window: '30d', metric: spend, by: 'model' },
    rows: { kind: 'table', title: 'All projects', window: '30d', metric: spend, by: ['project_id', 'model'] },
    state: { kind: 'status', title: 'Sources', source: 'openai' },
    note: { kind: 'text', title: 'Note', text: 'One.\n\nTwo <b>bold</b>.' },
  },
};

/** The same source, with the last three days of tokens by the hour, too. */
const hourly: ConnectorDefinition = {
  ...definition,
  resources: definition.resources.map((spec) =>
    spec.name === 'completions'
      ? {
          ...spec,
          finer: {
            ...spec,
            name: 'completions_by_hour',
            title: 'OpenAI completions by hour',
            granularity: 'hour' as const,
            provisionalBuckets: 2,
          },
        }
      : spec,
  ),
};

export interface TestApp {
  readonly app: Hono;
  readonly store: Store;
  readonly options: AppOptions;
  /** The syncs that were triggered, in words. */
  readonly triggered: string[];
  readonly errors: unknown[];
  emit(event: SyncEvent): void;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  text(path: string): Promise<string>;
  json(path: string): Promise<unknown>;
}

export interface TestAppOptions extends Partial<AppOptions> {
  /** Without data: the store as it is before the first sync. */
  readonly isEmpty?: boolean;
  /** With tokens by the hour for the last three days. */
  readonly hasHours?: boolean;
  readonly dashboards?: Readonly<Record<string, unknown>>;
  readonly source?: Partial<SourceState>;
}

/** An app over a real SQLite store with 60 days of two endpoints, today included. */
export async function createTestApp(overrides: TestAppOptions = {}): Promise<TestApp> {
  const { isEmpty, hasHours, dashboards, source, ...rest } = overrides;
  const openai = hasHours ? hourly : definition;
  const store = await openSqliteStore({ file: ':memory:' });
  await store.declare('openai', withFiner(openai.resources));
  await store.declare('npm', npmTestResources);
  const config = normalizeConfig(
    {
      connectors: [
        { name: 'openai', connectorId: 'openai', config: {} },
        { name: 'npm', connectorId: 'npm', config: {} },
      ],
      dashboards: dashboards ?? { ai: dashboardSpec },
    },
    { definitions: [openai, npmTestDefinition] },
  );
  const triggered: string[] = [];
  const errors: unknown[] = [];
  const listeners = new Set<(event: SyncEvent) => void>();
  let lastRun: Run | null = null;
  if (!isEmpty) {
    await commitDays(store, 'costs', (day) => [
      row(['gpt-5', 'prod'], parseDecimal('1.000000001') ?? ZERO),
      row(['gpt-5-mini', 'prod'], parseDecimal(`0.${10 + (day % 10)}`) ?? ZERO),
      row([HOSTILE, null], parseDecimal('0.01') ?? ZERO),
    ]);
    await commitDays(store, 'completions', (day) => [
      { dimensions: ['gpt-5', 'prod'], values: [1000 + day, 400] },
      { dimensions: ['gpt-5-mini', null], values: [500, null] },
    ]);
    if (hasHours) await commitHours(store);
    await commitNpmDays(store, NOW);
    lastRun = await logRun(store);
  }
  const sync: SyncControl = {
    sources: async () => [
      {
        name: 'openai',
        title: 'OpenAI',
        connectorId: 'openai',
        enabled: true,
        running: null,
        lastRun,
        nextAt: NOW.getTime() / 1000 + 1_800,
        syncIntervalSeconds: 3_600,
        resources: withFiner(openai.resources),
        ...source,
      },
    ],
    trigger: async (name, wanted) => {
      triggered.push(wanted?.retryQuarantined ? `${name}, what is in quarantine` : name);
      return { started: true };
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const options: AppOptions = {
    config,
    catalog: createCatalog(config, {
      isSynthetic: ({ definition }) => (definition.id === 'npm' ? rest.simulatedNpm : rest.demo) ?? false,
    }),
    store,
    sync,
    explore: createTestExplore(),
    downloads: createTestDownloads(),
    clock: () => NOW,
    version: '0.1.0',
    demo: false,
    access: null,
    dataLabel: '.shipstats/',
    assets: noAssets,
    logError: (error) => errors.push(error),
    ...rest,
  };
  const app = createApp(options);
  const get = async (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });
  return {
    app,
    store,
    options,
    triggered,
    errors,
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    get,
    text: async (path) => (await get(path)).text(),
    json: async (path) => (await get(path)).json(),
  };
}

/** Names as a sync an hour ago has left them; the project's wants to be markup. */
export async function saveTestNames({ store }: Pick<TestApp, 'store'>): Promise<void> {
  const seenAt = NOW.getTime() / 1000 - 3_600;
  const save = (kind: string, names: readonly ThingName[]) =>
    store.saveNames({
      connector: 'openai',
      listing: { kind, names, isComplete: true },
      seenAt,
      lease: null,
    });
  await save('api_key', [{ id: 'key_1', name: 'key_1', state: 'unlisted' }]);
  await save('project', [
    { id: 'prod', name: 'Production <b>', state: 'archived' },
    { id: 'old', name: 'Old', state: 'deleted' },
  ]);
  const id = await store.startRun('openai', 'schedule', seenAt);
  const read = {
    buckets: 0,
    rows: 0,
    requests: 3,
    retries: 0,
    waitedMs: 0,
    planned: 0,
    quarantined: 0,
    revised: 0,
  };
  const run = {
    resource: NAMES_RESOURCE,
    status: 'succeeded',
    ...read,
    names: 2,
    warnings: [],
    error: null,
  } as const;
  await store.finishRun(id, 'succeeded', [run], seenAt);
}

/** Two rows of costs, of 40 days ago, that could not be read; the first is long and wants to be markup. */
export async function quarantineTestRows({ store }: Pick<TestApp, 'store'>): Promise<void> {
  await store.commit({
    connector: 'openai',
    resource: 'costs',
    buckets: [
      {
        start: TODAY - 40 * DAY,
        rows: [row(['gpt-5', 'prod'], parseDecimal('1') ?? ZERO)],
        quarantined: [
          {
            dimensions: ['gpt-5-mini', 'prod'],
            reason: 'amount.value is no number',
            raw: `{"amount":{"value":"NaN"},"line_item":"${'<b>'.repeat(60)}"}`,
          },
          { dimensions: ['o3', null], reason: 'amount is missing', raw: '{"line_item":"o3"}' },
        ],
      },
    ],
    syncedAt: NOW.getTime() / 1000 - 180,
    identity: 'test',
    progress: null,
    lease: null,
  });
}

function row(
  dimensions: readonly (string | null)[],
  amount: FetchedBucket['rows'][number]['values'][number],
) {
  return { dimensions, values: [amount] };
}

async function commitDays(
  store: Store,
  name: string,
  rows: (day: number) => FetchedBucket['rows'],
): Promise<void> {
  const buckets = Array.from({ length: 60 }, (_, index): FetchedBucket => {
    const day = 59 - index;
    return { start: TODAY - day * DAY, rows: rows(day), quarantined: [] };
  });
  await store.commit({
    connector: 'openai',
    resource: name,
    buckets,
    syncedAt: NOW.getTime() / 1000 - 240,
    identity: 'test',
    progress: null,
    lease: null,
  });
}

/** From the 20th to ten in the morning, but for an hour that was never read. */
async function commitHours(store: Store): Promise<void> {
  const buckets = Array.from({ length: 59 }, (_, hour): FetchedBucket => {
    const start = TODAY - 2 * DAY + hour * HOUR;
    return { start, rows: [{ dimensions: ['gpt-5', 'prod'], values: [100 + hour, 40] }], quarantined: [] };
  });
  await store.commit({
    connector: 'openai',
    resource: 'completions_by_hour',
    buckets: buckets.filter(({ start }) => start !== TODAY + 3 * HOUR),
    syncedAt: NOW.getTime() / 1000 + 240,
    identity: 'test',
    progress: null,
    lease: null,
  });
}

async function logRun(store: Store): Promise<Run | null> {
  const at = NOW.getTime() / 1000 - 260;
  const id = await store.startRun('openai', 'schedule', at);
  await store.finishRun(
    id,
    'succeeded',
    definition.resources.map(({ name }) => ({
      resource: name,
      status: 'succeeded',
      buckets: 60,
      rows: 180,
      requests: 2,
      retries: 0,
      waitedMs: 0,
      planned: 60,
      quarantined: 0,
      revised: 0,
      warnings: [],
      error: null,
    })),
    at + 20,
  );
  return (await store.runs({ connector: 'openai', limit: 1 }))[0] ?? null;
}
