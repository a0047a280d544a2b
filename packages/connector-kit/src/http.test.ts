import { describe, expect, test } from 'vitest';
import { createFakeTime } from './fake-time.ts';
import { createHttp, type HttpOptions, type RetryEvent } from './http.ts';
import { NumberText, parseLossless } from './lossless-json.ts';
import { startServer } from './test-server.ts';
import { createTurns } from './turns.ts';

const LABEL = 'openai costs';
const json = { 'content-type': 'application/json' };

/** A client on a fake clock, with the middle of every jitter. */
function createTestHttp(options: HttpOptions = {}) {
  const time = createFakeTime();
  const waits: RetryEvent[] = [];
  const http = createHttp({
    clock: time.clock,
    sleep: time.sleep,
    random: () => 0.5,
    onWait: (event) => waits.push(event),
    ...options,
  });
  return { http, time, waits };
}

describe('getJson', () => {
  test('gives the JSON, the status, the headers and the size, and says who asks', async () => {
    await using server = await startServer((response) => response.writeHead(200, json).end('{"n":0.10}'));
    const { http } = createTestHttp();
    const answer = await http.getJson(`${server.origin}/v1/costs?limit=1`, {
      label: LABEL,
      headers: { authorization: 'Bearer k' },
      parse: parseLossless,
    });
    expect(answer).toMatchObject({ json: { n: new NumberText('0.10') }, status: 200, bytes: 10 });
    expect(answer.headers.get('content-type')).toBe('application/json');
    const [request] = server.requests;
    expect(request?.url).toBe('/v1/costs?limit=1');
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer k',
      accept: 'application/json',
      'user-agent': 'shipstats/0.1',
    });
    expect(http.stats).toEqual({ requests: 1, retries: 0, waitedMs: 0, bytes: 10 });
  });

  test('tells each request of its own waits, beside the client', async () => {
    await using server = await startServer((response) => {
      const isFirst = server.requests.length % 2 === 1;
      response.writeHead(isFirst ? 503 : 200, json).end('1');
    });
    const { http, waits } = createTestHttp();
    const heard: string[] = [];
    for (const label of ['a', 'b']) {
      const onWait = (event: RetryEvent) => heard.push(`${label} hears of ${event.label}`);
      await http.getJson(server.origin, { label, onWait });
    }
    expect(heard).toEqual(['a hears of a', 'b hears of b']);
    expect(waits).toHaveLength(2);
  });

  test.each([
    [1, undefined],
    [3, 3],
  ])('has no more than %d requests in flight with maxConcurrent %s', async (expected, maxConcurrent) => {
    let open = 0;
    let most = 0;
    await using server = await startServer((response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end('1');
      }, 20);
    });
    const { http } = createTestHttp(maxConcurrent === undefined ? {} : { maxConcurrent });
    const asked = Array.from({ length: 7 }, () => http.getJson(server.origin, { label: LABEL }));
    expect((await Promise.all(asked)).map((answer) => answer.json)).toEqual(Array(7).fill(1));
    expect(most).toBe(expected);
    expect(http.stats).toMatchObject({ requests: 7, waitedMs: 0 });
  });

  test('refuses an address with a password and a header that cannot be sent, without repeating them', async () => {
    const { http } = createTestHttp();
    const attempts = [
      http.getJson('https://user:hunter2@127.0.0.1/', { label: LABEL }),
      http.getJson('hunter2', { label: LABEL }),
      http.getJson('http://127.0.0.1/', { label: LABEL, headers: { authorization: 'Bearer hunter2\nx' } }),
      http.getJson('http://127.0.0.1/', { label: LABEL, headers: { authorization: 'Bearer hunter2…' } }),
    ];
    for (const result of await Promise.allSettled(attempts)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'config' } });
      expect(String(result.status === 'rejected' && result.reason.stack)).not.toContain('hunter2');
    }
    expect(http.stats.requests).toBe(0);
  });
});

describe('streaming', () => {
  const page = '{"object":"page","data":[{"a":1},{"a":2}],"has_more":false}';

  test('hands out the elements and gives the envelope', async () => {
    await using server = await startServer((response) => response.writeHead(200, json).end(page));
    const { http } = createTestHttp();
    const elements: string[] = [];
    const answer = await http.getJson(server.origin, {
      label: LABEL,
      onElement: (text) => elements.push(text),
    });
    expect(elements).toEqual(['{"a":1}', '{"a":2}']);
    expect(answer.json).toEqual({ object: 'page', data: [], has_more: false });
    expect(answer.bytes).toBe(page.length);
  });

  test.each([
    ['breaks off', (text: string) => text.slice(0, 40)],
    ['has an element that is no JSON', (text: string) => text.replace('{"a":2}', '{"a":NaN}')],
  ])('doubles no element when an answer %s and is asked for again', async (_name, spoil) => {
    await using server = await startServer((response, number) => {
      response.writeHead(200, json).end(number === 1 ? spoil(page) : page);
    });
    const { http } = createTestHttp();
    let elements: unknown[] = [];
    let starts = 0;
    const answer = await http.getJson(server.origin, {
      label: LABEL,
      onStart: () => {
        starts += 1;
        elements = [];
      },
      onElement: (text) => elements.push(JSON.parse(text)),
    });
    expect(elements).toEqual([{ a: 1 }, { a: 2 }]);
    expect(starts).toBe(2);
    expect(answer.json).toMatchObject({ has_more: false });
  });

  test('lets an error of the consumer through, untouched and unrepeated', async () => {
    await using server = await startServer((response) => response.writeHead(200, json).end(page));
    const { http } = createTestHttp();
    const bug = new SyntaxError('a bug, not the answer');
    const onElement = () => {
      throw bug;
    };
    await expect(http.getJson(server.origin, { label: LABEL, onElement })).rejects.toBe(bug);
    expect(server.requests).toHaveLength(1);
  });
});

describe('retries', () => {
  test.each([408, 409, 429, 500, 502, 503, 529])('asks again after %d', async (status) => {
    await using server = await startServer((response, number) => {
      response.writeHead(number === 1 ? status : 200, json).end('{"ok":true}');
    });
    const { http, time, waits } = createTestHttp();
    expect((await http.getJson(server.origin, { label: LABEL })).json).toEqual({ ok: true });
    expect(time.sleeps).toEqual([250]);
    expect(waits).toEqual([
      { label: LABEL, attempt: 2, waitMs: 250, reason: expect.stringContaining(`${status} `) },
    ]);
    expect(http.stats).toEqual({ requests: 2, retries: 1, waitedMs: 250, bytes: 22 });
  });

  test.each([
    [400, 'bad-request'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [422, 'bad-request'],
  ])('does not ask again after %d', async (status, code) => {
    await using server = await startServer((response) => response.writeHead(status, json).end('{}'));
    const { http } = createTestHttp();
    await expect(http.getJson(server.origin, { label: LABEL })).rejects.toMatchObject({ code, status });
    expect(server.requests).toHaveLength(1);
  });

  test.each(['code', 'type'])('does not ask again when the quota is used up (in %s)', async (name) => {
    const body = JSON.stringify({
      error: { message: 'You exceeded your current quota.', [name]: 'insufficient_quota' },
    });
    await using server = await startServer((response) => response.writeHead(429, json).end(body));
    const { http } = createTestHttp();
    await expect(http.getJson(server.origin, { label: LABEL })).rejects.toMatchObject({
      code: 'quota-exceeded',
    });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['true', 400, 2],
    ['false', 500, 1],
    ['true', 429, 2],
    ['false', 429, 1],
    ['false', 200, 1],
  ])('lets x-should-retry: %s decide after %d', async (wish, status, requests) => {
    const body = '{"error":{"code":"insufficient_quota"}';
    await using server = await startServer((response) => {
      response.writeHead(status, { ...json, 'x-should-retry': wish }).end(status === 200 ? '{' : `${body}}`);
    });
    const { http } = createTestHttp({ retry: { attempts: 2 } });
    await expect(http.getJson(server.origin, { label: LABEL })).rejects.toMatchObject({ status });
    expect(server.requests).toHaveLength(requests);
  });

  test('waits twice as long each time, up to the bound, with full jitter', async () => {
    await using server = await startServer((response) => response.writeHead(500).end());
    const randoms = [0.5, 0, 0.999, 0.5, 0.5, 0.5];
    const { http, time } = createTestHttp({
      random: () => randoms.shift() ?? 0,
      retry: { attempts: 7, baseMs: 1000, maxMs: 6000 },
    });
    await expect(http.getJson(server.origin, { label: LABEL })).rejects.toMatchObject({
      code: 'server-error',
    });
    expect(time.sleeps).toEqual([500, 0, 3996, 3000, 3000, 3000]);
    expect(server.requests).toHaveLength(7);
  });

  test('gives up after five attempts by default', async () => {
    await using server = await startServer((response) => response.writeHead(503).end());
    const { http } = createTestHttp();
    await expect(http.getJson(server.origin, { label: LABEL })).rejects.toMatchObject({ status: 503 });
    expect(http.stats).toMatchObject({ requests: 5, retries: 4 });
  });

  test('asks again when nobody answers, and says whom it could not reach', async () => {
    const server = await startServer(() => {});
    const { origin } = server;
    await server[Symbol.asyncDispose]();
    const { http, time } = createTestHttp();
    await expect(http.getJson(`${origin}/v1/costs`, { label: LABEL })).rejects.toMatchObject({
      code: 'network',
      message: `openai costs: GET /v1/costs got no answer from ${origin.slice(7)} (ECONNREFUSED). Is the address right, and the network up?`,
    });
    expect(time.sleeps).toEqual([250, 500, 1000, 2000]);
  });

  test('asks again when the connection is reset before the headers', async () => {
    await using server = await startServer((response, number) => {
      if (number === 1) response.socket?.destroy();
      else response.end('{"ok":1}');
    });
    const { http } = createTestHttp();
    expect((await http.getJson(server.origin, { label: LABEL })).json).toEqual({ ok: 1 });
  });
});

describe('waits that the server asks for', () => {
  test.each([
    [429, { 'retry-after-ms': '250' }, 250],
    [429, { 'retry-after': '20' }, 20_000],
    [503, { 'retry-after': '1.5' }, 1500],
    [429, { 'retry-after': 'Sun, 22 Nov 2026 10:00:30 GMT' }, 30_000],
    [429, { 'x-ratelimit-reset-requests': '12ms' }, 12],
    [429, { 'x-ratelimit-reset-requests': '4m0s' }, 240_000],
    // Not a wait: sent with every answer, and this one failed for another reason.
    [500, { 'x-ratelimit-reset-requests': '4m0s' }, 250],
    // Nothing usable, or nothing: the own backoff.
    [429, { 'retry-after': '0' }, 250],
    [429, { 'retry-after': '-1' }, 250],
    [429, { 'retry-after': 'soon' }, 250],
  ])('after %d with %j are kept to the millisecond', async (status, headers, expected) => {
    await using server = await startServer((response, number) => {
      response.writeHead(number === 1 ? status : 200, { ...json, ...headers }).end('{}');
    });
    const { http, time } = createTestHttp();
    await http.getJson(server.origin, { label: LABEL });
    expect(time.sleeps).toEqual([expected]);
  });

  test('end the run where the budget does not hold them, and say when to go on', async () => {
    await using server = await startServer((response) => {
      response.writeHead(429, { ...json, 'retry-after': '200' }).end('{"error":{"message":"slow down"}}');
    });
    const { http, time } = createTestHttp();
    await expect(http.getJson(`${server.origin}/x`, { label: LABEL })).rejects.toMatchObject({
      code: 'rate-limited',
      status: 429,
      retryAt: new Date('2026-11-22T10:06:40Z'),
      body: { message: 'slow down' },
      message:
        'openai costs: GET /x answered 429 and asks to wait 200 s; this run may wait 100 s more. Retry at 2026-11-22T10:06:40.000Z.',
    });
    // The first one fitted, the second was not begun.
    expect(time.sleeps).toEqual([200_000]);
  });

  test('count together over all requests of a run', async () => {
    await using server = await startServer((response, number) => {
      response.writeHead(number % 2 === 1 ? 503 : 200, { ...json, 'retry-after': '3' }).end('{}');
    });
    const { http, time } = createTestHttp({ retry: { budgetMs: 7000 } });
    await http.getJson(server.origin, { label: LABEL });
    await http.getJson(server.origin, { label: LABEL });
    await expect(http.getJson(server.origin, { label: LABEL })).rejects.toMatchObject({
      code: 'rate-limited',
      retryAt: new Date('2026-11-22T10:00:09Z'),
    });
    expect(time.sleeps).toEqual([3000, 3000]);
  });

  test('count together over requests in flight at once', async () => {
    await using server = await startServer((response, number) => {
      response.writeHead(number <= 3 ? 503 : 200, { ...json, 'retry-after': '3' }).end('{}');
    });
    const { http, time } = createTestHttp({ maxConcurrent: 3, retry: { budgetMs: 7000 } });
    const asked = [1, 2, 3].map(() => http.getJson(server.origin, { label: LABEL }));
    const ends = (await Promise.allSettled(asked)).map(({ status }) => status);
    expect(ends.toSorted()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(time.sleeps).toEqual([3000, 3000]);
  });

  test('leave the error its own code when it was the own backoff that did not fit', async () => {
    await using server = await startServer((response) => response.writeHead(500).end());
    const { http } = createTestHttp({ retry: { budgetMs: 300 } });
    await expect(http.getJson(server.origin, { label: LABEL })).rejects.toMatchObject({
      code: 'server-error',
      retryAt: new Date('2026-11-22T10:00:00.750Z'),
    });
    expect(http.stats.waitedMs).toBe(250);
  });

  test('are told even when no attempt is left', async () => {
    await using server = await startServer((response) =>
      response.writeHead(429, { 'retry-after': '20' }).end(),
    );
    const { http } = createTestHttp({ retry: { attempts: 1 } });
    await expect(http.getJson(server.origin, { label: LABEL })).rejects.toMatchObject({
      code: 'rate-limited',
      retryAt: new Date('2026-11-22T10:00:20Z'),
    });
  });
});

describe('abort', () => {
  test.each([
    ['the headers', () => {}],
    [
      'the body',
      (response: import('node:http').ServerResponse) => response.writeHead(200, json).write('{"data":['),
    ],
    [
      'an error body',
      (response: import('node:http').ServerResponse) => response.writeHead(500, json).write('{'),
    ],
  ])('stops the wait for %s at once', async (_name, handle) => {
    const stop = new AbortController();
    await using server = await startServer((response) => {
      handle(response);
      setTimeout(() => stop.abort(), 30);
    });
    const { http } = createTestHttp();
    const run = http.getJson(`${server.origin}/x`, { label: LABEL, signal: stop.signal });
    await expect(run).rejects.toMatchObject({
      code: 'aborted',
      message: 'openai costs: GET /x was stopped.',
    });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['listens', undefined],
    ['does not listen', () => new Promise<void>(() => {})],
  ])('stops a wait before a retry, with a sleep that %s to the signal', async (_name, sleep) => {
    await using server = await startServer((response) =>
      response.writeHead(503, { 'retry-after': '200' }).end(),
    );
    const stop = new AbortController();
    const http = createHttp({
      ...(sleep === undefined ? {} : { sleep }),
      onWait: () => setTimeout(() => stop.abort(), 10),
    });
    const run = http.getJson(server.origin, { label: LABEL, signal: stop.signal });
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
  });

  test('stops a request that waits for its turn, without letting another one overtake', async () => {
    const answers: (() => void)[] = [];
    await using server = await startServer((response) => answers.push(() => response.end('1')));
    const { http } = createTestHttp();
    const stop = new AbortController();
    const first = http.getJson(`${server.origin}/1`, { label: LABEL });
    const second = http.getJson(`${server.origin}/2`, { label: LABEL, signal: stop.signal });
    const third = http.getJson(`${server.origin}/3`, { label: LABEL });
    stop.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    await expect.poll(() => answers.length).toBe(1);
    expect(server.requests.map((request) => request.url)).toEqual(['/1']);
    answers[0]?.();
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.();
    await Promise.all([first, third]);
    expect(server.requests.map((request) => request.url)).toEqual(['/1', '/3']);
  });

  test('gives the turn on that came in the moment of the abort', async () => {
    const inTurn = createTurns(1);
    const stop = new AbortController();
    const first = Promise.withResolvers<void>();
    const done = [
      inTurn(() => first.promise, undefined),
      inTurn(async () => 'second', stop.signal).catch(() => 'gave up'),
      inTurn(async () => 'third', undefined),
    ];
    await new Promise(setImmediate);
    first.resolve();
    stop.abort();
    expect(await Promise.all(done)).toEqual([undefined, 'gave up', 'third']);
  });

  test('asks nobody when it came before', async () => {
    await using server = await startServer((response) => response.end('1'));
    const { http } = createTestHttp();
    const run = http.getJson(server.origin, { label: LABEL, signal: AbortSignal.abort() });
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
    expect(server.requests).toHaveLength(0);
  });
});
