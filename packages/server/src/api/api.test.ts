import { parseDecimal } from '@shipstats/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { createTestApp, NOW, quarantineTestRows, saveTestNames } from '../test-app.ts';
import { endpoints } from './routes.ts';

describe('the metric API', () => {
  it('answers with exact money and a stamp', async () => {
    const test = await createTestApp();
    expect(await test.json('/api/v1/metrics/openai_cost_usd?window=30d')).toMatchObject({
      metric: 'openai_cost_usd',
      unit: 'usd',
      fn: 'sum',
      window: { start: '2026-10-24T00:00:00Z', end: '2026-11-23T00:00:00Z' },
      value: '34.65000003',
      stamp: { through: '2026-11-22', partial: true, provisionalBuckets: 3, unknownBuckets: 0, stale: false },
    });
  });

  it('splits, filters and buckets', async () => {
    const test = await createTestApp();
    const path =
      '/api/v1/metrics/openai_completions_input_tokens?window=1d&by=model&filter=project_id%3D&bucket=day';
    expect(await test.json(path)).toMatchObject({
      value: 500,
      rows: [{ bucket: '2026-11-22', dims: { model: 'gpt-5-mini' }, value: 500, state: 'partial' }],
    });
  });

  it('reads a field of the same rows', async () => {
    const test = await createTestApp();
    const path = '/api/v1/metrics/openai_completions_input_tokens?window=2d&field=input_cached_tokens';
    expect(await test.json(path)).toMatchObject({ field: 'input_cached_tokens', value: 800 });
  });

  it.each([
    ['/api/v1/metrics/opnai_cost_usd', 404, 'Did you mean "openai_cost_usd"?'],
    ['/api/v1/metrics/openai_cost_usd?window=30x', 400, undefined],
    ['/api/v1/metrics/openai_cost_usd?by=modle', 400, 'Did you mean "model"?'],
    ['/api/v1/metrics/openai_cost_usd?windw=7d', 400, 'Did you mean "window"?'],
    ['/api/v1/metrics/openai_cost_usd?window=7d&window=30d', 400, undefined],
    ['/api/v1/metrics/openai_cost_usd?top=0', 400, 'Use 1 to 1000.'],
    ['/api/v1/metrics/openai_cost_usd/values?dimension=modle', 400, 'Did you mean "model"?'],
    ['/api/v1/metrics/openai_cost_usd/values', 400, undefined],
    ['/api/v1/dashboards/none', 404, 'Valid: ai.'],
    ['/api/v1/sources/opneai/runs', 404, 'Did you mean "openai"?'],
    ['/api/v1/sources/opneai/reconcile', 404, 'Did you mean "openai"?'],
    ['/api/v1/sources/openai/reconcile?window=30x', 400, undefined],
    ['/sources/openai/reconcile.csv?windw=7d', 400, 'Did you mean "window"?'],
    ['/api/v1/nothing', 404, undefined],
  ])('answers %s with %i in the one shape of errors', async (path, status, hint) => {
    const test = await createTestApp();
    const answer = await test.get(path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/json');
    const body: unknown = await answer.json();
    expect(body).toMatchObject({ error: { status, message: expect.any(String) } });
    if (hint !== undefined) expect(body).toMatchObject({ error: { hint } });
    expect(test.errors).toEqual([]);
  });

  it('R31 tells names beside the ids of an answer, and of values', async () => {
    const test = await createTestApp();
    await saveTestNames(test);
    const { rows } = (await test.json('/api/v1/metrics/openai_cost_usd?window=1d&by=project_id')) as {
      rows: readonly unknown[];
    };
    expect(rows).toEqual([
      { dims: { project_id: 'prod' }, names: { project_id: 'Production <b>' }, value: expect.any(String) },
      { dims: { project_id: null }, value: '0.01' },
    ]);
    expect(await test.json('/api/v1/metrics/openai_cost_usd/values?dimension=project_id')).toEqual({
      dimension: 'project_id',
      values: ['prod', null],
      names: { prod: 'Production <b>' },
    });
  });

  it('R31 lists the names of a source, with when they were read', async () => {
    const test = await createTestApp();
    expect(await test.json('/api/v1/sources/openai/names')).toEqual({
      readAt: null,
      error: null,
      names: [],
    });
    await saveTestNames(test);
    const names = [
      { kind: 'api_key', id: 'key_1', name: 'key_1', state: 'unlisted', seenAt: '2026-11-22T09:00:00Z' },
      { kind: 'project', id: 'old', name: 'Old', state: 'deleted', seenAt: '2026-11-22T09:00:00Z' },
      {
        kind: 'project',
        id: 'prod',
        name: 'Production <b>',
        state: 'archived',
        seenAt: '2026-11-22T09:00:00Z',
      },
    ];
    expect(await test.json('/api/v1/sources/openai/names')).toEqual({
      readAt: '2026-11-22T09:00:00Z',
      error: null,
      names,
    });
    expect(await test.json('/api/v1/sources/openai/names?kind=api_key')).toMatchObject({
      names: [names[0]],
    });
    expect((await test.get('/api/v1/sources/opneai/names')).status).toBe(404);
  });

  it('R21: lists what the source changed after days were over, on the page too', async () => {
    const test = await createTestApp();
    const day = Date.UTC(2026, 10, 10) / 1000;
    const row = (model: string, dollars: string) => ({
      dimensions: [model, null],
      values: [parseDecimal(dollars) ?? null],
    });
    await test.store.commit({
      connector: 'openai',
      resource: 'costs',
      buckets: [{ start: day, rows: [row('gpt-9', '7.5')], quarantined: [] }],
      syncedAt: NOW.getTime() / 1000 - 60,
      identity: 'test',
      progress: null,
      lease: null,
    });
    const path = '/api/v1/metrics/openai_cost_usd/revisions';
    expect(await test.json(`${path}?of=totals`)).toMatchObject({
      revisions: [
        {
          bucket: '2026-11-10',
          measure: 'amount',
          dimensions: null,
          after: '7.5',
          seenAt: '2026-11-22T09:59:00Z',
        },
      ],
    });
    expect(await test.json(path)).toMatchObject({
      revisions: expect.arrayContaining([
        expect.objectContaining({
          dimensions: { model: 'gpt-9', project_id: null },
          before: null,
          after: '7.5',
        }),
      ]),
    });
    expect(await test.json(`${path}?window=7d`)).toEqual({ revisions: [] });
    const page = await (await test.get('/metrics/openai_cost_usd')).text();
    expect(page).toContain('id="revisions"');
    expect(page).toContain('model gpt-9');
    expect(page).toContain('revised');
  });

  it('lists the values of a dimension', async () => {
    const test = await createTestApp();
    const path = '/api/v1/metrics/openai_completions_input_tokens/values?dimension=model&contains=mini';
    expect(await test.json(path)).toEqual({ dimension: 'model', values: ['gpt-5-mini'] });
  });
});

describe('CSV', () => {
  it('is exact, has its headers, and quotes what needs it', async () => {
    const test = await createTestApp();
    const answer = await test.get('/metrics/openai_cost_usd.csv?window=2d&by=model&bucket=day');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="openai_cost_usd.csv"');
    const lines = (await answer.text()).split('\r\n');
    expect(lines.slice(0, 3)).toEqual([
      'bucket,state,model,openai_cost_usd,unit',
      '2026-11-21,provisional,gpt-5,1.000000001,usd',
      '2026-11-22,partial,gpt-5,1.000000001,usd',
    ]);
    expect(lines.join('\n')).toContain('"""><script>');
  });
});

describe('ETags', () => {
  it.each(['/api/v1/metrics/openai_cost_usd', '/dashboards/ai', '/metrics/openai_cost_usd.csv'])(
    'spare sending %s again while nothing changed',
    async (path) => {
      const test = await createTestApp();
      const first = await test.get(path);
      const etag = first.headers.get('etag') ?? '';
      expect(etag).toMatch(/^W\/"/);
      expect(first.headers.get('cache-control')).toBe('private, no-cache');
      const again = await test.get(path, { 'if-none-match': etag });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
      const other = await test.get(`${path}?window=7d`, { 'if-none-match': etag });
      expect(other.status).toBe(200);
    },
  );
});

describe('the sources API', () => {
  it('starts a sync at once', async () => {
    const test = await createTestApp();
    const answer = await test.app.request('/api/v1/sources/openai/sync', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ started: true });
    expect(test.triggered).toEqual(['openai']);
  });

  it('tells of progress as it happens', async () => {
    const test = await createTestApp();
    const answer = await test.get('/api/v1/sources/openai/events');
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const reader = answer.body?.getReader();
    const [run] = await test.store.runs({ limit: 1 });
    if (!reader || !run) throw new Error('there must be a stream and a run');
    const decoder = new TextDecoder();
    expect(decoder.decode((await reader.read()).value)).toBe(': waiting\n\n');
    test.emit({ source: 'other', run, message: null });
    test.emit({ source: 'openai', run, message: 'waits 20 s' });
    const text = decoder.decode((await reader.read()).value);
    expect(text.startsWith(`event: progress\ndata: {"run":{"id":${run.id},`)).toBe(true);
    expect(text).toContain('"progress":1,"secondsLeft":null,"words":"100 %","message":"waits 20 s"');
    await reader.cancel();
  });

  it('tells of all sources in one stream', async () => {
    const test = await createTestApp();
    const reader = (await test.get('/api/v1/sources/events')).body?.getReader();
    const [run] = await test.store.runs({ limit: 1 });
    if (!reader || !run) throw new Error('there must be a stream and a run');
    const decoder = new TextDecoder();
    expect(decoder.decode((await reader.read()).value)).toBe(': waiting\n\n');
    test.emit({ source: 'other', run: { ...run, connector: 'other' }, message: null });
    expect(decoder.decode((await reader.read()).value)).toContain('"source":"other"');
    await reader.cancel();
  });

  it('keeps few streams open, and gives a place that became free to the next', async () => {
    const test = await createTestApp();
    const open = await Promise.all(Array.from({ length: 32 }, () => test.get('/api/v1/sources/events')));
    expect(open.every(({ status }) => status === 200)).toBe(true);
    const refused = await test.get('/api/v1/sources/openai/events');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    for (const { body } of open) await body?.cancel();
    const next = await test.get('/api/v1/sources/openai/events');
    expect(next.status).toBe(200);
    await next.body?.cancel();
  });
});

describe('a parameter that cannot be read', () => {
  it.each([
    ['/api/v1/sources/openai/runs?limit=abc', 'limit: a whole number from 1 to 500.'],
    ['/api/v1/sources/openai/runs?limit=501', 'limit: a whole number from 1 to 500.'],
    ['/api/v1/metrics/openai_cost_usd?compare=x', 'compare: one of 0, 1, true, false, on, previous-period.'],
    [
      `/api/v1/metrics/openai_cost_usd?by=${'x'.repeat(501)}`,
      'by: at most 50 values, each a text of at most 500 characters.',
    ],
    [
      `/api/v1/npm/downloads?${'name=a&'.repeat(51)}`,
      'name: at most 50 values, each a text of at most 300 characters.',
    ],
    [
      `/api/v1/npm/compare?${'name=a&'.repeat(11)}`,
      'name: at most 10 values, each a text of at most 300 characters.',
    ],
    ['/api/v1/npm/search?q=a&q=b', 'q is given more than once.'],
    ['/api/v1/npm/search?q=a&module=amd', '"module:" cannot be "amd". It takes "esm" or "cjs".'],
  ])('%s is told what is valid', async (path, message) => {
    const answer = await (await createTestApp()).get(path);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { message } });
  });
});

describe('a search', () => {
  it('takes operators as parameters, which win over the text, and tells what it cannot read of the text', async () => {
    const test = await createTestApp();
    const answer = await test.get(
      '/api/v1/npm/search?q=ship+license:mit+lisence:x&license=isc&sort=downloads',
    );
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      query: { text: 'ship', filters: { license: 'isc' }, sort: 'downloads', isVerbatim: false },
      problems: [{ kind: 'unknown-operator', part: 'lisence:x' }],
      corrected: null,
      hiddenDeprecated: 0,
    });
  });
});

describe('the OpenAPI document', () => {
  it('has every route of the API', async () => {
    const test = await createTestApp();
    const document = await readDocument(test);
    const routes = test.app.routes
      .filter((route) => route.method !== 'ALL' && /^\/(api\/v1|healthz)/.test(route.path))
      .map((route) => `${route.method.toLowerCase()} ${route.path.replace(/:(\w+)/g, '{$1}')}`);
    expect(routes.length).toBeGreaterThan(8);
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ');
      expect(document.paths[path]?.[method], route).toBeDefined();
    }
    expect(document.paths['/metrics/{name}.csv']?.get).toBeDefined();
  });

  it('describes every parameter', async () => {
    const document = await readDocument(await createTestApp());
    const query = document.paths['/api/v1/metrics/{name}']?.get?.parameters ?? [];
    expect(query.map((parameter) => parameter.name).sort()).toEqual(
      [
        'bucket',
        'by',
        'by2',
        'compare',
        'complete',
        'connector',
        'field',
        'filter',
        'fn',
        'name',
        'top',
        'window',
      ].sort(),
    );
    for (const parameter of query)
      expect(JSON.stringify(parameter), parameter.name).toContain('"description"');
  });

  it('tells the truth: every answer has the shape that it promises', async () => {
    const test = await createTestApp();
    await saveTestNames(test);
    await quarantineTestRows(test);
    const document = await readDocument(test);
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema(document, 'document');
    const paths: Readonly<Record<string, string>> = {
      '/api/v1/dashboards/{id}': '/api/v1/dashboards/ai',
      '/api/v1/metrics/{name}':
        '/api/v1/metrics/openai_cost_usd?by=model&bucket=day&compare=1&complete=1&top=1',
      '/api/v1/metrics/{name}/revisions': '/api/v1/metrics/openai_cost_usd/revisions',
      '/api/v1/metrics/{name}/values': '/api/v1/metrics/openai_cost_usd/values?dimension=model',
      '/api/v1/sources/{name}/runs': '/api/v1/sources/openai/runs',
      '/api/v1/sources/{name}/reconcile': '/api/v1/sources/openai/reconcile?window=60d',
      '/api/v1/sources/{name}/names': '/api/v1/sources/openai/names',
      '/api/v1/sources/{name}/quarantine': '/api/v1/sources/openai/quarantine',
      '/api/v1/npm/search': '/api/v1/npm/search?q=ship',
      '/api/v1/npm/users/{name}': '/api/v1/npm/users/ada',
      '/api/v1/npm/lists/{list}': '/api/v1/npm/lists/popular',
      '/api/v1/npm/downloads': '/api/v1/npm/downloads?name=ship',
      '/api/v1/npm/packages/{name}': '/api/v1/npm/packages/ship',
      '/api/v1/npm/packages/{name}/downloads': '/api/v1/npm/packages/ship/downloads?window=60d&bucket=week',
      '/api/v1/npm/packages/{name}/versions': '/api/v1/npm/packages/ship/versions',
      '/api/v1/npm/packages/{name}/readme': '/api/v1/npm/packages/ship/readme',
      '/api/v1/npm/packages/{name}/advisories': '/api/v1/npm/packages/ship/advisories',
      '/api/v1/npm/compare': '/api/v1/npm/compare?name=ship&name=no-such-package',
    };
    const asked = endpoints.filter(
      (endpoint) => endpoint.method === 'get' && endpoint.success.type === 'application/json',
    );
    for (const endpoint of asked) {
      const pointer = [
        'paths',
        endpoint.path,
        'get',
        'responses',
        '200',
        'content',
        'application/json',
        'schema',
      ]
        .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
        .join('/');
      const validate = ajv.getSchema(`document#/${pointer}`);
      const body = await test.json(paths[endpoint.path] ?? endpoint.path);
      expect(validate, endpoint.path).toBeDefined();
      expect(validate?.(body), `${endpoint.path}: ${JSON.stringify(validate?.errors)}`).toBe(true);
      expect(Array.isArray(body), endpoint.path).toBe(false);
    }
  });
});

interface Document {
  readonly paths: Record<
    string,
    Record<string, { readonly parameters?: readonly { readonly name: string }[] }>
  >;
}

async function readDocument(test: { json(path: string): Promise<unknown> }): Promise<Document> {
  // Its own shape is held against OpenAPI by the library that makes it.
  return (await test.json('/api/v1/openapi.json')) as Document;
}

it('tells that it is well without asking anything', async () => {
  const test = await createTestApp({ clock: () => NOW });
  expect(await test.json('/healthz')).toEqual({ status: 'ok', version: '0.1.0' });
});
