import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  bucketText,
  collect,
  connectTo,
  costRow,
  days,
  embeddingDays,
  embeddingRow,
  pageText,
  startWire,
  TEST_KEY,
} from './test-wire.ts';

const good = pageText(embeddingDays(0, 2));
const error = (status: number, message: string, more: object = {}): Answer => ({
  status,
  body: JSON.stringify({ error: { message, type: 'server_error', param: null, code: null, ...more } }),
});

async function read(answers: readonly Answer[], spec: Parameters<typeof connectTo>[1] = {}) {
  await using wire = await startWire(answers);
  const got = await collect(connectTo(wire.url, spec), 'embeddings', days(0, 2));
  return { ...got, requests: wire.urls.length };
}

const stall = (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write(good.slice(0, 20));
};

describe('R24 deadline and cap', () => {
  it('tries again when the body stalls', async () => {
    const started = performance.now();
    const got = await read([stall, good], { limits: { timeoutMs: 300 } });
    expect(performance.now() - started).toBeLessThan(1_500);
    expect(got.error).toBeUndefined();
    expect(got.buckets).toHaveLength(2);
    expect(got.requests).toBe(2);
  });

  it('keeps nothing of a broken attempt: neither its buckets nor its warnings', async () => {
    const video = '{"object":"organization.usage.videos.result"}';
    const partial = pageText([bucketText(0, [embeddingRow(999), video]), bucketText(1)]);
    const cut = (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(partial.slice(0, -30), () => response.destroy());
    };
    const got = await read([cut, pageText(embeddingDays(0, 1))]);
    expect(got.error).toBeUndefined();
    expect(got.buckets).toHaveLength(1);
    expect(got.buckets[0]?.rows[0]?.values[0]).toBe(1);
    expect(got.warnings).toEqual([]);
  });

  it('R24 reads an answer up to the size cap and refuses a larger one, once and for good', async () => {
    const { length } = good;
    expect((await read([good], { limits: { maxBytes: length } })).buckets).toHaveLength(2);
    const got = await read([good], { limits: { maxBytes: length - 1 } });
    expect(got.error).toMatchObject({ code: 'too-large' });
    expect(String(got.error)).toContain(`more than the cap of ${length - 1} bytes`);
    expect([got.pages, got.requests]).toEqual([[], 1]);
  });

  it('stops at once when it is aborted in the middle of a body', async () => {
    await using wire = await startWire([stall]);
    const abort = new AbortController();
    const started = performance.now();
    setTimeout(() => abort.abort(), 50);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 2), { signal: abort.signal });
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(got.error).toMatchObject({ code: 'aborted' });
  });
});

describe('R25 retry classes', () => {
  it.each<[string, Answer]>([
    ['408', error(408, 'slow')],
    ['409', error(409, 'conflict')],
    ['429', error(429, 'Rate limit reached', { code: 'rate_limit_exceeded' })],
    ['500', error(500, 'oops')],
    ['503 with HTML', { status: 503, body: '<html>busy</html>' }],
    ['a truncated 200', good.slice(0, 150)],
    ['an HTML 200', '<!doctype html><html></html>'],
    ['an empty 200', ''],
    ['a broken bucket', good.replace('"results":[{', '"results":[{,')],
    ['a cut connection', (response) => response.destroy()],
  ])('tries again after %s', async (_name, answer) => {
    const got = await read([answer, good]);
    expect(got.error).toBeUndefined();
    expect(got.requests).toBe(2);
    expect(got.buckets).toHaveLength(2);
    expect(got.events.map((event) => event.kind)).toEqual(['request', 'wait', 'request']);
  });

  it.each<[string, Answer, string]>([
    ['400', error(400, 'bad'), 'bad-request'],
    ['401', error(401, 'no'), 'unauthorized'],
    ['403', error(403, 'no'), 'forbidden'],
    ['404', error(404, 'no'), 'not-found'],
    ['429 insufficient_quota', error(429, 'used up', { code: 'insufficient_quota' }), 'quota-exceeded'],
    ['a 200 that is no page', '{"object":"list","items":[]}', 'bad-response'],
    ['a 200 without has_more', '{"object":"page","data":[]}', 'bad-response'],
    [
      'a bucket without rows',
      pageText(['{"object":"bucket","start_time":0,"end_time":86400}']),
      'bad-response',
    ],
    ['an error in a 200', '{"error":{"message":"no"}}', 'bad-response'],
  ])('does not try again after %s', async (_name, answer, code) => {
    const got = await read([answer, good]);
    expect(got.error).toMatchObject({ code });
    expect(got.requests).toBe(1);
    expect(got.pages).toEqual([]);
  });

  it.each([
    [400, 'true', 2],
    [429, 'false', 1],
    [500, 'false', 1],
  ])('R25 lets x-should-retry decide: %d with %s is %d requests', async (status, wish, requests) => {
    const got = await read([{ status, body: '{}', headers: { 'x-should-retry': wish } }, good]);
    expect(got.requests).toBe(requests);
    expect(got.error === undefined).toBe(requests === 2);
  });

  it('stops after the last attempt with the last error', async () => {
    const got = await read([error(503, 'overloaded')], { limits: { retry: { attempts: 3 } } });
    expect(got.error).toMatchObject({ code: 'server-error', status: 503 });
    expect(String(got.error)).toContain('overloaded');
    expect(got.requests).toBe(3);
  });
});

describe('R26 waiting', () => {
  it.each<[Record<string, string>, number]>([
    [{ 'retry-after-ms': '250' }, 250],
    [{ 'retry-after': '20' }, 20_000],
    [{ 'retry-after': '1.5' }, 1_500],
    [{ 'retry-after': 'Sun, 20 Dec 2026 12:00:30 GMT' }, 30_000],
    [{ 'x-ratelimit-reset-requests': '2m0s' }, 120_000],
    [{ 'x-ratelimit-reset-requests': '12ms' }, 12],
    [{ 'x-ratelimit-reset-requests': '1s' }, 1_000],
    [{ 'x-ratelimit-reset-requests': '20' }, 20_000],
    [{ 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [{ 'x-ratelimit-reset-requests': '1h2m3.5s' }, 3_723_500],
    // Nothing that could be waited for: the own pause, half of the first bound here.
    [{ 'retry-after': '0' }, 250],
    [{ 'retry-after': '-1' }, 250],
    [{ 'retry-after': 'soon' }, 250],
    [{ 'x-ratelimit-reset-requests': 'never' }, 250],
  ])('R26 waits exactly as long as %j says, and tells so', async (headers, waitMs) => {
    const slept: number[] = [];
    const got = await read([{ status: 429, body: '{}', headers }, good], {
      limits: { retry: { budgetMs: 2 * 3_600_000 } },
      context: {
        sleep: async (milliseconds) => {
          slept.push(milliseconds);
        },
      },
    });
    expect(slept).toEqual([waitMs]);
    expect(got.events).toContainEqual(
      expect.objectContaining({ kind: 'wait', label: 'openai embeddings', waitMs }),
    );
  });

  it('ends with the time to retry at when the wait is longer than the budget', async () => {
    const got = await read([{ status: 429, body: '{}', headers: { 'retry-after': '3600' } }, good]);
    expect(got.error).toMatchObject({ code: 'rate-limited', retryAt: new Date('2026-12-20T13:00:00Z') });
    expect(got.requests).toBe(1);
  });
});

describe('R26 the waiting budget', () => {
  const busy: Answer = { status: 429, body: '{}', headers: { 'retry-after': '200' } };

  it('is one for all windows and endpoints of a run, which hands the same signal to each', async () => {
    await using wire = await startWire([busy, good, busy, good]);
    const connector = connectTo(wire.url);
    const { signal } = new AbortController();
    const first = await collect(connector, 'embeddings', days(0, 2), { signal });
    const second = await collect(connector, 'completions', days(0, 2), { signal });
    expect(first.error).toBeUndefined();
    expect(second.error).toMatchObject({ code: 'rate-limited', retryAt: new Date('2026-12-20T12:03:20Z') });
    expect(String(second.error)).toContain('this run may wait 100 s more');
    expect(wire.urls).toHaveLength(3);
  });

  it('is a new one for the next run', async () => {
    await using wire = await startWire([busy, good, busy, good]);
    const connector = connectTo(wire.url);
    for (const resource of ['embeddings', 'embeddings']) {
      expect((await collect(connector, resource, days(0, 2))).error).toBeUndefined();
    }
    expect(wire.urls).toHaveLength(4);
  });

  it('is shared, but each fetch is told of its own requests and waits alone', async () => {
    const short: Answer = { status: 429, body: '{}', headers: { 'retry-after': '2' } };
    await using wire = await startWire([short, good, short, short, pageText([])]);
    const connector = connectTo(wire.url);
    const { signal } = new AbortController();
    const first = await collect(connector, 'embeddings', days(0, 2), { signal });
    const second = await collect(connector, 'completions', days(0, 2), { signal });
    const told = ({ events }: typeof first) =>
      events.map((event) => ('label' in event ? `${event.kind} ${event.label}` : event.kind));
    expect(told(first)).toEqual([
      'request openai embeddings',
      'wait openai embeddings',
      'request openai embeddings',
    ]);
    expect(told(second)).toEqual([
      'request openai completions',
      'wait openai completions',
      'request openai completions',
      'wait openai completions',
      'request openai completions',
    ]);
  });
});

describe('R27 partial failure', () => {
  it('fails one endpoint and leaves the others readable', async () => {
    await using wire = await startWire([error(403, 'no scope'), pageText([bucketText(0, [costRow('1')])])]);
    const connector = connectTo(wire.url);
    expect((await collect(connector, 'completions', days(0, 1))).error).toMatchObject({ code: 'forbidden' });
    expect((await collect(connector, 'costs', days(0, 1))).buckets).toHaveLength(1);
  });

  it('keeps the pages before a failure and says where to go on', async () => {
    await using wire = await startWire([
      pageText(embeddingDays(0, 7), { hasMore: true, nextPage: 'page_A' }),
      error(400, 'something else'),
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 31));
    expect(got.error).toMatchObject({ code: 'bad-request' });
    expect(got.pages).toHaveLength(1);
    expect(got.pages[0]?.next?.cursor).toContain('page_A');
  });
});

describe('R07 the key', () => {
  it.each<[string, Answer]>([
    ['an error that quotes it', error(401, `Incorrect API key provided: ${TEST_KEY}.`)],
    ['a 400 that quotes it', error(400, `bad header Bearer ${TEST_KEY}`)],
    ['nonsense that quotes it', pageText([`{"start_time":"${TEST_KEY}"}`])],
    ['a cut connection', (response) => response.destroy()],
  ])('does not show in the error for %s', async (_name, answer) => {
    const got = await read([answer], { limits: { retry: { attempts: 1 } } });
    const { inspect } = await import('node:util');
    expect(got.error).toBeInstanceOf(Error);
    expect(inspect(got.error, { depth: 10 })).not.toContain(TEST_KEY);
    expect(JSON.stringify(got.events)).not.toContain(TEST_KEY);
  });
});
