import { expect, it } from 'vitest';
import { createTestExplore } from './explore/test-explore.ts';
import { createTestApp, NOW } from './test-app.ts';

const PATH = '/api/v1/metrics/openai_completions_input_tokens?window=1d';

async function addTokens(test: Awaited<ReturnType<typeof createTestApp>>): Promise<void> {
  const at = NOW.getTime() / 1000;
  await test.store.commit({
    connector: 'openai',
    resource: 'completions',
    buckets: [
      {
        start: Date.UTC(2026, 10, 22) / 1000,
        rows: [{ dimensions: ['gpt-5', 'prod'], values: [7, 0] }],
        quarantined: [],
      },
    ],
    syncedAt: at,
    identity: 'test',
    progress: null,
    lease: null,
  });
}

it('gives an answer again without asking the store, while nothing changed', async () => {
  let reads = 0;
  const whole = await createTestApp();
  const test = await createTestApp({
    store: {
      ...whole.store,
      read: (request) => {
        reads += 1;
        return whole.store.read(request);
      },
    },
  });
  const first = await test.get('/dashboards/ai', { 'accept-encoding': 'gzip' });
  const before = reads;
  const again = await test.get('/dashboards/ai', { 'accept-encoding': 'gzip' });
  expect(before).toBeGreaterThan(5);
  expect(reads).toBe(before);
  expect(Object.fromEntries(again.headers)).toEqual(Object.fromEntries(first.headers));
  expect(Buffer.from(await again.arrayBuffer())).toEqual(Buffer.from(await first.arrayBuffer()));
});

it('asks again as soon as a sync has committed', async () => {
  const test = await createTestApp();
  expect(await test.json(PATH)).toMatchObject({ value: 1500 });
  await addTokens(test);
  await test.store.startRun('openai', 'manual', NOW.getTime() / 1000);
  expect(await test.json(PATH)).toMatchObject({ value: 7 });
});

it.each([
  '/search?q=tide',
  '/search/suggest?q=tide',
  '/opensearch/suggest?q=tide',
  '/api/v1/npm/search?q=tide',
])('never gives %s again: the index may be another one by now', async (path) => {
  const explore = createTestExplore();
  let searches = 0;
  const test = await createTestApp({
    explore: {
      ...explore,
      search: (...asked) => {
        searches += 1;
        return explore.search(...asked);
      },
    },
  });
  await test.text(path);
  const once = searches;
  await test.text(path);
  expect(once).toBeGreaterThan(0);
  expect(searches).toBe(2 * once);
});

it('asks again every minute, whatever the log says', async () => {
  let now = NOW;
  const test = await createTestApp({ clock: () => now });
  expect(await test.json(PATH)).toMatchObject({ value: 1500 });
  await addTokens(test);
  now = new Date(NOW.getTime() + 60_000);
  expect(await test.json(PATH)).toMatchObject({ value: 7 });
});

it('keeps answers with different parameters, encodings and ETags apart', async () => {
  const test = await createTestApp();
  const plain = await test.get('/dashboards/ai');
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(
    (await test.get('/dashboards/ai', { 'accept-encoding': 'gzip' })).headers.get('content-encoding'),
  ).toBe('gzip');
  const etag = plain.headers.get('etag') ?? '';
  for (let time = 0; time < 2; time += 1) {
    expect((await test.get('/dashboards/ai', { 'if-none-match': etag })).status).toBe(304);
    expect((await test.get('/dashboards/ai')).status).toBe(200);
    expect(await test.text('/dashboards/ai?window=7d')).toContain('last 7 days');
  }
});

it('gives nothing to those who are not logged in', async () => {
  const test = await createTestApp({ access: { password: 'p', token: 't' } });
  expect((await test.get(PATH, { authorization: 'Bearer t' })).status).toBe(200);
  expect((await test.get(PATH)).status).toBe(401);
  expect((await test.get(PATH, { authorization: 'Bearer t' })).status).toBe(200);
});

it('keeps the addresses apart that people use', async () => {
  const test = await createTestApp();
  const canonical = async (headers: Record<string, string>) =>
    (await test.get('/dashboards', headers)).headers.get('link');
  expect(await canonical({ host: 'localhost:1' })).toBe('<http://localhost:1/dashboards>; rel="canonical"');
  expect(await canonical({ host: '127.0.0.1:1' })).toBe('<http://127.0.0.1:1/dashboards>; rel="canonical"');
  expect(await canonical({ host: '127.0.0.1:1', 'x-forwarded-proto': 'https' })).toMatch(/^<https:/);
});

it('never keeps an error', async () => {
  const test = await createTestApp();
  expect((await test.get('/dashboards/ai?window=x')).status).toBe(400);
  expect((await test.get('/dashboards/ai?window=x')).status).toBe(400);
});

it('forgets everything when somebody has done something', async () => {
  const test = await createTestApp();
  expect(await test.json(PATH)).toMatchObject({ value: 1500 });
  await addTokens(test);
  expect(await test.json(PATH)).toMatchObject({ value: 1500 });
  await test.app.request('/api/v1/sources/openai/sync', { method: 'POST' });
  expect(await test.json(PATH)).toMatchObject({ value: 7 });
});

it('keeps answers for different cookies apart', async () => {
  const test = await createTestApp();
  expect(await test.json(PATH)).toMatchObject({ value: 1500 });
  await addTokens(test);
  const answer = await test.get(PATH, { cookie: 'choice=1' });
  expect(await answer.json()).toMatchObject({ value: 7 });
  expect(await test.json(PATH)).toMatchObject({ value: 1500 });
});
