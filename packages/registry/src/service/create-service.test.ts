import type { IncomingMessage, ServerResponse } from 'node:http';
import { ConnectorError } from '@shipstats/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createService, type ServiceOptions } from './create-service.ts';
import { createMemoryPace } from './pace-store.ts';
import type { ServiceState } from './service.ts';
import type { ServiceClient } from './service-client.ts';
import { createMemoryStates } from './state-store.ts';
import { createVirtualTime, fetchTransport, startTestServer, type TestServer } from './test-wire.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  const server = await startTestServer(answer);
  servers.push(server);
  return server;
}

function json(response: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

function open(options: Partial<ServiceOptions> = {}) {
  const time = createVirtualTime();
  const states: ServiceState[] = [];
  const client = createService({
    name: 'downloads',
    transport: fetchTransport,
    clock: time.clock,
    sleep: time.sleep,
    random: () => 1,
    pace: { intervalMs: 2_000 },
    deadlineMs: 5_000,
    onState: (state) => states.push(state),
    ...options,
  });
  return { client, time, states };
}

const ask = (client: ServiceClient, server: TestServer, more: object = {}) =>
  client.request({ url: `${server.url}/a`, accept: 'json', maxBytes: 10_000, ...more });

const failure = async (promise: Promise<unknown>): Promise<ConnectorError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError; // just checked
};

async function drain(body: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  return bytes;
}

describe('answers', () => {
  it('gives the JSON, and says that the service answers', async () => {
    const server = await serve((_, response) => json(response, { downloads: 3 }));
    const { client } = open();
    expect(client.state()).toMatchObject({ status: 'unasked', answeredAt: null });
    expect((await ask(client, server)).body).toEqual({ downloads: 3 });
    expect(client.state()).toEqual({
      service: 'downloads',
      status: 'answering',
      answeredAt: '2026-11-22T10:00:00.000Z',
      message: null,
      retryAt: null,
    });
  });

  it('takes "not found" and "gone" for answers, whatever they are written in', async () => {
    const server = await serve((_, response, count) => {
      if (count === 1) json(response, { error: 'no such package' }, 404);
      else response.writeHead(410, { 'content-type': 'text/html' }).end('<html>gone</html>');
    });
    const { client } = open();
    expect(await ask(client, server)).toMatchObject({ status: 404, body: { error: 'no such package' } });
    expect(await ask(client, server)).toMatchObject({ status: 410, body: null });
    expect(client.state().status).toBe('answering');
  });

  it('gives an answer without a body for "not modified", to those who asked for that', async () => {
    const server = await serve((_, response) => response.writeHead(304).end());
    const { client } = open();
    const answer = await ask(client, server, { headers: { 'If-None-Match': '"1"' } });
    expect(answer).toMatchObject({ status: 304, body: null });
    expect((await failure(ask(client, server))).code).toBe('redirected');
  });

  it('gives bytes and streams as they come', async () => {
    const server = await serve((_, response) => response.end('0123456789'));
    const { client } = open();
    const bytes = await client.request({ url: server.url, accept: 'bytes', maxBytes: 10 });
    expect(new TextDecoder().decode(bytes.body)).toBe('0123456789');
    const stream = await client.request({ url: server.url, accept: 'stream', maxBytes: 10 });
    let text = '';
    for await (const chunk of stream.body) text += new TextDecoder().decode(chunk);
    expect(text).toBe('0123456789');
  });

  it('refuses HTML and broken JSON where JSON is due', async () => {
    const bodies: [string, string][] = [
      ['text/html', '<!doctype html><title>Login</title>'],
      ['application/json', '  <html></html>'],
      ['application/json', '{"downloads": 12'],
    ];
    for (const [type, body] of bodies) {
      const server = await serve((_, response) =>
        response.writeHead(200, { 'content-type': type }).end(body),
      );
      const { client } = open();
      const error = await failure(ask(client, server));
      expect(error.code).toBe('bad-response');
      expect(error.message).not.toContain('Login');
      expect(client.state().status).toBe('failing');
      const streaming = client.request({ url: server.url, accept: 'stream', maxBytes: 100 });
      if (type === 'text/html') expect((await failure(streaming)).code).toBe('bad-response');
      else (await streaming).discard();
    }
  });

  it('refuses what is too large, and says nothing against the service', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/declared') response.writeHead(200, { 'content-length': 20_000 });
      response.end(JSON.stringify('x'.repeat(19_998)));
    });
    const { client } = open();
    expect((await failure(ask(client, server))).code).toBe('too-large');
    expect((await failure(ask(client, server, { url: `${server.url}/declared` }))).code).toBe('too-large');
    const { body } = await client.request({ url: server.url, accept: 'stream', maxBytes: 10 });
    await expect(drain(body)).rejects.toMatchObject({ code: 'too-large' });
    expect(client.state().status).toBe('answering');
    expect(server.asked).toHaveLength(3);
  });

  it('tells in the service’s own words why it refused a request', async () => {
    const server = await serve((_, response) => json(response, { error: 'bad\u0000 range\n' }, 400));
    const { client } = open();
    const error = await failure(ask(client, server));
    expect(error).toMatchObject({ code: 'bad-request', status: 400 });
    expect(error.message).toBe("npm's downloads service refused the request (status 400): bad range ");
    expect(client.state().status).toBe('answering');
  });
});

describe('deadlines', () => {
  it('ends an answer that drips, and one that never comes', async () => {
    const drips = new Set<ReturnType<typeof setInterval>>();
    const server = await serve((request, response) => {
      if (request.url === '/silent') return;
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 10);
      drips.add(timer);
      response.on('close', () => clearInterval(timer));
    });
    const { client } = open({ deadlineMs: 150, retries: { now: 0, background: 0 } });
    const drip = await failure(ask(client, server));
    expect(drip).toMatchObject({ code: 'timeout' });
    expect(drip.message).toBe("npm's downloads service is not answering (no answer within 1 s).");
    expect(client.state().retryAt).toBeNull();
    expect((await failure(ask(client, server, { url: `${server.url}/silent`, waitMs: 5_000 }))).code).toBe(
      'timeout',
    );
    expect(client.state().retryAt).not.toBeNull();
  });

  it('ends a stream that drips, and lets the next request go', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/a') return json(response, 1);
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    });
    const { client } = open({ deadlineMs: 150, pace: { intervalMs: 0, concurrency: 1 } });
    const { body } = await client.request({ url: `${server.url}/drip`, accept: 'stream', maxBytes: 1e6 });
    await expect(drain(body)).rejects.toMatchObject({ code: 'timeout' });
    expect((await ask(client, server)).body).toBe(1);
  });

  it('lets the next request go when nobody reads a stream', async () => {
    const server = await serve((request, response) =>
      request.url === '/a' ? json(response, 1) : void response.writeHead(200).write('x'),
    );
    const { client } = open({ deadlineMs: 150, pace: { intervalMs: 0, concurrency: 1 } });
    await client.request({ url: `${server.url}/stream`, accept: 'stream', maxBytes: 10 });
    expect((await ask(client, server, { waitMs: 10_000 })).body).toBe(1);
  });

  it('stops when the caller aborts, while it waits and while it reads', async () => {
    const server = await serve((_, response) => void response.writeHead(200).write('['));
    const { client } = open();
    const reading = new AbortController();
    const first = failure(ask(client, server, { signal: reading.signal }));
    await expect.poll(() => server.asked.length).toBe(1);
    reading.abort(new Error('gone'));
    expect((await first).code).toBe('aborted');
    expect((await failure(ask(client, server, { signal: AbortSignal.abort() }))).code).toBe('aborted');
    expect(client.state().status).toBe('unasked');
    expect(server.asked).toHaveLength(1);
  });
});

describe('the pace', () => {
  it('keeps the interval between requests, whoever asks', async () => {
    const server = await serve((_, response) => json(response, 1));
    const { client, time } = open();
    await Promise.all([1, 2, 3, 4].map(() => ask(client, server, { waitMs: 60_000 })));
    expect(time.sleeps).toEqual([2_000, 2_000, 2_000]);
  });

  it('lets those who wait in front of a page go before the background', async () => {
    const server = await serve((_, response) => json(response, 1));
    const { client } = open();
    const asking = (path: string, priority: string) =>
      ask(client, server, { url: `${server.url}/${path}`, priority, waitMs: 60_000 });
    await Promise.all([
      asking('b1', 'background'),
      asking('b2', 'background'),
      asking('n1', 'now'),
      asking('n2', 'now'),
    ]);
    expect(server.asked.map((each) => each.url)).toEqual(['/b1', '/n1', '/n2', '/b2']);
  });

  it('shares the pace with other processes through the store', async () => {
    const server = await serve((_, response) => json(response, 1));
    const store = createMemoryPace();
    const time = createVirtualTime();
    const pace = { intervalMs: 2_000, store };
    const one = open({ pace, clock: time.clock, sleep: time.sleep }).client;
    const other = open({ pace, clock: time.clock, sleep: time.sleep }).client;
    await ask(one, server);
    await ask(other, server);
    expect(time.sleeps).toEqual([2_000]);
  });

  it('says at once that it is busy to those who cannot wait', async () => {
    const server = await serve((_, response) => json(response, 1));
    const { client } = open();
    await ask(client, server);
    const error = await failure(ask(client, server, { waitMs: 500 }));
    expect(error).toMatchObject({ code: 'rate-limited', retryAt: new Date('2026-11-22T10:00:02Z') });
    expect(server.asked).toHaveLength(1);
  });

  it('keeps the interval after a request that waited was given up', async () => {
    const server = await serve((_, response) => json(response, 1));
    const time = createVirtualTime();
    let isWaiting = true;
    const sleep = (milliseconds: number, signal?: AbortSignal) =>
      isWaiting
        ? new Promise<void>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
        : time.sleep(milliseconds);
    const { client } = open({ sleep, clock: time.clock });
    await ask(client, server);
    const abort = new AbortController();
    const given = failure(ask(client, server, { signal: abort.signal }));
    abort.abort();
    await given;
    isWaiting = false;
    time.advance(60_000);
    await ask(client, server);
    await ask(client, server);
    expect(time.sleeps).toEqual([2_000]);
  });

  it('does not hold up others when a request that waits is given up', async () => {
    const server = await serve((_, response) => json(response, 1));
    let release = () => {};
    const sleep = () => new Promise<void>((resolve) => (release = resolve));
    const { client } = open({ sleep, clock: () => new Date('2026-11-22T10:00:00Z') });
    await ask(client, server);
    const abort = new AbortController();
    const given = failure(ask(client, server, { signal: abort.signal }));
    abort.abort();
    expect((await given).code).toBe('aborted');
    release();
  });
});

describe('refusals', () => {
  it('waits as long as a 429 asks for, in the background, and goes on slower', async () => {
    const server = await serve((_, response, count) => {
      if (count === 1) json(response, {}, 429, { 'retry-after': '7' });
      else json(response, count);
    });
    const { client, time, states } = open();
    const waits: unknown[] = [];
    const answer = await ask(client, server, {
      priority: 'background',
      onWait: (wait: unknown) => waits.push(wait),
    });
    expect(answer.body).toBe(2);
    expect(time.sleeps).toEqual([7_000]);
    expect(waits).toEqual([{ waitMs: 7_000, reason: 'rate limit' }]);
    expect(states.map((state) => state.status)).toEqual(['limited', 'answering']);
    await ask(client, server);
    expect(time.sleeps).toEqual([7_000, 3_000]);
  });

  it('does not let a page wait for the end of a pause', async () => {
    const server = await serve((_, response) => json(response, {}, 429));
    const { client, time } = open();
    const error = await failure(ask(client, server));
    expect(error).toMatchObject({
      code: 'rate-limited',
      status: 429,
      retryAt: new Date('2026-11-22T10:01:00Z'),
    });
    expect(client.state()).toMatchObject({ status: 'limited', retryAt: '2026-11-22T10:01:00.000Z' });
    expect((await failure(ask(client, server))).retryAt).toEqual(new Date('2026-11-22T10:01:00Z'));
    expect(server.asked).toHaveLength(1);
    expect(time.sleeps).toEqual([]);
    time.advance(60_000);
    expect(client.state()).toMatchObject({ status: 'limited', retryAt: null });
  });

  it('doubles the pause with each refusal, to fifteen minutes', async () => {
    const server = await serve((_, response) => json(response, {}, 429));
    const { client, time } = open();
    const pauses: number[] = [];
    for (let at = 0; at < 6; at += 1) {
      const before = time.clock().getTime();
      const error = await failure(ask(client, server, { waitMs: 5_000 }));
      const until = error.retryAt?.getTime() ?? 0;
      pauses.push((until - before) / 1000);
      time.advance(until - before);
    }
    expect(pauses).toEqual([60, 120, 240, 480, 900, 900]);
  });

  it('takes several 429s that were under way at once for one', async () => {
    const server = await serve((_, response) => json(response, {}, 429));
    const { client } = open({ pace: { intervalMs: 0, concurrency: 4 } });
    const errors = await Promise.all([1, 2, 3, 4].map(() => failure(ask(client, server))));
    for (const error of errors) expect(error.retryAt).toEqual(new Date('2026-11-22T10:01:00Z'));
  });

  it('grows faster again with success, never faster than configured', async () => {
    const server = await serve((_, response, count) =>
      count === 1 ? json(response, {}, 429) : json(response, count),
    );
    const { client, time } = open();
    for (let at = 0; at < 200; at += 1) await ask(client, server, { priority: 'background' });
    expect(time.sleeps.slice(0, 3)).toEqual([60_000, 3_000, 3_000]);
    expect(time.sleeps.at(-1)).toBe(2_000);
    expect(Math.min(...time.sleeps)).toBe(2_000);
  });

  it('leaves a service alone whose firewall refuses, and does not repeat the request by itself', async () => {
    const server = await serve((_, response) =>
      response.writeHead(403, { 'content-type': 'text/html' }).end('<html>Attention Required!</html>'),
    );
    const { client, time } = open();
    const asking = () => failure(ask(client, server, { priority: 'background' }));
    // One or two may be about what was asked.
    for (const _ of [1, 2]) {
      expect(await asking()).toMatchObject({ code: 'forbidden', status: 403, retryAt: undefined });
      expect(client.state()).toMatchObject({ status: 'limited', retryAt: null });
    }
    const pauses: number[] = [];
    for (let at = 0; at < 3; at += 1) {
      const error = await asking();
      pauses.push(((error.retryAt?.getTime() ?? 0) - time.clock().getTime()) / 1000);
    }
    expect(pauses).toEqual([60, 120, 240]);
    expect(server.asked).toHaveLength(5);
    expect(client.state().status).toBe('limited');
  });

  it('does not leave the registry alone for one package that a firewall refuses', async () => {
    const server = await serve((_, response) => response.writeHead(403).end('blocked by policy'));
    const { client } = open({ name: 'registry' });
    expect(await failure(ask(client, server))).toMatchObject({ code: 'forbidden', retryAt: undefined });
    expect(client.state().status).toBe('answering');
  });

  it('passes over a pause that a clock far in the future has written', async () => {
    const server = await serve((_, response) => json(response, 1));
    const store = createMemoryPace();
    store.coolDown('downloads', Date.parse('2030-01-01'), Date.parse('2030-01-01') + 1_000);
    store.reserve('downloads', Date.parse('2030-01-01'), 2_000);
    const { client } = open({ pace: { intervalMs: 2_000, store } });
    expect((await ask(client, server)).body).toBe(1);
  });
});

describe('failures', () => {
  it('tries again after a server error, a bounded number of times', async () => {
    const server = await serve((_, response, count) =>
      count < 4 ? response.writeHead(503).end('busy') : json(response, count),
    );
    const { client } = open();
    expect((await failure(ask(client, server))).message).toBe(
      "npm's downloads service is not answering (status 503).",
    );
    expect(server.asked).toHaveLength(2);
    expect((await ask(client, server, { priority: 'background' })).body).toBe(4);
    expect(client.state().status).toBe('answering');
  });

  it('says that there is no connection, without the address, and fails at once while it is left alone', async () => {
    const server = await serve((_, response) => json(response, 1));
    await server.close();
    const { client, time } = open();
    const url = `${server.url}/secret-token`;
    const error = await failure(ask(client, server, { url }));
    expect(error.message).toBe("npm's downloads service is not answering (no connection).");
    expect(error.hint).toBe('The system says ECONNREFUSED.');
    expect(JSON.stringify([error, error.stack, String(error.cause)])).not.toContain('secret-token');
    const slept = time.sleeps.length;
    const again = await failure(ask(client, server, { priority: 'background' }));
    expect(again.message).toBe(error.message);
    expect(again.retryAt).toEqual(new Date(time.clock().getTime() + 30_000));
    expect(time.sleeps).toHaveLength(slept);
  });

  it('leaves it alone for longer each time, up to ten minutes, asking once in between', async () => {
    const server = await serve((request) => request.socket.destroy());
    const { client, time } = open({ pace: { intervalMs: 0 } });
    const breaks: number[] = [];
    const asked: number[] = [];
    for (let at = 0; at < 7; at += 1) {
      await Promise.all([1, 2, 3].map(() => failure(ask(client, server))));
      asked.push(server.asked.length);
      const retryAt = Date.parse(client.state().retryAt ?? '');
      breaks.push((retryAt - time.clock().getTime()) / 1000);
      time.advance(retryAt - time.clock().getTime());
    }
    expect(breaks).toEqual([30, 60, 120, 240, 480, 600, 600]);
    expect(asked.slice(1).map((count, at) => count - (asked[at] ?? 0))).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('is not taken down by one address that always fails', async () => {
    const server = await serve((request, response) =>
      request.url === '/bad' ? response.writeHead(500).end() : json(response, 1),
    );
    const { client } = open();
    for (let at = 0; at < 4; at += 1) {
      await failure(ask(client, server, { url: `${server.url}/bad` }));
      expect((await ask(client, server)).body).toBe(1);
    }
  });

  it('opens again with the first good answer', async () => {
    let isDown = true;
    const server = await serve((request, response) =>
      isDown ? request.socket.destroy() : json(response, 1),
    );
    const { client, time } = open();
    await failure(ask(client, server));
    isDown = false;
    time.advance(30_000);
    expect((await ask(client, server)).body).toBe(1);
    expect(client.state()).toMatchObject({ status: 'answering', message: null, retryAt: null });
  });

  it('sends nothing once it is switched off', async () => {
    const server = await serve((_, response) => json(response, 1));
    const { client } = open({ isOff: true });
    expect((await failure(ask(client, server))).code).toBe('config');
    expect(client.state().status).toBe('off');
    expect(server.asked).toEqual([]);
  });
});

describe('the state', () => {
  it('is known to other processes, and the last answer to those after a restart', async () => {
    const server = await serve((request, response, count) =>
      count === 1 ? json(response, 1) : request.socket.destroy(),
    );
    const stateStore = createMemoryStates();
    const time = createVirtualTime();
    const shared = { stateStore, clock: time.clock, sleep: time.sleep };
    const page = open(shared).client;
    const sync = open(shared).client;
    time.advance(1_000);
    await ask(sync, server);
    expect(page.state()).toMatchObject({ status: 'answering', answeredAt: '2026-11-22T10:00:01.000Z' });
    await failure(ask(sync, server));
    expect(page.state()).toMatchObject({ status: 'failing', answeredAt: '2026-11-22T10:00:01.000Z' });
    time.advance(1_000);
    expect(open(shared).client.state()).toMatchObject({
      status: 'unasked',
      answeredAt: '2026-11-22T10:00:01.000Z',
    });
  });
});
