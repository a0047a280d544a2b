import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Trend } from '../lists/trends.ts';
import { createSearch, type Search } from './create-search.ts';
import type { KnownFacts } from './known-facts.ts';
import type { SearchIndex } from './search-index.ts';
import { type SearchFilters, toSearchQuery } from './search-query.ts';
import { createSearchService } from './search-service.ts';
import { readStarterIndex } from './starter-index.ts';
import { createTestIndex, createTestIndexOf } from './test-index.ts';
import { createTestClient, startTestServer, type TestReply, type TestServer } from './test-npm-server.ts';

let index: SearchIndex;
let server: TestServer;
let now: Date;
const facts = new Map<string, KnownFacts>();
const trends = new Map<string, Trend>();
const UNKNOWN_FACTS: KnownFacts = {
  version: null,
  description: null,
  publishedAt: null,
  license: null,
  isDeprecated: false,
};

beforeAll(() => {
  index = createTestIndex(readStarterIndex());
});

beforeEach(async () => {
  now = new Date('2026-11-26T12:00:00Z');
  facts.clear();
  trends.clear();
  server = await startTestServer(() => found());
});

afterEach(() => server[Symbol.asyncDispose]());

const row = (name: string, more: object = {}) => ({
  downloads: { monthly: 7 },
  package: {
    name,
    version: '2.0.0',
    description: `About ${name}.`,
    date: '2026-11-01T00:00:00.000Z',
    license: 'MIT',
    ...more,
  },
});
const found = (...rows: object[]): TestReply => ({ body: { objects: rows, total: rows.length, time: '' } });

function start(deadlineMs = 5_000, searched = index): Search {
  const clock = () => now;
  const service = createSearchService({
    client: createTestClient('search', clock),
    registryUrl: `${server.url}npm`,
    clock,
  });
  return createSearch({
    index: () => searched,
    service,
    readKnownFacts: async () => facts,
    trends: { stored: async () => [...trends.keys()], of: async () => trends },
    clock,
    deadlineMs,
  });
}

const names = async (search: Search, text: string, options = {}) =>
  (await search(text, { withService: true, limit: 5, ...options })).hits.map((hit) => hit.name);

describe('searching while typing', () => {
  it('answers from the index, with its count and day, and asks nobody', async () => {
    const answer = await start()('expr', { limit: 1 });
    expect(answer).toMatchObject({
      hits: [
        {
          name: 'express',
          match: 'prefix',
          version: null,
          downloads: { through: '2026-11-22', from: 'index' },
        },
      ],
      hasMore: true,
      index: { packages: 20_000, builtOn: '2026-11-22' },
      service: null,
    });
    expect(server.requests).toEqual([]);
  });

  it('tells what packuments told before', async () => {
    facts.set('express', {
      version: '5.1.0',
      description: 'Fast.',
      publishedAt: '2026-01-01T00:00:00.000Z',
      license: 'MIT',
      isDeprecated: true,
    });
    const [hit] = (await start()('express', { limit: 1 })).hits;
    expect(hit).toMatchObject({ version: '5.1.0', description: 'Fast.', license: 'MIT', isDeprecated: true });
  });

  it('hides what is deprecated while its name is not typed, and counts it', async () => {
    facts.set('express', { ...UNKNOWN_FACTS, isDeprecated: true });
    const search = start();
    const hidden = await search('expr', { limit: 3 });
    expect(hidden.hits.map(({ name }) => name)).not.toContain('express');
    expect(hidden).toMatchObject({ hits: { length: 3 }, hiddenDeprecated: 1 });
    const shown = await search({ ...toSearchQuery('expr'), filters: { deprecated: 'show' } }, { limit: 3 });
    expect(shown).toMatchObject({
      hits: [{ name: 'express', isDeprecated: true }, {}, {}],
      hiddenDeprecated: 0,
    });
  });

  it('filters and sorts by what packuments told, whatever the index knows', async () => {
    facts.set('react-dom', { ...UNKNOWN_FACTS, license: 'MIT' });
    facts.set('react-is', { ...UNKNOWN_FACTS, license: 'ISC' });
    const filters = { license: 'mit' };
    const { hits } = await start()({ ...toSearchQuery('react'), filters }, { limit: 100 });
    expect(hits[0]).toMatchObject({ name: 'react-dom', isUnknown: [] });
    expect(hits[1]).toMatchObject({ name: 'react', isUnknown: ['license'] });
    expect(hits.map(({ name }) => name)).not.toContain('react-is');
    facts.set('react-dom', { ...UNKNOWN_FACTS, publishedAt: '2026-11-01T00:00:00Z' });
    const sorted = await start()({ ...toSearchQuery('react'), sort: 'released' }, { limit: 1 });
    expect(sorted.hits[0]?.name).toBe('react-dom');
  });

  it('sorts by the trends of daily counts, those without one last', async () => {
    const counted = (trend: number | null): Trend => ({
      downloads: 1,
      through: '2026-11-21',
      from: 'store',
      trend,
    });
    trends.set('react-is', counted(0.4)).set('react-dom', counted(-0.1)).set('react', counted(null));
    const { hits } = await start()({ ...toSearchQuery('react'), sort: 'trend' }, { limit: 3 });
    expect(hits.map(({ name }) => name)).toEqual(['react-is', 'react-dom', 'react']);
  });

  it('tells why, and what it corrected', async () => {
    const answer = await start()('exress', { limit: 1 });
    expect(answer.corrected).toEqual({ from: 'exress', to: 'express' });
    expect(answer.hits[0]?.why?.map(({ kind }) => kind)).toContain('edits');
  });

  it('says nothing of a slip that it mended in vain', async () => {
    const answer = await start()('zzqqxx xxqqzz vvwwzz exress', { limit: 1 });
    expect(answer.hits).toEqual([]);
    expect(answer.corrected).toBeNull();
  });

  it('takes odd limits and offsets as the nearest good ones', async () => {
    const search = start();
    for (const odd of [Number.NaN, -5, 0, 1.5, 1e9, Number.POSITIVE_INFINITY]) {
      const answer = await search('a', { limit: odd, offset: odd });
      expect(answer.hits.length).toBeLessThanOrEqual(100);
    }
    expect((await search('a', { limit: 1e9 })).hits).toHaveLength(100);
  });
});

describe('searching with npm’s service', () => {
  it('asks the registry of the configuration, and puts what only it knows behind', async () => {
    server.reply = () => found(row('made-up-expr'), row('express'));
    const answer = await start()('expr', { withService: true, limit: 100 });
    expect(server.requests).toEqual(['/npm/-/v1/search?text=expr&size=250&from=0']);
    expect(answer.hits[0]).toMatchObject({ name: 'express', version: '2.0.0', downloads: { from: 'index' } });
    expect(answer.hits.find((hit) => hit.name === 'made-up-expr')).toMatchObject({
      name: 'made-up-expr',
      match: 'service',
      version: '2.0.0',
      description: 'About made-up-expr.',
      publishedAt: '2026-11-01T00:00:00.000Z',
      license: 'MIT',
      isDeprecated: false,
      downloads: { downloads: 7, through: '2026-11-26', from: 'search' },
    });
    expect(answer.service).toMatchObject({ service: 'search', status: 'answering' });
  });

  it('takes what the index knows of a package that only the service has found', async () => {
    const known = createTestIndexOf([
      {
        name: 'old-request',
        downloads: 900,
        facts: { isDeprecated: true, types: 'none', license: 'GPL-3.0' },
      },
      { name: 'new-request', downloads: 800, facts: { types: 'included', maintainers: ['ada'] } },
    ]);
    server.reply = () => found(row('old-request'), row('new-request'));
    const search = start(5_000, known);
    const ask = (text: string, filters: SearchFilters = {}) =>
      search({ ...toSearchQuery(text), filters }, { withService: true });
    // Neither is found by the index.
    const answer = await ask('fetching things');
    expect(answer).toMatchObject({ hits: [{ name: 'new-request', types: 'included' }], hiddenDeprecated: 1 });
    const all = await ask('fetching things', { deprecated: 'show', types: 'included' });
    expect(all.hits).toMatchObject([{ name: 'new-request', isUnknown: [] }]);
    const [old] = (await ask('fetching things', { deprecated: 'only' })).hits;
    expect(old).toMatchObject({ name: 'old-request', isDeprecated: true, isUnknown: [] });
    // The index has hidden it, and the service found it again.
    expect((await ask('request')).hiddenDeprecated).toBe(1);
  });

  it('asks once for all who ask at one time, and not again for ten minutes', async () => {
    server.reply = () => ({ ...found(row('zzz-made-up')), afterMs: 20 });
    const search = start();
    await Promise.all([names(search, 'zzz'), names(search, 'zzz'), names(search, ' zzz ')]);
    await names(search, 'zzz');
    expect(server.requests).toHaveLength(1);
    now = new Date(now.getTime() + 600_001);
    await names(search, 'zzz');
    expect(server.requests).toHaveLength(2);
  });

  it('does not wait longer than its deadline, and has the answer at the next look', async () => {
    server.reply = () => ({ ...found(row('zzqqzz')), afterMs: 150 });
    const search = start(20);
    const late = await search('zzqqzz', { withService: true });
    expect(late.hits.map((hit) => hit.name)).not.toContain('zzqqzz');
    expect(late.service).toMatchObject({ status: 'failing', message: expect.stringContaining('within') });
    await vi.waitFor(async () => expect(await names(search, 'zzqqzz')).toContain('zzqqzz'), 5_000);
    expect(server.requests).toHaveLength(1);
  });

  it('stops waiting when nobody wants the answer', async () => {
    server.reply = () => ({ ...found(row('zzqqzz')), afterMs: 60_000 });
    const wish = new AbortController();
    const answer = start(60_000)('zzqqzz', { withService: true, signal: wish.signal });
    wish.abort();
    expect((await answer).hits.map((hit) => hit.name)).not.toContain('zzqqzz');
    await start(60_000)('zzqqzz', { withService: true, signal: AbortSignal.abort() });
  });

  it.each<[string, TestReply, string]>([
    ['is limited', { status: 429, headers: { 'retry-after': '60' } }, 'limited'],
    ['answers HTML', { type: 'text/html', body: '<!doctype html><title>Sorry</title>' }, 'failing'],
    ['fails', { status: 503 }, 'failing'],
  ])('answers from the index where the service %s, and keeps nothing of it', async (_, reply, status) => {
    server.reply = () => reply;
    const search = start();
    const answer = await search('expr', { withService: true });
    expect(answer.hits[0]?.name).toBe('express');
    expect(answer.service).toMatchObject({ status });
    server.reply = () => found(row('made-up-expr'));
    now = new Date(now.getTime() + 3_600_000);
    expect(await names(search, 'expr', { limit: 100 })).toContain('made-up-expr');
  });

  it.each<[string, unknown]>([
    ['an error object', { error: 'no', code: 'ERR' }],
    ['a list', []],
    ['rows of nonsense', { objects: [null, 1, 'x', { package: { name: '../..' } }], total: 4 }],
  ])('answers from the index where the service gives %s', async (_, body) => {
    server.reply = () => ({ body });
    const { hits } = await start()('expr', { withService: true });
    expect(hits[0]?.name).toBe('express');
  });

  it('answers from the index where the registry has no search', async () => {
    server.reply = () => ({ status: 404, body: { error: 'not found' } });
    const search = start();
    expect((await names(search, 'expr'))[0]).toBe('express');
    expect((await search('react', { withService: true })).service).toMatchObject({
      status: 'failing',
      message: expect.stringContaining('this registry has none'),
    });
    expect(server.requests).toHaveLength(1);
    now = new Date(now.getTime() + 600_000);
    await names(search, 'react');
    expect(server.requests).toHaveLength(2);
  });

  it('does not ask a service that is left alone for a while', async () => {
    server.reply = () => ({ status: 429, headers: { 'retry-after': '60' } });
    const search = start();
    await names(search, 'one');
    await names(search, 'two');
    expect(server.requests).toHaveLength(1);
  });

  it('corrects nothing where npm’s search finds what was typed', async () => {
    server.reply = () => found({ ...row('exressive'), downloads: { monthly: 50_000 } });
    const answer = await start()('exress', { withService: true });
    expect(answer.hits[0]?.name).toBe('exressive');
    expect(answer.corrected).toBeNull();
  });

  it('puts a typed name that only the service knows before a slip of it that hardly anybody uses', async () => {
    const known = createTestIndexOf([{ name: 'shipstat', downloads: 12 }]);
    server.reply = () => found({ ...row('shipstats'), downloads: { monthly: 900 } });
    const answer = await start(5_000, known)('shipstats', { withService: true });
    expect(answer.hits.map(({ name }) => name)).toEqual(['shipstats', 'shipstat']);
    expect(answer.corrected).toBeNull();
  });

  it('asks nobody where nothing is asked', async () => {
    expect(await names(start(), ' \0 ')).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it('gives pages without gaps and repeats over what both know', async () => {
    const all = Array.from({ length: 130 }, (_, at) => row(`zzqq-${String(at).padStart(3, '0')}`));
    server.reply = (url) => {
      const from = Number(url.searchParams.get('from'));
      return { body: { objects: all.slice(from, from + Number(url.searchParams.get('size'))), total: 130 } };
    };
    const search = start();
    const seen: string[] = [];
    let offset = 0;
    for (let hasMore = true; hasMore; offset += 50) {
      const answer = await search('zzqq', { withService: true, limit: 50, offset });
      seen.push(...answer.hits.map((hit) => hit.name));
      hasMore = answer.hasMore;
    }
    expect(seen.filter((name) => name.startsWith('zzqq-'))).toEqual(all.map((each) => each.package.name));
    expect(new Set(seen).size).toBe(seen.length);
    expect(server.requests).toHaveLength(1);
  });

  it('asks the service once for however deep a page', async () => {
    server.reply = (url) => {
      const from = Number(url.searchParams.get('from'));
      const objects = Array.from({ length: Number(url.searchParams.get('size')) }, (_, at) =>
        row(`react-zzqq-${from + at}`),
      );
      return { body: { objects, total: 9_000 } };
    };
    const search = start();
    const { hits, hasMore } = await search('react', { withService: true, limit: 100, offset: 900 });
    expect(server.requests).toHaveLength(1);
    expect(hits.length).toBe(100);
    expect(hits.every((hit) => hit.match !== 'service')).toBe(true);
    expect(hasMore).toBe(true);
  });

  it('gives pages without gaps and repeats where the service finds what the index finds later', async () => {
    const known = await names(start(), 'react', { limit: 100, offset: 300, withService: false });
    server.reply = () => found(...known.map((name) => row(name)), row('zzqq-react'));
    const search = start();
    const seen: string[] = [];
    for (let offset = 0; offset <= 1_000; offset += 50) {
      seen.push(...(await names(search, 'react', { withService: true, limit: 50, offset })));
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(known.filter((name) => !seen.includes(name))).toEqual([]);
  });

  it('sends odd texts without harm', async () => {
    const search = start();
    for (const text of ['\ud800', '&size=1#', '../..', '"', '%', '\u202e\u202d', 'x'.repeat(10_000)]) {
      await search(text, { withService: true });
    }
    expect(
      server.requests.every((path) => path.startsWith('/npm/-/v1/search?text=') && path.length < 2_500),
    ).toBe(true);
  });
});
