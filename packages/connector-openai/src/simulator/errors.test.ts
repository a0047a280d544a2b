import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaultSwitches, type Simulator } from './options.ts';
import { startSimulator } from './start-simulator.ts';
import { ask, readBuckets, readError, readPage, unix } from './test-client.ts';

const start = unix('2026-08-14T00:00:00Z');
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    now: '2026-08-21T10:00:00Z',
    keys: {
      'sk-admin-names-only': { scopes: ['api.management.read'] },
      'sk-admin-two-orgs': { scopes: ['api.usage.read'], organizations: ['org-elsewhere', 'org-third'] },
    },
  });
});
afterAll(() => simulator.close());
afterEach(() => simulator.setSwitches(defaultSwitches));

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
const askCosts = (init?: RequestInit) => ask(simulator, `costs?start_time=${start}`, init);

describe('keys', () => {
  it('are needed', async () => {
    const { status, error } = await readError(await askCosts({ headers: { authorization: '' } }));
    expect([status, error.code]).toEqual([401, 'invalid_api_key']);
  });

  it('are refused when unknown, without repeating the key', async () => {
    const { status, error } = await readError(await askCosts(bearer('sk-admin-wrong-and-secret')));
    expect([status, error.code]).toEqual([401, 'invalid_api_key']);
    expect(JSON.stringify(error)).not.toContain('wrong-and-secret');
  });

  it.each(['sk-proj-some-project-key', 'sk-admin-names-only'])('lack a scope: %s', async (key) => {
    const { status, error } = await readError(await askCosts(bearer(key)));
    expect(status).toBe(403);
    expect(error.message).toMatch(
      /^You have insufficient permissions .* Missing scopes: api\.usage\.read\. /,
    );
    expect([error.type, error.param, error.code]).toEqual(['server_error', null, null]);
    simulator.setSwitches({ missingScopeStatus: 401 });
    expect((await askCosts(bearer(key))).status).toBe(401);
  });

  it('may be allowed names and nothing else', async () => {
    expect((await ask(simulator, 'projects', bearer('sk-admin-names-only'))).status).toBe(200);
    expect((await ask(simulator, 'projects', bearer('sk-admin-two-orgs'))).status).toBe(403);
  });

  it('of another organisation see empty buckets and no error', async () => {
    const response = await askCosts(bearer('sk-admin-two-orgs'));
    const { data } = (await response.json()) as { data: { results: unknown[] }[] };
    expect(data).toHaveLength(7);
    expect(data.every((bucket) => bucket.results.length === 0)).toBe(true);
  });

  it.each([401, 404] as const)('are told of another organisation with %i', async (status) => {
    simulator.setSwitches({ wrongOrganizationStatus: status });
    const headers = { authorization: `Bearer ${simulator.adminKey}`, 'openai-organization': 'org-third' };
    const answer = await readError(await askCosts({ headers }));
    expect([answer.status, answer.error.code]).toEqual([status, 'invalid_organization']);
  });

  it('must belong to the organisation that the header names', async () => {
    const headers = { authorization: 'Bearer sk-admin-two-orgs', 'openai-organization': 'org-third' };
    expect((await askCosts({ headers })).status).toBe(200);
    const { status, error } = await readError(
      await askCosts({ headers: { 'openai-organization': 'org-third' } }),
    );
    expect([status, error.message]).toEqual([401, 'No such organization: org-third.']);
  });

  it('are masked in the request log, in headers and in the address', async () => {
    simulator.clearRequests();
    await ask(simulator, `costs?start_time=${start}&key=${simulator.adminKey}`);
    const response = await fetch(`${simulator.url}/__sim/requests`);
    const text = await response.text();
    expect(text).not.toContain(simulator.adminKey);
    expect(simulator.requests()).toHaveLength(1);
    expect(simulator.requests()[0]).toMatchObject({
      method: 'GET',
      path: '/v1/organization/costs',
      status: 200,
    });
    expect(simulator.requests()[0]?.headers.authorization).toMatch(/^Bearer sk-.*\*\*\*$/);
  });
});

describe('parameters', () => {
  it('may come repeated, with brackets or with commas', async () => {
    const spellings = [
      'group_by=model&group_by=project_id',
      'group_by[]=model&group_by[]=project_id',
      'group_by%5B%5D=model&group_by%5B%5D=project_id',
      'group_by=model,project_id',
      'group_by=project_id%2Cmodel',
    ];
    const pages = spellings.map((spelling) =>
      readPage(simulator, `usage/completions?start_time=${start}&limit=2&${spelling}`),
    );
    const [first, ...others] = await Promise.all(pages);
    expect(first?.data[0]?.results[0]?.model).toEqual(expect.any(String));
    for (const other of others) expect(other).toEqual(first);
  });

  it('work without /v1 too', async () => {
    const headers = { authorization: `Bearer ${simulator.adminKey}` };
    const response = await fetch(`${simulator.url}/organization/costs?start_time=${start}`, { headers });
    expect(response.status).toBe(200);
  });

  it.each([
    ['costs', null, 'invalid_request_error', /start_time/],
    ['costs?start_time=yesterday', 'start_time', 'invalid_type', /integer/],
    ['costs?start_time=1.5', 'start_time', 'invalid_type', /integer/],
    [
      `costs?start_time=${start}&bucket_width=1h`,
      'bucket_width',
      'invalid_value',
      /Supported values are: '1d'/,
    ],
    [`costs?start_time=${start}&limit=181`, 'limit', 'invalid_value', /provided: 181\. .* equal to 180\./],
    [`costs?start_time=${start}&limit=0`, 'limit', 'invalid_value', /greater/],
    [`costs?start_time=${start}&end_time=${start}`, 'end_time', 'invalid_value', /after/],
    [`costs?start_time=${start}&group_by=model`, 'group_by', 'invalid_value', /'line_item'/],
    [`usage/completions?start_time=${start}&limit=32`, 'limit', 'invalid_value', /equal to 31\./],
    [`usage/completions?start_time=${start}&bucket_width=1h&limit=169`, 'limit', 'invalid_value', /168/],
    [`usage/completions?start_time=${start}&group_by=size`, 'group_by', 'invalid_value', /'service_tier'/],
    [`usage/images?start_time=${start}&sizes=7x7`, 'sizes', 'invalid_value', /'1024x1024'/],
  ])('are refused in the words of the API: %s', async (path, param, code, message) => {
    const { status, error } = await readError(await ask(simulator, path));
    expect(status).toBe(400);
    expect(error).toMatchObject({ type: 'invalid_request_error', param, code });
    expect(error.message).toMatch(message);
  });

  it('of costs by key are refused before the floor', async () => {
    const path = (seconds: number) => `costs?start_time=${seconds}&group_by=api_key_id&limit=1`;
    const { status, error } = await readError(await ask(simulator, path(1_764_979_199)));
    expect(status).toBe(400);
    expect(error).toMatchObject({ param: 'start_time', code: 'invalid_request_error' });
    expect(error.message).toContain('Try a start_time on or after 1764979200.');
    expect((await ask(simulator, path(1_764_979_200))).status).toBe(200);
  });

  it('are read as the switches say', async () => {
    const status = async (path: string) => (await ask(simulator, path)).status;
    expect(await status(`costs?start_time=${start}&colour=red`)).toBe(200);
    simulator.setSwitches({ rejectUnknownParams: true, costsGroupByUser: false, futureEndTime: 'reject' });
    expect(await status(`costs?start_time=${start}&colour=red`)).toBe(400);
    expect(await status(`costs?start_time=${start}&group_by=user_id`)).toBe(400);
    expect(await status(`costs?start_time=${start}&end_time=${start + 30 * 86_400}`)).toBe(400);
    simulator.setSwitches({ costsLimit: 'clamp31' });
    const { data } = await readPage(simulator, `costs?start_time=${start - 60 * 86_400}&limit=180`);
    expect(data).toHaveLength(31);
  });

  it('cannot name a path or a method that does not exist', async () => {
    expect((await ask(simulator, 'usage/videos?start_time=1')).status).toBe(404);
    expect((await ask(simulator, `costs?start_time=${start}`, { method: 'POST' })).status).toBe(405);
  });
});

describe('page tokens', () => {
  const query = `usage/completions?start_time=${start}&limit=2`;
  const token = async () => (await readPage(simulator, query)).next_page ?? '';
  const page = async (base: string, raw: string) => readError(await ask(simulator, `${base}&page=${raw}`));
  const refusal = {
    status: 400,
    error: {
      message: 'The page token is invalid, have you modified the query parameters?',
      type: 'invalid_request_error',
      code: 'invalid_request_error',
    },
  };

  it('hold a character that careless encoding spoils', async () => {
    const text = await token();
    expect(text).toMatch(/^page_[\w/]*\+[\w+/]*=$/);
    expect(await page(query, text)).toEqual(refusal);
    simulator.setSwitches({ rawPlusIsSpace: false });
    expect((await ask(simulator, `${query}&page=${text}`)).status).toBe(200);
  });

  it('are bound to the query, in whatever order it is written', async () => {
    const encoded = encodeURIComponent(await token());
    expect(await page(`${query}&models=o4-mini`, encoded)).toEqual(refusal);
    expect(await page(`usage/embeddings?start_time=${start}&limit=2`, encoded)).toEqual(refusal);
    const reordered = await ask(simulator, `usage/completions?limit=2&page=${encoded}&start_time=${start}`);
    expect(reordered.status).toBe(200);
  });

  it('are refused when damaged, after a day, or always, as the switches say', async () => {
    expect(await page(query, 'page_nonsense')).toEqual(refusal);
    const encoded = encodeURIComponent(await token());
    simulator.setSwitches({ rejectPercentEncodedToken: true });
    expect(await page(query, encoded)).toEqual(refusal);
    expect((await ask(simulator, `${query}&page=${encoded.replaceAll('%3D', '=')}`)).status).toBe(200);
    simulator.setSwitches({ ...defaultSwitches, tokenBroken: true });
    expect(await page(query, encoded)).toEqual(refusal);
    simulator.setSwitches(defaultSwitches);
    simulator.advance(25 * 3_600_000);
    expect(await page(query, encoded)).toEqual(refusal);
    simulator.setNow('2026-08-21T10:00:00Z');
  });

  it('can lie, stand still and repeat a bucket', async () => {
    simulator.setSwitches({ lyingHasMore: true });
    expect(await readPage(simulator, query)).toMatchObject({ has_more: true, next_page: null });
    simulator.setSwitches({ ...defaultSwitches, sameCursorForever: true });
    const first = await token();
    const again = await readPage(simulator, `${query}&page=${encodeURIComponent(first)}`);
    expect(again.next_page).toBe(first);
    expect(again.data[0]?.start_time).toBe(start);
    simulator.setSwitches({ ...defaultSwitches, repeatBucketAcrossPages: true });
    const starts = (await readBuckets(simulator, query)).map((bucket) => bucket.start_time);
    expect(starts.length).toBeGreaterThan(new Set(starts).size);
    expect(new Set(starts).size).toBe(8);
  });

  it('can be shorter than asked for', async () => {
    simulator.setSwitches({ pageBuckets: 3 });
    const page = await readPage(simulator, `costs?start_time=${start}&limit=7`);
    expect([page.data.length, page.has_more]).toEqual([3, true]);
    expect(await readBuckets(simulator, `costs?start_time=${start}&limit=7`)).toHaveLength(8);
  });
});

describe('names', () => {
  const list = async (path: string) =>
    (await (await ask(simulator, path)).json()) as {
      data: { id: string; name: string }[];
      has_more: boolean;
      last_id: string;
    };

  it('of archived projects come only when asked for', async () => {
    const names = async (path: string) => (await list(path)).data.map((project) => project.id);
    expect(await names('projects')).not.toContain('proj_legacy_chatbot');
    expect(await names('projects?include_archived=true')).toContain('proj_legacy_chatbot');
  });

  it('of keys leave out deleted ones, and those without an active owner unless asked for', async () => {
    const ids = async (path: string) => (await list(path)).data.map((key) => key.id);
    const usage = simulator.truth({ endpoint: 'completions', from: '2026-08-01', groupBy: ['api_key_id'] });
    const used = new Set(usage.map((row) => row.dimensions.api_key_id));
    expect(used).toContain('key_content_studio_notebook');
    expect(await ids('projects/proj_content_studio/api_keys?owner_project_access=any')).not.toContain(
      'key_content_studio_notebook',
    );
    expect(await ids('projects/proj_support_copilot/api_keys')).not.toContain('key_support_copilot_staging');
    expect(await ids('projects/proj_support_copilot/api_keys?owner_project_access=any')).toContain(
      'key_support_copilot_staging',
    );
  });

  it('come in pages by `after`', async () => {
    const whole = await list('users?limit=100');
    const ids: string[] = [];
    for (let after = ''; ; ) {
      const page = await list(`users?limit=5${after}`);
      ids.push(...page.data.map((user) => user.id));
      if (!page.has_more) break;
      after = `&after=${page.last_id}`;
    }
    expect(ids).toEqual(whole.data.map((user) => user.id));
    expect((await ask(simulator, 'users?after=user-nobody')).status).toBe(400);
  });
});
