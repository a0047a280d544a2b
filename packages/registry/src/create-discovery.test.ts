import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpError } from '@shipstats/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiscovery, type Discovery } from './create-discovery.ts';
import { NO_TRENDS } from './lists/trends.ts';
import { createMemoryAnswers } from './search/kept-answers.ts';
import { createTestClient, startTestServer, type TestServer } from './search/test-npm-server.ts';

let folder: string;
let server: TestServer;
let discovery: Discovery;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'discovery-'));
  server = await startTestServer(() => ({ status: 503 }));
  discovery = createDiscovery({
    clients: {
      search: createTestClient('search'),
      changes: createTestClient('changes'),
      registry: createTestClient('registry'),
    },
    releasesClient: createTestClient('changes'),
    registryUrl: server.url,
    registry: async () => server.url,
    changesUrl: `${server.url}registry`,
    clock: () => new Date('2026-11-26T12:00:00Z'),
    readKnownFacts: async () => new Map(),
    readKnownPackages: async () => [],
    async readLatest() {
      throw new HttpError(502, 'The registry does not answer.');
    },
    userAnswers: createMemoryAnswers(10),
    changesAnswers: createMemoryAnswers(1),
    trends: NO_TRENDS,
    indexFolder: join(folder, 'search'),
    followsFile: join(folder, 'follows.sqlite'),
  });
});

afterEach(async () => {
  await discovery.close();
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe('finding packages where nothing of npm answers', () => {
  it('works from the starter index, and says what does not answer', async () => {
    const { hits, service, index } = await discovery.search('expr', { withService: true });
    expect(index.isStarter).toBe(true);
    expect(hits[0]?.name).toBe('express');
    expect(service).toMatchObject({ service: 'search', status: 'failing' });
    expect((await discovery.list('popular', { limit: 1 })).hits[0]?.name).toBe('semver');
    expect((await discovery.list('random', { limit: 3, seed: 1 })).hits).toHaveLength(3);
    expect((await discovery.list('trending')).hits).toEqual([]);
    expect((await discovery.list('newest')).troubles).toMatchObject([
      { service: 'changes', status: 'failing' },
    ]);
    expect(await discovery.user('somebody')).toMatchObject({ kind: 'unknown', service: 'search' });
  });

  it('gives the count of the index with its day', () => {
    expect(discovery.indexedDownloads('semver')).toEqual({
      downloads: 2_399_072_936,
      through: '2026-11-22',
      from: 'index',
    });
    expect(discovery.indexedDownloads('no-such-package')).toBeNull();
  });

  it('follows packages and users, and refuses what is no name', async () => {
    await discovery.follow('package', 'hono');
    await discovery.follow('user', 'yusukebe');
    await discovery.unfollow('user', 'yusukebe');
    expect(await discovery.followed()).toMatchObject([{ kind: 'package', name: 'hono' }]);
    await expect(discovery.follow('package', 'no name')).rejects.toMatchObject({ status: 400 });
    await expect(discovery.user('no name')).rejects.toMatchObject({ status: 400 });
  });
});
