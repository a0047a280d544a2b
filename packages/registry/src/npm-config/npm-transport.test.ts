import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestRegistry, type TestRegistry } from '../packument/test-registry.ts';
import type { TransportAnswer } from '../service/transport.ts';
import { nextHop } from './next-hop.ts';
import { openNpmTransport } from './open-npm-transport.ts';

let one: TestRegistry;
let other: TestRegistry;
let opened: { close(): void }[];

beforeEach(async () => {
  opened = [];
  one = await startTestRegistry((_, response) => response.writeHead(200).end('one'));
  other = await startTestRegistry((_, response) => response.writeHead(200).end('other'));
});
afterEach(async () => {
  for (const each of opened) each.close();
  await Promise.all([one.close(), other.close()]);
});

const bare = (registry: TestRegistry) => registry.url.replace(/^http:/, '');

function open(options: Record<string, unknown> = {}) {
  const settings = { registry: one.url, registryOf: () => one.url, hasProxy: false, warnings: [] };
  const npm = openNpmTransport({ ...settings, options: { registry: one.url, ...options } });
  opened.push(npm);
  return npm.transport;
}

async function textOf(answer: TransportAnswer): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('openNpmTransport', () => {
  it('sends a token to the host alone that the configuration has it for', async () => {
    const send = open({ [`${bare(one)}:_authToken`]: 'secret' });
    await textOf(await send({ url: `${one.url}pkg` }));
    await textOf(await send({ url: `${other.url}pkg` }));
    expect(one.asked[0]?.headers.authorization).toBe('Bearer secret');
    expect(other.asked[0]?.headers.authorization).toBeUndefined();
  });

  it('sends a user and password as npm keeps them', async () => {
    const password = Buffer.from('pass').toString('base64');
    const send = open({ [`${bare(one)}:username`]: 'me', [`${bare(one)}:_password`]: password });
    await textOf(await send({ url: one.url }));
    expect(one.asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:pass').toString('base64')}`);
  });

  it('carries no credentials to where a redirect leads, even to a host that has some', async () => {
    one.answer = (_, response) => response.writeHead(302, { location: `${other.url}file` }).end();
    const send = open({ [`${bare(one)}:_authToken`]: 'one', [`${bare(other)}:_authToken`]: 'other' });
    expect(await textOf(await send({ url: `${one.url}pkg`, headers: { 'x-asked': 'yes' } }))).toBe('other');
    expect(other.asked[0]?.headers).not.toHaveProperty('authorization');
    expect(other.asked[0]?.path).toBe('/file');
  });

  it('stays logged in where a redirect leads to the same host', async () => {
    one.answer = (request, response) =>
      request.url === '/a' ? response.writeHead(301, { location: '/b' }).end() : response.end('b');
    const send = open({ [`${bare(one)}:_authToken`]: 'one' });
    expect(await textOf(await send({ url: `${one.url}a` }))).toBe('b');
    expect(one.asked[1]?.headers.authorization).toBe('Bearer one');
  });

  it('gives up after five redirects, and where one leads to no web address', async () => {
    one.answer = (_, response) => response.writeHead(302, { location: '/again' }).end();
    await expect(open()({ url: one.url })).rejects.toMatchObject({ code: 'redirected' });
    expect(one.asked).toHaveLength(6);
    one.answer = (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    await expect(open()({ url: one.url })).rejects.toMatchObject({ code: 'redirected' });
  });

  it('sends what is posted once, and follows nothing with it', async () => {
    one.answer = async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      response.writeHead(307, { location: other.url }).end(Buffer.concat(chunks));
    };
    const answer = await open()({ url: one.url, method: 'POST', body: '{"a":1}' });
    expect([answer.status, await textOf(answer)]).toEqual([307, '{"a":1}']);
    expect(other.asked).toEqual([]);
  });

  it('tries nothing again, and gives error statuses as answers', async () => {
    one.answer = (_, response) => response.writeHead(503, { 'retry-after': '7' }).end('later');
    const answer = await open()({ url: one.url });
    expect([answer.status, answer.headers.get('retry-after'), await textOf(answer)]).toEqual([
      503,
      '7',
      'later',
    ]);
    expect(one.asked).toHaveLength(1);
  });

  it('unpacks bodies, and tells where one breaks off', async () => {
    const packed = gzipSync('x'.repeat(100_000));
    one.answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    expect(await textOf(await open()({ url: one.url }))).toHaveLength(100_000);
    one.answer = (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed.subarray(0, packed.length - 20));
    await expect(textOf(await open()({ url: one.url }))).rejects.toThrow();
    one.answer = (_, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('12345');
      setTimeout(() => response.destroy(), 20);
    };
    await expect(textOf(await open()({ url: one.url }))).rejects.toThrow();
  });

  it('reads a bomb no further than somebody wants', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
    one.answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    const before = process.memoryUsage().rss;
    const answer = await open()({ url: one.url });
    for await (const chunk of answer.body) {
      expect(chunk.length).toBeLessThanOrEqual(64 * 1024);
      break;
    }
    answer.discard();
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  it('uses a connection again after an answer without a body', async () => {
    const ports = new Set<number | undefined>();
    one.answer = (request, response) => {
      ports.add(request.socket.remotePort);
      response.writeHead(304).end();
    };
    const send = open();
    for (let turn = 0; turn < 3; turn += 1) {
      (await send({ url: one.url })).discard();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(ports.size).toBe(1);
  });

  it('stops when it is told to', async () => {
    one.answer = () => {}; // never
    const abort = new AbortController();
    const sending = open()({ url: one.url, signal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    await expect(sending).rejects.toThrow(/abort/i);
  });

  it.each(['file:///etc/passwd', 'data:text/plain,x', 'no address'])('refuses %j', async (url) => {
    await expect(open()({ url })).rejects.toMatchObject({ code: 'bad-request' });
  });
});

describe('nextHop', () => {
  it.each([
    ['https://a.example/x', '/y', 'https://a.example/y'],
    ['https://a.example/x', 'https://b.example/y', 'https://b.example/y'],
    ['http://a.example/x', 'https://a.example/y', 'https://a.example/y'],
    ['https://a.example/x', 'https://me:secret@b.example/', 'https://b.example/'],
    ['https://a.example/x', 'http://a.example/y', undefined],
    ['https://a.example/x', 'ftp://a.example/y', undefined],
    ['https://a.example/x', 'http://[', undefined],
  ])('from %s by %j leads to %s', (from, location, wanted) => {
    expect(nextHop(new URL(from), location)?.href).toBe(wanted);
  });
});

describe('a proxy', () => {
  it('is asked for every host but those that it is not for', async () => {
    const proxy = await startTestRegistry((request, response) =>
      response.writeHead(200).end(`proxied ${request.url}`),
    );
    try {
      const settings = { registry: one.url, registryOf: () => one.url, warnings: [], hasProxy: true };
      const npm = openNpmTransport({ ...settings, options: { proxy: proxy.url, noProxy: 'localhost' } });
      opened.push(npm);
      expect(await textOf(await npm.transport({ url: `${one.url}pkg` }))).toBe(`proxied ${one.url}pkg`);
      const direct = one.url.replace('127.0.0.1', 'localhost');
      expect(await textOf(await npm.transport({ url: direct }))).toBe('one');
    } finally {
      await proxy.close();
    }
  });
});
