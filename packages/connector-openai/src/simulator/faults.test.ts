import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultAction, FaultMatch } from './faults.ts';
import type { Simulator } from './options.ts';
import { scenarioNamed, scenarios } from './scenarios.ts';
import { startSimulator } from './start-simulator.ts';
import { type ApiPage, ask, unix } from './test-client.ts';

const path = `costs?start_time=${unix('2026-08-19T00:00:00Z')}&group_by=line_item`;
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: '2026-08-21T10:00:00Z' });
});
afterAll(() => simulator.close());
afterEach(() => {
  simulator.setFaults([]);
  simulator.clearRequests();
  simulator.setNow('2026-08-21T10:00:00Z');
});

function inject(action: FaultAction, match?: FaultMatch): void {
  simulator.setFaults([match === undefined ? { do: action } : { match, do: action }]);
}

async function statuses(count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const response = await ask(simulator, path);
    await response.arrayBuffer();
    seen.push(response.status);
  }
  return seen;
}

async function rows(): Promise<ApiPage['data'][number]['results'][number][]> {
  const page = (await (await ask(simulator, path)).json()) as ApiPage;
  return page.data.flatMap((bucket) => bucket.results);
}

describe('rules', () => {
  it('strike the n-th request to a path, every n-th, or so many times', async () => {
    inject({ kind: 'status', status: 503 }, { path: '/costs', nth: 2 });
    expect(await statuses(3)).toEqual([200, 503, 200]);
    inject({ kind: 'status', status: 503 }, { every: 2 });
    expect(await statuses(4)).toEqual([200, 503, 200, 503]);
    inject({ kind: 'status', status: 503 }, { times: 1 });
    expect(await statuses(3)).toEqual([503, 200, 200]);
    inject({ kind: 'status', status: 503 }, { path: 'usage/' });
    expect(await statuses(2)).toEqual([200, 200]);
  });

  it('strike with a probability that the seed decides', async () => {
    inject({ kind: 'status', status: 503 }, { probability: 0.5 });
    const first = await statuses(12);
    inject({ kind: 'status', status: 503 }, { probability: 0.5 });
    expect(await statuses(12)).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 503]));
  });

  it('are set and cleared over HTTP, and refused when they make no sense', async () => {
    const post = (body: string) => fetch(`${simulator.url}/__sim/faults`, { method: 'POST', body });
    expect((await post('[{"match":{"path":"/costs"},"do":{"kind":"status","status":500}}]')).status).toBe(
      200,
    );
    expect(await statuses(1)).toEqual([500]);
    expect((await fetch(`${simulator.url}/__sim/faults`, { method: 'DELETE' })).status).toBe(200);
    expect(await statuses(1)).toEqual([200]);
    for (const body of ['{', '{}', '[{"do":{"kind":"explode"}}]', '[{"do":{"kind":"delay","bodyMs":"x"}}]']) {
      expect((await post(body)).status).toBe(400);
    }
  });

  it.each([
    ['[]', '"match" must be an object'],
    ['{"pth":"/costs"}', 'No condition "pth". Conditions: path, nth, every, probability, times'],
    ['{"path":1}', '"path" must be a text'],
    ['{"nth":0}', '"nth" must be a whole number from 1'],
    ['{"every":"2"}', '"every" must be a whole number from 1'],
    ['{"times":1.5}', '"times" must be a whole number from 1'],
    ['{"probability":2}', '"probability" must be a number from 0 to 1'],
  ])('are refused with a condition that never holds: %s', async (match, problem) => {
    const body = `[{"match":${match},"do":{"kind":"reset"}}]`;
    const response = await fetch(`${simulator.url}/__sim/faults`, { method: 'POST', body });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining(JSON.stringify(problem).slice(1, -1)),
    ]);
  });

  it('can come with one request, in its header', async () => {
    const status = async (fault: string) =>
      (await ask(simulator, path, { headers: { 'x-sim-fault': fault } })).status;
    expect(await status('status=418')).toBe(418);
    expect(await status('rateLimit')).toBe(429);
    expect(await status('{"kind":"status","status":504}')).toBe(504);
    expect(await status('explode')).toBe(400);
    expect(await statuses(1)).toEqual([200]);
  });
});

describe('answers instead of the real one', () => {
  it('are a status with body and headers', async () => {
    inject({ kind: 'status', status: 409, body: 'no', headers: { 'x-should-retry': 'true' } });
    const response = await ask(simulator, path);
    expect([response.status, response.headers.get('x-should-retry'), await response.text()]).toEqual([
      409,
      'true',
      'no',
    ]);
  });

  it('are a 429 with the asked waits, or none', async () => {
    inject({ kind: 'rateLimit', retryAfter: '1.5', retryAfterMs: '250', ratelimitReset: '6m0s' });
    const limited = await ask(simulator, path);
    const waits = ['retry-after', 'retry-after-ms', 'x-ratelimit-reset-requests'].map((name) =>
      limited.headers.get(name),
    );
    expect([limited.status, ...waits]).toEqual([429, '1.5', '250', '6m0s']);
    inject({ kind: 'rateLimit', code: 'insufficient_quota' });
    const quota = await ask(simulator, path);
    expect([quota.headers.get('retry-after'), await quota.json()]).toMatchObject([
      null,
      { error: { code: 'insufficient_quota' } },
    ]);
  });

  it('are a 429 for what a token bucket does not hold', async () => {
    inject({ kind: 'tokenBucket', rpm: 6, burst: 2 });
    expect(await statuses(3)).toEqual([200, 200, 429]);
    const limited = await ask(simulator, path);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(7);
  });

  it('are a burst of server errors, 502 as HTML', async () => {
    inject({ kind: 'burst5xx', count: 2 });
    expect(await statuses(3)).toEqual([500, 500, 200]);
    inject({ kind: 'burst5xx', count: 1, status: 502 });
    const response = await ask(simulator, path);
    expect([response.status, await response.text()]).toEqual([502, expect.stringContaining('<h1>')]);
  });

  it('are an empty 200 and an HTML 200', async () => {
    inject({ kind: 'emptyBody200' });
    const empty = await ask(simulator, path);
    expect([empty.status, await empty.text()]).toEqual([200, '']);
    inject({ kind: 'html200' });
    const html = await ask(simulator, path);
    expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await html.text()).toContain('log in');
  });

  it('are a redirect to another host, which records what it is sent', async () => {
    inject({ kind: 'redirect' });
    const response = await ask(simulator, path);
    expect(response.status).toBe(200);
    expect(new URL(response.url).port).not.toBe(String(simulator.port));
    const [arrived, ...others] = simulator.redirectedRequests();
    expect(others).toEqual([]);
    expect(arrived?.path).toBe('/v1/organization/costs');
    // `fetch` drops the key when it changes hosts; the listener shows clients that do not.
    expect(arrived?.headers.authorization).toBeUndefined();
    await fetch(response.url, { headers: { authorization: `Bearer ${simulator.adminKey}` } });
    expect(simulator.redirectedRequests()[1]?.headers.authorization).toMatch(/^Bearer .*\*\*\*$/);
  });
});

describe('the wire', () => {
  it('delays headers and body', async () => {
    inject({ kind: 'delay', headersMs: 60, bodyMs: 60 });
    const begun = performance.now();
    const response = await ask(simulator, path);
    const headersAt = performance.now() - begun;
    await response.json();
    expect(headersAt).toBeGreaterThan(55);
    expect(performance.now() - begun).toBeGreaterThan(115);
  });

  it('stalls within the body, with the connection open', async () => {
    inject({ kind: 'stallAfter', bytes: 20 });
    const patience = new AbortController();
    const response = await ask(simulator, path, { signal: patience.signal });
    expect(response.status).toBe(200);
    setTimeout(() => patience.abort(new Error('patience is over')), 100);
    await expect(response.text()).rejects.toThrow('patience is over');
  });

  it.each(['length', 'chunked'] as const)('cuts the body below what it promised: %s', async (how) => {
    inject({ kind: 'truncate', bytes: 500, how });
    const response = await ask(simulator, path);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('cuts the document and calls it whole', async () => {
    inject({ kind: 'truncate', bytes: 500, how: 'clean' });
    const text = await (await ask(simulator, path)).text();
    expect(text).toHaveLength(500);
    expect(() => JSON.parse(text)).toThrow();
  });

  it.each(['trailing-comma', 'nan'] as const)('spoils the JSON: %s', async (how) => {
    inject({ kind: 'malformed', how });
    const text = await (await ask(simulator, path)).text();
    expect(() => JSON.parse(text)).toThrow();
  });

  it('puts a byte order mark before the JSON, or bytes that are no UTF-8 in it', async () => {
    inject({ kind: 'malformed', how: 'bom' });
    const marked = Buffer.from(await (await ask(simulator, path)).arrayBuffer());
    expect([...marked.subarray(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 0x7b]);
    inject({ kind: 'malformed', how: 'invalid-utf8' });
    const bytes = await (await ask(simulator, path)).arrayBuffer();
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow();
  });

  it('packs with gzip, whole or broken', async () => {
    const plain = await (await ask(simulator, path)).text();
    inject({ kind: 'gzip' });
    const packed = await ask(simulator, path);
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(await packed.text()).toBe(plain);
    inject({ kind: 'gzip', broken: true });
    const broken = await ask(simulator, path);
    await expect(broken.text()).rejects.toThrow();
  });

  it('resets before any header', async () => {
    inject({ kind: 'reset' });
    await expect(ask(simulator, path)).rejects.toThrow('fetch failed');
    expect(simulator.requests()[0]?.status).toBe(0);
  });

  it('resets after the headers', async () => {
    inject({ kind: 'reset', when: 'after-headers' });
    const text = await new Promise<string>((resolve) => {
      const socket = connect(simulator.port, '127.0.0.1', () => {
        socket.write(
          `GET /v1/organization/${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${simulator.adminKey}\r\n\r\n`,
        );
      });
      let received = '';
      socket.on('data', (bytes) => {
        received += bytes.toString();
      });
      socket.on('close', () => resolve(received));
    });
    expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(text).not.toContain('"object"');
  });

  it('lets the simulator close while answers are held back', async () => {
    const other = await startSimulator({
      now: '2026-08-21T10:00:00Z',
      faults: [{ do: { kind: 'delay', headersMs: 60_000 } }],
    });
    const waiting = ask(other, path).catch((error: unknown) => error);
    while (other.requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await other.close();
    expect(await waiting).toBeInstanceOf(Error);
  });
});

describe('rows', () => {
  it('are dropped, repeated, joined by unknown ones, or stripped of dimensions', async () => {
    const whole = (await rows()).length;
    inject({ kind: 'dropRows', every: 2 });
    expect((await rows()).length).toBeLessThan(whole * 0.6);
    inject({ kind: 'huge', rows: 2000 });
    expect((await rows()).length).toBe(6000);
    inject({ kind: 'unknownObject' });
    expect((await rows()).filter((row) => row.object === 'organization.usage.videos.result')).toHaveLength(3);
    inject({ kind: 'nullDims' });
    expect(new Set((await rows()).map((row) => row.line_item))).toEqual(new Set([null]));
    simulator.setFaults([]);
    expect((await rows()).length).toBe(whole);
  });

  it.each([
    ['"NaN"', { value: 'NaN', currency: 'usd' }],
    ['""', { value: '', currency: 'usd' }],
    ['null', { value: null, currency: 'usd' }],
    ['"12,50"', { value: '12,50', currency: 'usd' }],
    [undefined, undefined],
  ])('carry a bad amount: %s', async (raw, amount) => {
    inject(raw === undefined ? { kind: 'badAmount' } : { kind: 'badAmount', raw });
    expect((await rows())[0]?.amount).toEqual(amount);
  });
});

describe('numbers that are none', () => {
  const completions = `usage/completions?start_time=${unix('2026-08-19T00:00:00Z')}&limit=1&group_by=batch`;
  const firstUsage = async () => {
    const { data } = JSON.parse(await (await ask(simulator, completions)).text());
    return data[0].results[0];
  };

  it.each([
    [undefined, -1],
    ['9007199254740993', 2 ** 53],
    ['"12"', '12'],
  ])('come in the place of a count: %s', async (raw, count) => {
    inject(raw === undefined ? { kind: 'badCount' } : { kind: 'badCount', raw });
    expect((await firstUsage()).input_tokens).toBe(count);
  });

  it('come in the place of a quantity', async () => {
    inject({ kind: 'badQuantity' });
    expect((await rows())[0]?.quantity).toBe('many');
    inject({ kind: 'badQuantity', raw: '1e-400' });
    expect(await (await ask(simulator, path)).text()).toContain('"quantity":1e-400');
  });

  it('break the sum of the parts of the input', async () => {
    const sumOf = (row: Record<string, number>) =>
      (row.input_cached_tokens ?? 0) + (row.input_cache_write_tokens ?? 0) + (row.input_uncached_tokens ?? 0);
    const whole = await firstUsage();
    expect(sumOf(whole)).toBe(whole.input_tokens);
    inject({ kind: 'brokenIdentity' });
    const broken = await firstUsage();
    expect(sumOf(broken)).toBe(broken.input_tokens + 7);
  });

  it('leave `batch` a text', async () => {
    expect((await firstUsage()).batch).toBe(false);
    inject({ kind: 'textBatch' });
    expect((await firstUsage()).batch).toBe('false');
  });
});

describe('scenarios', () => {
  it('have names and say what happens; an unknown name lists them', () => {
    expect(scenarios.map((scenario) => scenario.name)).toContain('midnight-rollover');
    expect(scenarios).toHaveLength(20);
    expect(() => scenarioNamed('earthquake')).toThrow('happy, backfill-90d');
  });

  it('each start and answer', async () => {
    for (const { options } of scenarios) {
      const other = await startSimulator(options);
      const response = await fetch(`${other.url}/__sim/truth?endpoint=costs&from=2026-08-20`);
      await other.close();
      expect(response.status).toBe(200);
    }
  });

  it('midnight-rollover: the clock crosses midnight between two pages', async () => {
    const other = await startSimulator(scenarioNamed('midnight-rollover').options);
    const query = `usage/completions?start_time=${unix('2026-08-20T00:00:00Z')}&limit=1`;
    const first = (await (await ask(other, query)).json()) as ApiPage;
    const token = encodeURIComponent(first.next_page ?? '');
    const second = (await (await ask(other, `${query}&page=${token}`)).json()) as ApiPage;
    expect(second.has_more).toBe(true);
    expect(other.now().toISOString()).toBe('2026-08-22T00:00:01.000Z');
    await other.close();
  });
});
