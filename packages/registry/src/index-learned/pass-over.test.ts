import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConnectorError } from '@shipstats/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixedNpmConfig } from '../npm-config/npm-config.ts';
import { createSlimThread, type SlimThread } from '../packument/slim-thread.ts';
import {
  createTestClient,
  startTestServer,
  type TestReply,
  type TestServer,
} from '../search/test-npm-server.ts';
import type { LearnedFacts } from './learned.ts';
import { openLearnedFacts } from './open-learned-facts.ts';
import { passOver } from './pass-over.ts';
import { createBackgroundReader } from './read-in-background.ts';

const signal = new AbortController().signal;
let root: string;
let learned: LearnedFacts;
let server: TestServer;
let thread: SlimThread;
let reply: TestReply;

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'pass-over-'));
  learned = open();
  thread = createSlimThread();
  server = await startTestServer(() => reply);
});
afterEach(async () => {
  await thread.close();
  await server[Symbol.asyncDispose]();
  learned.close();
  rmSync(root, { recursive: true, force: true });
});

const open = () => openLearnedFacts({ file: path.join(root, 'learned.sqlite'), clock: () => new Date() });
/** As another process does. */
const start = () => {
  const read = createBackgroundReader({
    client: createTestClient('registry'),
    npmConfig: fixedNpmConfig(server.url),
    thread,
    isPackage: () => false,
  });
  return passOver(read, { learned });
};
const good: TestReply = {
  body: { name: 'koa', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { version: '1.0.0' } } },
};

describe('a package that cannot be read', () => {
  it.each([
    ['needs a token', { status: 401, body: { error: 'unauthorized' } }],
    ['is refused by a firewall', { status: 403, type: 'text/html', body: 'no' }],
    ['is a wrong question', { status: 400, body: { error: 'no' } }],
    ['is answered with a page', { type: 'text/html', body: '<title>Sorry</title>' }],
    ['is no packument', { body: [] }],
  ])('is passed over where it %s', async (_, answer) => {
    reply = answer;
    expect(await start()('koa', signal)).toBeNull();
  });

  it('is passed over when it has failed three times, in whatever process', async () => {
    reply = { status: 500 };
    await expect(start()('koa', signal)).rejects.toMatchObject({ code: 'server-error' });
    learned.close();
    learned = open();
    await expect(start()('koa', signal)).rejects.toMatchObject({ code: 'server-error' });
    expect(await start()('koa', signal)).toBeNull();
    // What is read after all begins to be counted anew.
    reply = good;
    const found = await start()('koa', signal);
    expect(found).toMatchObject({ kind: 'known' });
    learned.keep(found === null ? [] : [found]);
    reply = { status: 500 };
    await expect(start()('koa', signal)).rejects.toThrow();
  });

  it('is not what is wrong where none is given any more', async () => {
    reply = { status: 401, body: { error: 'token expired' } };
    const read = start();
    for (let at = 0; at < 20; at++) expect(await read(`package-${at}`, signal)).toBeNull();
    await expect(read('koa', signal)).rejects.toMatchObject({ code: 'unauthorized' });
    reply = good;
    expect(await read('koa', signal)).toMatchObject({ kind: 'known' });
    reply = { status: 401 };
    expect(await read('hono', signal)).toBeNull();
  });

  it('is waited for while the registry asks for a pause', async () => {
    const paused = passOver(
      async () => {
        throw new ConnectorError('pause', { code: 'rate-limited' });
      },
      { learned },
    );
    for (let at = 0; at < 9; at++) await expect(paused('koa', signal)).rejects.toThrow('pause');
  });
});
