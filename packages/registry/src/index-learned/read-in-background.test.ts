import { ConfigError } from '@shipstats/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixedNpmConfig, type NpmConfig } from '../npm-config/npm-config.ts';
import { createSlimThread, type SlimThread } from '../packument/slim-thread.ts';
import { createTestClient, startTestServer, type TestServer } from '../search/test-npm-server.ts';
import { createBackgroundReader } from './read-in-background.ts';

let server: TestServer;
let thread: SlimThread;

beforeEach(async () => {
  thread = createSlimThread();
  server = await startTestServer((url) => ({ body: packument(decodeURIComponent(url.pathname.slice(1))) }));
});
afterEach(async () => {
  await thread.close();
  await server[Symbol.asyncDispose]();
});

const packument = (name: string) => ({
  name,
  'dist-tags': { latest: '1.2.3' },
  versions: { '1.2.3': { name, version: '1.2.3', description: `About ${name}` } },
});

const read = (
  name: string,
  {
    npmConfig = fixedNpmConfig(server.url),
    isPackage = () => false,
  }: { readonly npmConfig?: NpmConfig; readonly isPackage?: () => boolean | null } = {},
) =>
  createBackgroundReader({
    client: createTestClient('registry'),
    npmConfig,
    thread,
    isPackage,
  })(name, new AbortController().signal);

describe('a package that nobody looks at', () => {
  it('is read from the registry', async () => {
    expect(await read('koa')).toMatchObject({
      kind: 'known',
      name: 'koa',
      document: { description: 'About koa', facts: { version: '1.2.3' } },
    });
  });

  it.each([
    [true, 'separate'],
    [false, 'none'],
    [null, undefined],
  ])(
    'has types elsewhere where there is such a package, which nobody may know: %j',
    async (isThere, types) => {
      const found = await read('koa', { isPackage: () => isThere });
      expect(found?.kind === 'known' && found.document.facts?.types).toBe(types);
    },
  );

  it('is not read where its scope has a registry of its own: it may be private there', async () => {
    const npmConfig: NpmConfig = {
      read: async () => ({
        ...(await fixedNpmConfig(server.url).read()),
        registryOf(name) {
          if (name.startsWith('@odd/')) throw new ConfigError([{ path: '@odd:registry', message: 'odd' }]);
          return name.startsWith('@acme/') ? `${server.url}acme/` : server.url;
        },
      }),
    };
    expect(await read('@acme/ui', { npmConfig })).toBeNull();
    expect(await read('@odd/ui', { npmConfig })).toBeNull();
    expect(server.requests).toEqual([]);
    expect(await read('@open/ui', { npmConfig })).toMatchObject({ kind: 'known', name: '@open/ui' });
  });
});
