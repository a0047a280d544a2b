import { createServer, type IncomingMessage } from 'node:http';
import { createOpenAIConnector, openAIOptions } from '@shipstats/connector-openai';
import { DAY, formatDecimal, Secret } from '@shipstats/core';
import { openSqliteStore, type Run, type Store } from '@shipstats/store';
import { syncConnector } from '@shipstats/sync';
import { describe, expect, it } from 'vitest';

const TODAY = Date.UTC(2026, 10, 22) / 1000;
const HISTORY_DAYS = 20;
const DAYS_A_PAGE = 7;
const WHOLE = { start: TODAY - (HISTORY_DAYS - 1) * DAY, end: TODAY + DAY };

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** An API that gives seven days a page, unless a test has another answer. */
interface Api extends AsyncDisposable {
  readonly url: string;
  readonly requests: URL[];
  answer: (url: URL) => Answer | undefined;
  /** The rows of a day, as JSON texts. */
  rows: (start: number) => readonly string[];
}

const row = (tokens: number) =>
  `{"object":"organization.usage.embeddings.result","input_tokens":${tokens},"num_model_requests":1,"model":"m"}`;

async function startApi(): Promise<Api> {
  const requests: URL[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const url = new URL(request.url ?? '', 'http://host');
    requests.push(url);
    const { status, body } = api.answer(url) ?? { status: 200, body: pageOf(url, api.rows) };
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
  const api: Api = {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    answer: () => undefined,
    rows: () => [row(1)],
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return api;
}

function pageOf({ searchParams }: URL, rows: Api['rows']): string {
  const page = searchParams.get('page');
  const start = Number(page === null ? searchParams.get('start_time') : page.slice('page_'.length));
  const end = Number(searchParams.get('end_time') ?? TODAY + DAY);
  const stop = Math.min(end, start + DAYS_A_PAGE * DAY);
  const buckets: string[] = [];
  for (let at = start; at < stop; at += DAY) {
    const results = rows(at).join(',');
    buckets.push(`{"object":"bucket","start_time":${at},"end_time":${at + DAY},"results":[${results}]}`);
  }
  const next = stop < end ? `"page_${stop}"` : 'null';
  return `{"object":"page","data":[${buckets.join(',')}],"has_more":${stop < end},"next_page":${next}}`;
}

/** The connector, the engine and the store as they are, against that API. */
async function openWorld(api: Api) {
  const store = await openSqliteStore({ file: ':memory:' });
  let now = TODAY + DAY / 2;
  const clock = () => new Date(now * 1000);
  const connector = createOpenAIConnector(
    openAIOptions.parse({
      adminApiKey: new Secret('KEY'),
      names: 'none',
      baseUrl: api.url,
      lookbackDays: HISTORY_DAYS,
      resources: ['openai_embeddings_requests'],
    }),
    { clock, fetch, random: () => 0, env: {}, resolveSecret: () => 'sk-admin-test', sleep: async () => {} },
    { retry: { attempts: 2 } },
  );
  const sync = async (signal = new AbortController().signal): Promise<Run> => {
    now += 60;
    const result = await syncConnector({
      store,
      connector,
      name: 'openai',
      trigger: 'manual',
      clock,
      signal,
      holder: 'a test',
    });
    if (result.kind !== 'finished') throw new Error('another sync is at work');
    return result.run;
  };
  /** Syncs until the second page is asked for, and stops there. */
  const stopAtSecondPage = async () => {
    const stop = new AbortController();
    api.answer = (url) => {
      if (url.searchParams.has('page')) stop.abort();
      return undefined;
    };
    const run = await sync(stop.signal);
    api.answer = () => undefined;
    const progress = await store.progress('openai', 'embeddings');
    if (run.status !== 'interrupted' || progress?.cursor == null) throw new Error('it did not stop there');
    return { ...progress, cursor: progress.cursor };
  };
  return { store, sync, stopAtSecondPage };
}

/** The stored tokens of each day of the history; undefined where nothing is known of a day. */
async function tokensOf(store: Store): Promise<(string | undefined)[]> {
  const points = await store.read({
    connector: 'openai',
    resource: 'embeddings',
    measure: 'input_tokens',
    window: WHOLE,
    by: [],
    filter: [],
    bucketed: true,
  });
  const byDay = new Map(points.map(({ bucket, value }) => [bucket, value ? formatDecimal(value) : 'none']));
  return Array.from({ length: HISTORY_DAYS }, (_, day) => byDay.get(WHOLE.start + day * DAY));
}

const everyDay = (tokens: string) => Array(HISTORY_DAYS).fill(tokens);

describe('an interrupted sync of OpenAI', () => {
  it('goes on with its page token', async () => {
    await using api = await startApi();
    const w = await openWorld(api);
    await w.stopAtSecondPage();
    const before = api.requests.length;
    const run = await w.sync();
    expect(run).toMatchObject({ status: 'succeeded', resources: [{ warnings: [] }] });
    expect(api.requests.slice(before).map((url) => url.searchParams.has('page'))).toEqual([true, true]);
    expect(await tokensOf(w.store)).toEqual(everyDay('1'));
  });

  it.each(['rubbish', '{"v":2}'])(
    'does without where the stored place cannot be read: %s',
    async (cursor) => {
      await using api = await startApi();
      const w = await openWorld(api);
      const progress = await w.stopAtSecondPage();
      const lease = await w.store.acquireLease('a test', 'a test', 60, TODAY);
      if (lease === null) throw new Error('the lease is taken');
      await w.store.commit({
        connector: 'openai',
        resource: 'embeddings',
        buckets: [],
        syncedAt: TODAY,
        identity: progress.identity,
        progress: { ...progress, cursor },
        lease: null,
      });
      const run = await w.sync();
      expect(run.status).toBe('succeeded');
      expect(run.resources[0]?.warnings).toContainEqual(expect.stringContaining('starts anew at 2026-11-10'));
      expect(await w.store.progress('openai', 'embeddings')).toBeNull();
      expect(await tokensOf(w.store)).toEqual(everyDay('1'));
    },
  );

  it('does without where the API fails on that token each time', async () => {
    await using api = await startApi();
    const w = await openWorld(api);
    const { cursor } = await w.stopAtSecondPage();
    const page = /page_\d+/.exec(cursor)?.[0];
    api.answer = (url) =>
      url.searchParams.get('page') === page
        ? { status: 500, body: '{"error":{"message":"The server had an error."}}' }
        : undefined;
    expect(page).toBeDefined();
    const run = await w.sync();
    expect(run.status).toBe('succeeded');
    expect(run.resources[0]?.warnings).toEqual([expect.stringContaining('The server had an error.')]);
    expect(await tokensOf(w.store)).toEqual(everyDay('1'));
  });

  it('keeps its place while the key is refused', async () => {
    await using api = await startApi();
    const w = await openWorld(api);
    const progress = await w.stopAtSecondPage();
    api.answer = () => ({ status: 401, body: '{"error":{"message":"Incorrect API key provided."}}' });
    expect((await w.sync()).status).toBe('failed');
    expect(await w.store.progress('openai', 'embeddings')).toEqual(progress);
  });
});

describe('a sync of OpenAI that is answered strangely', () => {
  it('is partial where the answer has no days at all', async () => {
    await using api = await startApi();
    const w = await openWorld(api);
    api.answer = () => ({
      status: 200,
      body: '{"object":"page","data":[],"has_more":false,"next_page":null}',
    });
    const run = await w.sync();
    expect(run).toMatchObject({ status: 'partial', resources: [{ status: 'partial', buckets: 0 }] });
    expect(run.resources[0]?.warnings).toEqual([
      expect.stringContaining('left out 2026-11-03..2026-11-21 (19 days)'),
    ]);
  });

  it('keeps the numbers of days whose rows are all of an unknown kind', async () => {
    await using api = await startApi();
    const w = await openWorld(api);
    await w.sync();
    api.rows = () => [
      '{"object":"organization.usage.vectors.result","input_tokens":5,"num_model_requests":1}',
    ];
    // Twice: an empty day would be believed the second time.
    await w.sync();
    const run = await w.sync();
    expect(run.status).toBe('partial');
    // Today was not over when it was read, so what was read of it is nothing to keep: it is unknown.
    expect(await tokensOf(w.store)).toEqual([...everyDay('1').slice(1), undefined]);
    const stored = await w.store.storedBuckets('openai', 'embeddings', WHOLE);
    expect(stored.filter((bucket) => bucket.incomplete)).toHaveLength(4);
  });

  it('does not take such days for zero where nothing was stored before', async () => {
    await using api = await startApi();
    const w = await openWorld(api);
    api.rows = (start) =>
      start === TODAY - 5 * DAY ? ['{"object":"organization.usage.vectors.result"}'] : [row(1)];
    expect((await w.sync()).status).toBe('partial');
    const stored = await w.store.storedBuckets('openai', 'embeddings', WHOLE);
    expect(stored.filter((bucket) => bucket.incomplete).map((bucket) => bucket.start)).toEqual([
      TODAY - 5 * DAY,
    ]);
  });
});
