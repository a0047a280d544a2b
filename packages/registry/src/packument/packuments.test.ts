import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@shipstats/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExploreCache } from '../cache/explore-cache.ts';
import { openExploreCache } from '../cache/sqlite-cache.ts';
import { fixedNpmConfig, type NpmConfig } from '../npm-config/npm-config.ts';
import { createNpmTransport, type NpmTransport } from '../npm-config/npm-transport.ts';
import { createServices } from '../service/create-services.ts';
import { createPackuments, type Packuments } from './packuments.ts';
import { createSlimThread } from './slim-thread.ts';
import { sendJson, startTestRegistry, type TestRegistry } from './test-registry.ts';

let registry: TestRegistry;
let folder: string;
let nowMs: number;
let opened: { close(): void | Promise<void> }[];

beforeEach(async () => {
  registry = await startTestRegistry();
  folder = mkdtempSync(join(tmpdir(), 'packuments-'));
  nowMs = Date.parse('2026-11-26T12:00:00Z');
  opened = [];
});

afterEach(async () => {
  for (const each of opened.reverse()) await each.close();
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

const clock = () => new Date(nowMs);
const minutes = (count: number) => {
  nowMs += count * 60_000;
};

/** One process: its own memory, the folder's file. */
function open(
  more: { npmConfig?: NpmConfig; file?: string; waitMs?: number; isReadOnly?: boolean } = {},
): Packuments & { cache: ExploreCache } {
  const npmConfig = more.npmConfig ?? fixedNpmConfig(registry.url);
  const npm: NpmTransport = createNpmTransport(npmConfig);
  const cache = openExploreCache({ file: more.file ?? join(folder, 'explore.db'), clock });
  const { registry: client } = createServices({
    transport: npm.transport,
    clock,
    random: () => 0,
    sleep: async () => {},
    off: [],
    pace: cache.pace,
  });
  const packuments = createPackuments({
    client,
    npmConfig,
    cache: more.isReadOnly ? { ...cache, writePackage: () => {}, confirmPackage: () => {} } : cache,
    thread: createSlimThread(),
    clock,
    waitMs: more.waitMs ?? 10_000,
  });
  opened.push(cache, npm, packuments);
  return { ...packuments, cache };
}

const packument = (name: string, latest = '1.0.0') => ({
  name,
  'dist-tags': { latest },
  versions: { [latest]: { name, description: `Version ${latest}`, license: 'MIT' } },
});

const serve = (value: unknown, headers = {}) => {
  registry.answer = (_, response) => sendJson(response, value, headers);
};

describe('createPackuments', () => {
  it('asks once for a burst of readers, and not again for five minutes', async () => {
    serve(packument('pkg'));
    const packuments = open();
    const copies = await Promise.all(Array.from({ length: 50 }, () => packuments.read('pkg')));
    expect(copies[0]?.facts).toMatchObject({
      name: 'pkg',
      distTags: { latest: '1.0.0' },
      asOf: '2026-11-26T12:00:00.000Z',
      isStale: false,
    });
    expect(copies[0]?.manifest('1.0.0')).toMatchObject({ description: 'Version 1.0.0' });
    expect(copies[0]?.manifest('9.9.9')).toBeNull();
    minutes(4);
    await packuments.read('pkg');
    expect(registry.asked).toHaveLength(1);
  });

  it('gives what it has just read where the cache cannot take it', async () => {
    serve(packument('pkg'), { etag: '"one"' });
    await open().read('pkg');
    minutes(6);
    serve(packument('pkg', '2.0.0'), { etag: '"two"' });
    const packuments = open({ isReadOnly: true });
    const news = { distTags: { latest: '2.0.0' }, isStale: false };
    const copy = await packuments.read('pkg');
    expect(copy.facts).toMatchObject({ ...news, asOf: '2026-11-26T12:06:00.000Z' });
    expect(copy.manifest('2.0.0')).toMatchObject({ description: 'Version 2.0.0' });
    registry.answer = (request, response) => {
      expect(request.headers['if-none-match']).toBe('"two"');
      response.writeHead(304).end();
    };
    minutes(6);
    expect((await packuments.read('pkg')).facts).toMatchObject({ ...news, asOf: '2026-11-26T12:12:00.000Z' });
  });

  it('asks for a scope with its slash as npm writes it', async () => {
    serve(packument('@babel/core'));
    await open().read('@babel/core');
    expect(registry.asked[0]?.path).toBe('/@babel%2Fcore');
  });

  it('asks whether it has changed by the ETag, and takes "no" for a fresh answer', async () => {
    serve(packument('pkg'), { etag: '"one"' });
    const packuments = open();
    await packuments.read('pkg');
    registry.answer = (request, response) => {
      expect(request.headers['if-none-match']).toBe('"one"');
      response.writeHead(304).end();
    };
    minutes(6);
    expect((await packuments.read('pkg')).facts).toMatchObject({
      asOf: '2026-11-26T12:06:00.000Z',
      isStale: false,
    });
    minutes(4);
    await packuments.read('pkg');
    expect(registry.asked).toHaveLength(2);
  });

  it('shows what has changed', async () => {
    serve(packument('pkg'), { etag: '"one"' });
    const packuments = open();
    const old = await packuments.read('pkg');
    serve(packument('pkg', '2.0.0'), { etag: '"two"' });
    minutes(6);
    const copy = await packuments.read('pkg');
    expect(copy.facts.distTags.latest).toBe('2.0.0');
    expect(copy.manifest('2.0.0')).toMatchObject({ description: 'Version 2.0.0' });
    expect(old.manifest('9.9.9')).toBeNull();
  });

  it('shows what was kept, marked as stale, while the registry does not answer', async () => {
    serve(packument('pkg'));
    const packuments = open();
    await packuments.read('pkg');
    registry.answer = (_, response) => response.writeHead(503).end('no');
    minutes(6);
    expect((await packuments.read('pkg')).facts).toMatchObject({
      asOf: '2026-11-26T12:00:00.000Z',
      isStale: true,
    });
  });

  it('shows what was kept where news take too long, and has them at the next look', async () => {
    serve(packument('pkg'));
    const packuments = open({ waitMs: 30 });
    await packuments.read('pkg');
    const late = Promise.withResolvers<void>();
    registry.answer = (_, response) =>
      void late.promise.then(() => sendJson(response, packument('pkg', '2.0.0')));
    minutes(6);
    expect((await packuments.read('pkg')).facts).toMatchObject({
      distTags: { latest: '1.0.0' },
      isStale: true,
    });
    late.resolve();
    await expect.poll(async () => (await packuments.read('pkg')).facts.distTags.latest).toBe('2.0.0');
  });

  it('knows after a restart, and from another process, what was read before', async () => {
    serve(packument('pkg'));
    await open().read('pkg');
    const other = open();
    const copy = await other.read('pkg');
    expect(copy.manifest('1.0.0')).toMatchObject({ license: { text: 'MIT' } });
    expect(registry.asked).toHaveLength(1);
  });

  it('reads a version also where another process has replaced the copy meanwhile', async () => {
    serve(packument('pkg'));
    const one = open();
    const copy = await one.read('pkg');
    minutes(6);
    const other = open();
    serve({ ...packument('pkg', '2.0.0'), versions: { '1.0.0': { license: 'ISC' }, '2.0.0': {} } });
    await other.read('pkg');
    expect(copy.manifest('1.0.0')).toMatchObject({ license: { text: 'ISC' } });
  });

  it('does not show the package of one registry for that of another', async () => {
    serve(packument('pkg'));
    await open().read('pkg');
    const second = await startTestRegistry((_, response) => sendJson(response, packument('pkg', '7.0.0')));
    opened.push(second);
    const copy = await open({ npmConfig: fixedNpmConfig(second.url) }).read('pkg');
    expect(copy.facts.distTags.latest).toBe('7.0.0');
  });

  it('remembers for a minute that there is no such package', async () => {
    const packuments = open();
    await expect(packuments.read('nope')).rejects.toMatchObject({ status: 404 });
    await expect(packuments.read('nope')).rejects.toMatchObject({ status: 404 });
    expect(registry.asked).toHaveLength(1);
    minutes(2);
    serve(packument('nope'));
    await expect(packuments.read('nope')).resolves.toBeDefined();
  });

  it('forgets a package that is gone', async () => {
    serve(packument('pkg'));
    const packuments = open();
    await packuments.read('pkg');
    registry.answer = (_, response) => response.writeHead(404).end();
    minutes(6);
    await expect(packuments.read('pkg')).rejects.toMatchObject({ status: 404 });
    expect(packuments.cache.readPackage(registry.url, 'pkg')).toBeNull();
  });

  it.each<[string, number, TestRegistry['answer']]>([
    ['a server error', 502, (_, response) => response.writeHead(500).end('no')],
    [
      'a page for people',
      502,
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    ],
    ['a page that says it is JSON', 502, (_, response) => sendJson(response, undefined)],
    ['something else', 502, (_, response) => sendJson(response, { hello: 1 })],
    ['another package', 502, (_, response) => sendJson(response, packument('other'))],
    [
      'an answer that breaks off',
      502,
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"name":"pkg"');
        response.destroy();
      },
    ],
    ['half an answer', 502, (_, response) => response.writeHead(200).end('{"name":"pkg","versions":{')],
    ['a refusal', 502, (_, response) => response.writeHead(401).end('{"error":"who are you?"}')],
  ])('keeps nothing of %s', async (_what, status, answer) => {
    registry.answer = answer;
    const packuments = open();
    await expect(packuments.read('pkg')).rejects.toMatchObject({ name: 'HttpError', status });
    expect(packuments.cache.readPackage(registry.url, 'pkg')).toBeNull();
  });

  it('asks again at once after something that was no packument', async () => {
    serve({ hello: 1 });
    const packuments = open();
    await expect(packuments.read('pkg')).rejects.toMatchObject({ status: 502 });
    serve(packument('pkg'));
    await expect(packuments.read('pkg')).resolves.toBeDefined();
  });

  it('says what is wrong in the npm configuration', async () => {
    const npmConfig: NpmConfig = {
      read: async () => {
        throw new ConfigError([{ path: 'registry', message: 'is no address' }], 'npmrc');
      },
    };
    await expect(open({ npmConfig }).read('pkg')).rejects.toMatchObject({
      status: 502,
      hint: expect.stringContaining('is no address'),
    });
  });

  it('works where nothing can be kept in a file', async () => {
    serve(packument('pkg'));
    const packuments = open({ file: '/dev/null/explore.db' });
    const copy = await packuments.read('pkg');
    expect(copy.manifest('1.0.0')).toMatchObject({ license: { text: 'MIT' } });
  });

  it('reads forty megabytes, and refuses a hundred', async () => {
    const padding = 'x'.repeat(100_000);
    const enormous =
      (megabytes: number): TestRegistry['answer'] =>
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"name":"pkg","versions":{');
        let count = 0;
        const write = () => {
          while (count < megabytes * 10) {
            count += 1;
            const isTaken = response.write(`${count > 1 ? ',' : ''}"1.${count}.0":{"x":"${padding}"}`);
            if (!isTaken) return void response.once('drain', write);
          }
          response.end('}}');
        };
        write();
      };
    registry.answer = enormous(40);
    const packuments = open();
    expect((await packuments.read('pkg')).facts.versions).toHaveLength(400);
    registry.answer = enormous(100);
    await expect(packuments.read('pkg')).resolves.toBeDefined();
    minutes(6);
    expect((await packuments.read('pkg')).facts.isStale).toBe(true);
  });
});
