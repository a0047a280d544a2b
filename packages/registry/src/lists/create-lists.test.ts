import { HttpError } from '@shipstats/core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createChangesFeed } from '../changes/create-changes-feed.ts';
import type { PackageVersion } from '../explore.ts';
import { createMemoryAnswers } from '../search/kept-answers.ts';
import type { KnownFacts } from '../search/known-facts.ts';
import type { SearchIndex } from '../search/search-index.ts';
import { readStarterIndex } from '../search/starter-index.ts';
import { createTestIndex } from '../search/test-index.ts';
import {
  createTestClient,
  startTestServer,
  type TestReply,
  type TestServer,
} from '../search/test-npm-server.ts';
import type { ServiceState } from '../service/service.ts';
import { createLists, type ReadList } from './create-lists.ts';
import { LIST_NAMES } from './list.ts';
import type { Trend, Trends } from './trends.ts';

let index: SearchIndex;
let server: TestServer;
let now: Date;
let facts: Map<string, KnownFacts>;
let trends: Map<string, Trend>;
let releases: readonly string[];
let asked: string[];
let registryStatus: ServiceState['status'];
/** What the registry says of a package. */
let latest: (name: string) => PackageVersion;

const MINUTES_MS = 60_000;

beforeAll(() => {
  index = createTestIndex(readStarterIndex());
});

beforeEach(async () => {
  now = new Date('2026-11-26T12:00:00Z');
  facts = new Map();
  trends = new Map();
  releases = [];
  asked = [];
  registryStatus = 'answering';
  latest = (name) => published(name, '2026-11-26T11:00:00.000Z');
  server = await startTestServer(() => feedOf('one', 'two'));
});

afterEach(() => server[Symbol.asyncDispose]());

/** A feed whose last change is the last name. */
const feedOf = (...names: string[]): TestReply => ({
  body: {
    update_seq: names.length,
    last_seq: names.length,
    results: names.map((id, at) => ({ seq: at + 1, id })),
  },
});

function published(
  name: string,
  publishedAt: string,
  more: Partial<PackageVersion['version']> = {},
): PackageVersion {
  const version: PackageVersion['version'] = {
    name,
    version: '1.0.0',
    tags: ['latest'],
    publishedAt,
    publisher: { name: `publisher of ${name}` },
    description: `About ${name}.`,
    deprecated: null,
    license: { text: 'MIT', isSpdx: true },
    types: { kind: 'unknown' },
    moduleFormat: 'unknown',
    engines: {},
    os: [],
    cpu: [],
    unpackedSize: null,
    fileCount: null,
    dependencies: [],
    bin: [],
    hasInstallScripts: false,
    repository: { label: 'a/b', url: 'https://example.com/a/b', host: null, directory: null },
    gitHead: null,
    homepage: null,
    issues: null,
    funding: [],
    keywords: [],
    hasProvenance: false,
    ...more,
  };
  return {
    version,
    facts: {
      name,
      status: 'published',
      description: version.description,
      distTags: { latest: '1.0.0' },
      versions: [{ version: '1.0.0', publishedAt, deprecated: null, isPrerelease: false }],
      createdAt: publishedAt,
      unpublishedAt: null,
      maintainers: [],
      asOf: now.toISOString(),
      isStale: false,
    },
  };
}

function start(waitMs = 5_000): ReadList {
  const clock = () => now;
  const store: Trends = {
    stored: async () => [...trends.keys()],
    of: async (names) => new Map([...trends].filter(([name]) => names.includes(name))),
  };
  return createLists(
    {
      index: () => index,
      readKnownFacts: async () => facts,
      trends: store,
      changes: createChangesFeed({
        client: createTestClient('changes', clock),
        feedUrl: `${server.url}registry`,
        store: createMemoryAnswers(1),
        clock,
      }),
      readReleases: async () => releases,
      async readLatest(name) {
        asked.push(name);
        return latest(name);
      },
      registryState: () => ({
        service: 'registry',
        status: registryStatus,
        answeredAt: null,
        message: 'no',
        retryAt: null,
      }),
      clock,
    },
    waitMs,
  );
}

const deprecated: KnownFacts = {
  version: '1.0.0',
  description: null,
  publishedAt: null,
  license: null,
  isDeprecated: true,
};
const trend = (value: number | null, downloads = 5_000): Trend => ({
  trend: value,
  downloads,
  through: '2026-11-25',
  from: 'store',
});
const names = async (read: ReadList, name: Parameters<ReadList>[0], options = {}) =>
  (await read(name, options)).hits.map((hit) => hit.name);

describe('every list', () => {
  it.each(LIST_NAMES)('states its rule: %s', async (name) => {
    const list = await start()(name, { limit: 3 });
    expect(list.name).toBe(name);
    expect(list.rule).toMatch(/^[A-Z].*\.$/);
    expect(list.rule).toMatch(/left out/i);
    expect(list.hits.length).toBeLessThanOrEqual(3);
  });

  it('shows the stored count and trend of a package, where there is one', async () => {
    trends.set('semver', trend(0.25, 77));
    const { hits } = await start()('popular', { limit: 2 });
    expect(hits).toMatchObject([
      { name: 'semver', trend: 0.25, downloads: { downloads: 77, through: '2026-11-25', from: 'store' } },
      { name: 'ansi-styles', trend: null, downloads: { downloads: 2_165_311_120, from: 'index' } },
    ]);
  });

  it('takes odd limits as the nearest good ones', async () => {
    for (const limit of [0, -1, Number.NaN, 1e9, 2.7]) {
      expect((await start()('popular', { limit })).hits.length).toBeLessThanOrEqual(100);
    }
  });
});

describe('popular packages', () => {
  it('are those with the most downloads in the index, as of its day', async () => {
    const list = await start()('popular', { limit: 3 });
    expect(list.hits.map((hit) => hit.name)).toEqual(['semver', 'ansi-styles', 'debug']);
    expect(list.asOf).toBe('2026-11-22T00:00:00.000Z');
    expect(list.rule).toContain('2026-11-22');
  });
});

describe('random packages', () => {
  it('are the same for the same seed, and others for another', async () => {
    const read = start();
    const drawn = await names(read, 'random', { seed: 1 });
    expect(drawn).toHaveLength(50);
    expect(await names(read, 'random', { seed: 1 })).toEqual(drawn);
    expect(await names(read, 'random', { seed: 2 })).not.toEqual(drawn);
  });

  it('are not those known to be deprecated', async () => {
    const [first] = await names(start(), 'random', { seed: 1 });
    facts.set(first ?? '', deprecated);
    const drawn = await names(start(), 'random', { seed: 1 });
    expect(drawn).not.toContain(first);
    expect(drawn).toHaveLength(50);
  });
});

describe('trending packages', () => {
  it('are those that grow fastest among the stored ones, above a level', async () => {
    trends
      .set('slow', trend(0.1))
      .set('fast', trend(2.5))
      .set('tiny', trend(90, 999))
      .set('falling', trend(-0.2))
      .set('unknown', trend(null))
      .set('gone', trend(9));
    facts.set('gone', deprecated);
    const list = await start()('trending');
    expect(list.hits.map((hit) => [hit.name, hit.trend])).toEqual([
      ['fast', 2.5],
      ['slow', 0.1],
    ]);
    expect(list.asOf).toBe('2026-11-25T00:00:00.000Z');
    expect(list.rule).toContain('the 6 packages');
  });

  it('are none where no counts are stored', async () => {
    expect(await start()('trending')).toMatchObject({ hits: [], asOf: null, troubles: [] });
  });
});

describe('the newest releases', () => {
  it('are those of the change feed, the newest first, with what their packuments say', async () => {
    latest = (name) =>
      published(name, name === 'one' ? '2026-11-26T11:30:00.000Z' : '2026-11-26T11:00:00.000Z');
    const list = await start()('newest');
    expect(list).toMatchObject({
      hits: [
        {
          name: 'one',
          version: '1.0.0',
          description: 'About one.',
          publishedAt: '2026-11-26T11:30:00.000Z',
          license: 'MIT',
        },
        { name: 'two' },
      ],
      asOf: '2026-11-26T12:00:00.000Z',
      troubles: [],
    });
  });

  it('are neither changes that are no releases nor what the gate leaves out nor what is gone', async () => {
    server.reply = () => feedOf('old', 'spam', 'gone', 'fine');
    latest = (name) => {
      if (name === 'gone') throw new HttpError(404, 'There is no such package.');
      if (name === 'old') return published(name, '2026-11-23T00:00:00.000Z');
      return published(
        name,
        '2026-11-26T11:00:00.000Z',
        name === 'spam' ? { description: 'Online casino' } : {},
      );
    };
    expect(await names(start(), 'newest')).toEqual(['fine']);
  });

  it('cost a bounded number of requests, shared by all readers for five minutes', async () => {
    server.reply = () => feedOf(...Array.from({ length: 900 }, (_, at) => `package-${at}`));
    latest = (name) => published(name, '2026-11-20T00:00:00.000Z');
    const read = start();
    await Promise.all([read('newest'), read('newest', { limit: 3 })]);
    expect(asked).toHaveLength(120);
    expect(asked[0]).toBe('package-899');
    latest = (name) => published(name, '2026-11-26T11:00:00.000Z');
    asked.length = 0;
    expect(await names(read, 'newest')).toHaveLength(50);
    await names(read, 'newest');
    expect(asked.length).toBeLessThan(60);
  });

  it('are those of the registry’s own feed where the change feed does not answer', async () => {
    server.reply = () => ({ status: 503 });
    releases = ['three'];
    expect(await start()('newest')).toMatchObject({ hits: [{ name: 'three' }], troubles: [] });
  });

  it('are none, with the reason, where neither answers', async () => {
    server.reply = () => ({ type: 'text/html', body: '<!doctype html>' });
    expect(await start()('newest')).toMatchObject({
      hits: [],
      asOf: null,
      troubles: [{ service: 'changes', status: 'failing' }],
    });
  });

  it('are those read before where nothing can be read now, with the reason', async () => {
    const read = start();
    await read('newest');
    server.reply = () => ({ status: 503 });
    registryStatus = 'failing';
    latest = () => {
      throw new HttpError(502, 'The registry does not answer.');
    };
    now = new Date(now.getTime() + 10 * MINUTES_MS);
    const list = await read('newest');
    expect(list.hits.map((hit) => hit.name)).toContain('two');
    expect(list.asOf).toBe('2026-11-26T12:00:00.000Z');
    expect(list.troubles.map((trouble) => trouble.service)).toEqual(['changes', 'registry']);
  });

  it('go on after packages that are of no use', async () => {
    server.reply = () => feedOf(...Array.from({ length: 40 }, (_, at) => `package-${at}`));
    latest = (name) => {
      if (/[05]$/.test(name)) throw new HttpError(502, 'What came is not JSON.');
      return published(name, '2026-11-26T11:00:00.000Z');
    };
    const list = await start()('newest');
    expect(list.hits).toHaveLength(32);
    expect(list.troubles).toEqual([]);
  });

  it('stop asking where one package after another is of no use', async () => {
    server.reply = () => feedOf(...Array.from({ length: 100 }, (_, at) => `package-${at}`));
    latest = () => {
      throw new HttpError(502, 'What came is not JSON.');
    };
    expect(await start()('newest')).toMatchObject({
      hits: [],
      troubles: [{ service: 'registry', status: 'failing', message: 'What came is not JSON.' }],
    });
    expect(asked.length).toBeLessThanOrEqual(9);
  });

  it.each<[string, (at: number) => string]>([
    ['one publisher', (at) => `piece-${at}`],
    ['one scope', (at) => `@many/piece-${at}`],
  ])('are not pushed out by a release of many packages of %s', async (_, toName) => {
    const others = Array.from({ length: 60 }, (_, at) => `package-${at}`);
    const many = Array.from({ length: toName(0).startsWith('@') ? 300 : 55 }, (_, at) => toName(at));
    server.reply = () => feedOf(...others, ...many);
    latest = (name) =>
      published(
        name,
        '2026-11-26T11:00:00.000Z',
        name.includes('piece') ? { publisher: { name: 'one' } } : {},
      );
    const { hits } = await start()('newest');
    expect(hits).toHaveLength(50);
    expect(hits.filter(({ name }) => name.includes('piece'))).toHaveLength(2);
  });

  it('stop asking the registry where it does not answer', async () => {
    registryStatus = 'failing';
    server.reply = () => feedOf(...Array.from({ length: 100 }, (_, at) => `package-${at}`));
    latest = () => {
      throw new HttpError(504, 'The registry does not answer.');
    };
    expect(await start()('newest')).toMatchObject({ hits: [], troubles: [{ service: 'registry' }] });
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it('are not asked for again within a minute where nobody answered', async () => {
    server.reply = () => ({ status: 404 });
    const read = start();
    await read('newest');
    const { length } = server.requests;
    await read('newest');
    expect(server.requests).toHaveLength(length);
    server.reply = () => feedOf('one');
    now = new Date(now.getTime() + MINUTES_MS);
    expect(await names(read, 'newest')).toEqual(['one']);
  });

  it('do not keep anybody waiting', async () => {
    server.reply = () => ({ ...feedOf('one'), afterMs: 60_000 });
    expect(await start(10)('newest')).toMatchObject({ hits: [], troubles: [{ service: 'changes' }] });
  });
});
