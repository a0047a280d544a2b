import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createFakeTime } from './fake-time.ts';
import { createHttp, type HttpOptions } from './http.ts';
import { startServer } from './test-server.ts';

const LABEL = 'openai costs';
const KEY = 'sk-admin-hunter2+/=';
const json = { 'content-type': 'application/json' };

/** Asks a server that always answers so; gives the error. */
async function errorOf(
  handle: (response: ServerResponse) => void,
  options: HttpOptions = {},
  onElement?: () => void,
) {
  await using server = await startServer(handle);
  const { clock, sleep } = createFakeTime();
  const http = createHttp({ clock, sleep, retry: { attempts: 2 }, ...options });
  const error: unknown = await http
    .getJson(`${server.origin}/v1/costs`, {
      label: LABEL,
      headers: { authorization: `Bearer ${KEY}` },
      ...(onElement === undefined ? {} : { onElement }),
    })
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  return { error, requests: server.requests.length, stats: http.stats };
}

describe('an answer that is not JSON', () => {
  test.each<[string, RegExp, (response: ServerResponse) => void]>([
    [
      'HTML',
      /answered HTML, not JSON: is a proxy or a login page in between\?$/,
      (response) => response.end('\n<!DOCTYPE html><p>'),
    ],
    ['XML', /answered XML, not JSON/, (response) => response.end('<?xml version="1.0"?>')],
    ['empty', /answered an empty body\.$/, (response) => response.end()],
    ['no content', /answered an empty body\.$/, (response) => response.writeHead(204).end()],
    ['cut off', /answered what is not JSON: .+/, (response) => response.end('{"data":[{"a":1},')],
    ['a BOM', /byte order mark/, (response) => response.end('\ufeff{}')],
    ['UTF-16', /UTF-16/, (response) => response.end(Buffer.from('\ufeff{}', 'utf16le'))],
    ['not UTF-8', /not UTF-8/, (response) => response.end(Buffer.from('{"a":"é"}', 'latin1'))],
    ['a trailing comma', /answered what is not JSON: .+/, (response) => response.end('{"a":1,}')],
    ['text', /answered what is not JSON: .+/, (response) => response.end('upstream sent "nothing"')],
    [
      'shorter than declared',
      /breaks off after 9 bytes/,
      (response) => cutConnection(response.writeHead(200, { 'content-length': 99 })),
    ],
    ['a cut chunked body', /breaks off after 9 bytes/, (response) => cutConnection(response)],
    [
      'broken gzip',
      /breaks off after \d+ bytes \(Z_DATA_ERROR\)/,
      (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(damagedGzip()),
    ],
    [
      'cut gzip',
      /not JSON/,
      (response) =>
        response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .end(gzipSync(JSON.stringify([...'x'.repeat(500)])).subarray(0, 25)),
    ],
  ])('is asked for again and then named: %s', async (_name, message, handle) => {
    for (const onElement of [undefined, () => {}]) {
      const { error, requests } = await errorOf(handle, {}, onElement);
      expect(error).toMatchObject({ code: 'bad-response', message: expect.stringMatching(message) });
      expect(error).toMatchObject({
        message: expect.stringMatching(/^openai costs: GET \/v1\/costs answered /),
      });
      expect(requests).toBe(2);
    }
  });

  /** Whole JSON whose checksum does not match. */
  function damagedGzip(): Buffer {
    const bytes = gzipSync(JSON.stringify({ data: Array.from({ length: 50_000 }, (_, index) => index) }));
    return bytes.fill(0, bytes.length - 8);
  }

  function cutConnection(response: ServerResponse): void {
    response.write('{"data":[', () => setTimeout(() => response.socket?.destroy(), 10));
  }

  test('is refused when it is larger than the cap, at once and for good', async () => {
    const body = `{"data":"${'x'.repeat(100_000)}"}`;
    for (const encoded of [false, true]) {
      const { error, requests, stats } = await errorOf(
        (response) =>
          encoded
            ? response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body))
            : response.end(body),
        { maxBytes: 1000 },
      );
      expect(error).toMatchObject({
        code: 'too-large',
        message: expect.stringMatching(/more than the cap of 1000 bytes/),
      });
      expect(requests).toBe(1);
      expect(stats.bytes).toBeGreaterThan(1000);
    }
  });
});

describe('the time limit', () => {
  test.each<[string, RegExp, (response: ServerResponse) => void]>([
    ['the headers never come', /longer than 0\.1 s \(no answer came\)/, () => {}],
    [
      'the body stalls',
      /longer than 0\.1 s \(the answer's start and 20 bytes of its body came\)/,
      (response) => response.writeHead(200, json).write('{"data":[1,2,3,4,5,6'),
    ],
    ['the body drips', /longer than 0\.1 s/, (response) => drip(response.writeHead(200, json))],
  ])('ends the attempt when %s, and it is made again', async (_name, message, handle) => {
    const start = performance.now();
    const { error, requests } = await errorOf(handle, { timeoutMs: 100 });
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringMatching(message) });
    expect(requests).toBe(2);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  function drip(response: ServerResponse): void {
    const timer = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(timer));
  }

  test('leaves an error its status when only its body stalls', async () => {
    const { error } = await errorOf((response) => response.writeHead(500, json).write('{'), {
      timeoutMs: 50,
    });
    expect(error).toMatchObject({ code: 'server-error', status: 500 });
  });

  test('holds with a fetch that does not listen to its signal', async () => {
    const deaf = () => new Promise<Response>(() => {});
    const { error } = await errorOf(() => {}, { timeoutMs: 20, fetch: deaf });
    expect(error).toMatchObject({ code: 'timeout' });
    const endless = async () =>
      new Response(new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(1)) }));
    const { error: inBody } = await errorOf(() => {}, { timeoutMs: 20, fetch: endless });
    expect(inBody).toMatchObject({ code: 'timeout' });
  });
});

describe('a redirect', () => {
  test('is followed within the origin', async () => {
    await using server = await startServer((response, number) => {
      if (number <= 3) response.writeHead(307, { location: `/step/${number}?x=1` }).end();
      else response.end('{"ok":1}');
    });
    const http = createHttp();
    const answer = await http.getJson(`${server.origin}/a`, {
      label: LABEL,
      headers: { authorization: `Bearer ${KEY}` },
    });
    expect(answer.json).toEqual({ ok: 1 });
    expect(server.requests.map((request) => request.url)).toEqual([
      '/a',
      '/step/1?x=1',
      '/step/2?x=1',
      '/step/3?x=1',
    ]);
    expect(server.requests.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(http.stats).toMatchObject({ requests: 4, retries: 0 });
  });

  test.each([
    ['/again', 4],
    [undefined, 1],
    ['http://', 1],
  ])('is given up when it leads nowhere: %s', async (location, expected) => {
    const { error, requests } = await errorOf((response) =>
      response.writeHead(302, location ? { location } : {}).end(),
    );
    expect(error).toMatchObject({ code: 'redirected', status: 302 });
    expect(requests).toBe(expected);
  });

  test('to another origin never gets the key, nor any request', async () => {
    await using other = await startServer((response) => response.end('{}'));
    for (const location of [`${other.origin}/steal`, `//${other.origin.slice(7)}/steal`]) {
      const { error, requests } = await errorOf((response) => response.writeHead(302, { location }).end());
      expect(error).toMatchObject({ code: 'redirected', message: expect.stringContaining(other.origin) });
      expect(requests).toBe(1);
    }
    expect(other.requests).toHaveLength(0);
  });

  test('to the same host with a password in it is not followed', async () => {
    await using server = await startServer((response, _number, request) => {
      response.writeHead(302, { location: `http://user:hunter2@${request.headers.host}/` }).end();
    });
    const error = await createHttp()
      .getJson(server.origin, { label: LABEL })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'redirected' });
    expect(inspect(error)).not.toContain('hunter2');
  });
});

describe('an error answer', () => {
  const apiError = {
    message: 'You have insufficient permissions for this operation. Missing scopes: api.usage.read.',
    type: 'server_error',
    param: null,
    code: null,
  };

  test.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
  ])('of status %d shows what the API says', async (status, code) => {
    const { error } = await errorOf((response) =>
      response.writeHead(status, json).end(JSON.stringify({ error: apiError })),
    );
    expect(error).toMatchObject({
      code,
      status,
      body: apiError,
      message: `openai costs: GET /v1/costs answered ${status}. ${apiError.message}`,
    });
  });

  test.each<[string, unknown, string]>([
    ['{"message":"no"}', { message: 'no' }, ' no'],
    ['{"error":"no"}', { error: 'no' }, ' no'],
    ['{"detail":"no"}', { detail: 'no' }, ' no'],
    ['"no"', 'no', ' no'],
    ['{"error":{"code":7}}', { code: 7 }, ''],
    ['[]', [], ''],
    ['<html>', undefined, ' It answered HTML, not JSON: is a proxy or a login page in between?'],
    ['', undefined, ' It answered an empty body.'],
    ['Bad Gateway', undefined, ''],
  ])('is read in any shape: %s', async (body, expected, message) => {
    const { error } = await errorOf((response) => response.writeHead(400).end(body));
    expect(error).toMatchObject({
      body: expected,
      message: `openai costs: GET /v1/costs answered 400.${message}`,
    });
  });

  test('is read so far and no further', async () => {
    const { error, stats } = await errorOf((response) => {
      response.writeHead(400).write('x'.repeat(1_000_000));
    });
    expect(error).toMatchObject({ status: 400 });
    expect(stats.bytes).toBeLessThan(500_000);
  });

  test('keeps a long message short', async () => {
    const body = JSON.stringify({ error: { message: 'x'.repeat(5000) } });
    const { error } = await errorOf((response) => response.writeHead(400).end(body));
    expect(error).toMatchObject({ message: `openai costs: GET /v1/costs answered 400. ${'x'.repeat(500)}…` });
  });
});

describe('a secret', () => {
  test.each<[string, HttpOptions, (response: ServerResponse) => void]>([
    [
      'an error message',
      {},
      (response) =>
        response
          .writeHead(401)
          .end(JSON.stringify({ error: { message: `Incorrect API key provided: ${KEY}.`, [KEY]: [KEY] } })),
    ],
    [
      'a message cut within it',
      {},
      (response) =>
        response.writeHead(401).end(JSON.stringify({ error: { message: `${'x'.repeat(495)}${KEY}` } })),
    ],
    ['text that is not JSON', {}, (response) => response.end(`no such key: ${KEY}`)],
    [
      'a redirect',
      {},
      (response) =>
        response.writeHead(302, { location: `http://hunter2.example/?${encodeURIComponent(KEY)}` }).end(),
    ],
    ['a network error', { fetch: () => Promise.reject(new Error(`cannot send ${KEY}`)) }, () => {}],
    [
      'a network cause',
      { fetch: () => Promise.reject(new TypeError('failed', { cause: new Error(KEY) })) },
      () => {},
    ],
    [
      'too long a wait',
      {},
      (response) =>
        response.writeHead(429, { 'retry-after': '9999' }).end(JSON.stringify({ error: { message: KEY } })),
    ],
  ])('never shows in the error for %s', async (_name, options, handle) => {
    const { error } = await errorOf(handle, { redact: ['hunter2'], ...options });
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 9 })).not.toMatch(/hunter2|sk-admin/);
  });

  test('in a credential header is known without being named', async () => {
    const { error } = await errorOf((response) =>
      response.writeHead(401).end(JSON.stringify({ message: `bad ${KEY}` })),
    );
    expect(error).toMatchObject({ message: 'openai costs: GET /v1/costs answered 401. bad [secret]' });
  });
});
