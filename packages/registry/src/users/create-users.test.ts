import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryAnswers } from '../search/kept-answers.ts';
import { createSearchService } from '../search/search-service.ts';
import {
  createTestClient,
  startTestServer,
  type TestReply,
  type TestServer,
} from '../search/test-npm-server.ts';
import { createUsers, type KnownPackage, type ReadUser } from './create-users.ts';
import { type UserListing, userListingSchema } from './find-user-packages.ts';

let server: TestServer;
let now: Date;
let known: KnownPackage[];
let registry: string;
const DAY_MS = 86_400_000;

beforeEach(async () => {
  now = new Date('2026-11-26T12:00:00Z');
  known = [];
  registry = 'https://registry.example/';
  server = await startTestServer(() => list(row('hono')));
});

afterEach(() => server[Symbol.asyncDispose]());

const row = (
  name: string,
  maintainers: unknown = [{ username: 'yusukebe', email: 'a@example.com' }],
  monthly = 5,
) => ({
  downloads: { monthly },
  package: { name, version: '1.0.0', date: '2026-01-01T00:00:00.000Z', maintainers },
});
const list = (...rows: object[]): TestReply => ({ body: { objects: rows, total: rows.length } });

const knownPackage = (name: string, asOf: string): KnownPackage => ({
  name,
  asOf,
  facts: { version: '4.0.0', description: null, publishedAt: null, license: null, isDeprecated: false },
});

/** As after a restart, unless a store is given. */
function start(store = createMemoryAnswers<UserListing>(10), waitMs = 5_000): ReadUser {
  const clock = () => now;
  return createUsers({
    service: createSearchService({
      client: createTestClient('search', clock),
      registryUrl: server.url,
      clock,
    }),
    registry: async () => registry,
    readKnownFacts: async () => new Map(),
    readKnownPackages: async () => known,
    indexedDownloads: (name) =>
      name === 'hono' ? { downloads: 9_000, through: '2026-11-22', from: 'index' } : null,
    store,
    clock,
    waitMs,
  });
}

const names = async (read: ReadUser, user = 'yusukebe') => {
  const answer = await read(user);
  if (answer.kind === 'unknown') throw new Error(answer.message);
  return answer.value.packages.map((hit) => hit.name);
};

describe('the packages of a user', () => {
  it('are those that npm lists by maintainer, the most downloads first', async () => {
    server.reply = () => list(row('small', undefined, 1), row('hono'), row('big', undefined, 8_000));
    expect(await start()('yusukebe')).toMatchObject({
      kind: 'known',
      isStale: false,
      asOf: '2026-11-26T12:00:00.000Z',
      value: {
        user: 'yusukebe',
        hasMore: false,
        packages: [
          { name: 'hono', downloads: { downloads: 9_000, from: 'index' } },
          { name: 'big', downloads: { downloads: 8_000, through: '2026-11-26', from: 'search' } },
          { name: 'small' },
        ],
      },
    });
    expect(server.requests).toEqual(['/-/v1/search?text=maintainer%3Ayusukebe&size=250&from=0']);
  });

  it('really name the user as a maintainer', async () => {
    const other = [{ username: 'somebody' }];
    server.reply = () =>
      list(
        row('hono'),
        row('stolen', other),
        row('silent', null),
        row('mixed', [null, ...other, { username: 'YusukeBe' }]),
      );
    expect(await names(start())).toEqual(['hono', 'mixed']);
  });

  it('are unknown, not none, where the service gives packages of others', async () => {
    server.reply = () => list(row('other', [{ username: 'somebody' }]));
    expect(await start()('yusukebe')).toMatchObject({
      kind: 'unknown',
      service: 'search',
      reason: 'failing',
    });
  });

  it('are those of packuments where the search finds none: it may not know what it was asked', async () => {
    server.reply = () => list();
    known = [knownPackage('hono', '2026-11-20T00:00:00.000Z')];
    const expected = {
      kind: 'known',
      isStale: true,
      value: { packages: [{ name: 'hono' }], isWhole: false },
    };
    const store = createMemoryAnswers<UserListing>(10);
    expect(await start(store)('yusukebe')).toMatchObject(expected);
    expect(await start(store)('yusukebe')).toMatchObject(expected);
  });

  it('are none where npm knows of none', async () => {
    server.reply = () => list();
    expect(await start()('nobody')).toMatchObject({ kind: 'known', value: { packages: [], hasMore: false } });
  });

  it('are read page by page, a thousand at most', async () => {
    server.reply = (url) => {
      const from = Number(url.searchParams.get('from'));
      const rows = Array.from({ length: 250 }, (_, at) => row(`package-${from + at}`));
      return { body: { objects: rows, total: 3_000 } };
    };
    const answer = await start()('yusukebe');
    expect(answer.kind === 'known' && [answer.value.packages.length, answer.value.hasMore]).toEqual([
      1_000,
      true,
    ]);
    expect(server.requests).toHaveLength(4);
  });

  it('are asked for once a day, and once by all who ask at one time', async () => {
    server.reply = () => ({ ...list(row('hono')), afterMs: 20 });
    const store = createMemoryAnswers<UserListing>(10);
    const read = start(store);
    await Promise.all([read('yusukebe'), read('yusukebe'), read('YusukeBe')]);
    now = new Date(now.getTime() + DAY_MS - 1);
    expect(await start(store)('yusukebe')).toMatchObject({
      isStale: false,
      asOf: '2026-11-26T12:00:00.000Z',
    });
    expect(server.requests).toHaveLength(1);
    now = new Date(now.getTime() + 1);
    await start(store)('yusukebe');
    expect(server.requests).toHaveLength(2);
  });

  it('are asked for again of another registry', async () => {
    const store = createMemoryAnswers<UserListing>(10);
    await start(store)('yusukebe');
    registry = 'https://other.example/';
    server.reply = () => list();
    expect(await start(store)('yusukebe')).toMatchObject({ value: { packages: [] } });
  });

  it('are what npm said before, where it does not answer now', async () => {
    const store = createMemoryAnswers<UserListing>(10);
    const read = start(store);
    await read('yusukebe');
    now = new Date(now.getTime() + 30 * DAY_MS);
    server.reply = () => ({ status: 503 });
    expect(await read('yusukebe')).toMatchObject({
      kind: 'known',
      isStale: true,
      asOf: '2026-11-26T12:00:00.000Z',
      value: { packages: [{ name: 'hono' }] },
    });
  });

  it('are those of packuments that were read, where npm never answered: surely not all, as old as the oldest', async () => {
    server.reply = () => ({ status: 503 });
    known = [
      knownPackage('hono', '2026-11-20T00:00:00.000Z'),
      knownPackage('zod', '2026-11-10T00:00:00.000Z'),
    ];
    expect(await start()('yusukebe')).toMatchObject({
      kind: 'known',
      isStale: true,
      asOf: '2026-11-10T00:00:00.000Z',
      value: { packages: [{ name: 'hono', version: '4.0.0' }, { name: 'zod' }], hasMore: true },
    });
  });

  it.each<[string, TestReply, string]>([
    ['fails', { status: 500 }, 'failing'],
    ['is limited', { status: 429 }, 'limited'],
    ['answers HTML', { type: 'text/html', body: '<!doctype html>' }, 'failing'],
    ['has no search', { status: 404 }, 'failing'],
    ['answers nonsense', { body: { objects: 5 } }, 'failing'],
  ])(
    'are unknown with a reason where the service %s, and nothing of it is kept',
    async (_, reply, reason) => {
      server.reply = () => reply;
      const store = createMemoryAnswers<UserListing>(10);
      expect(await start(store)('yusukebe')).toMatchObject({
        kind: 'unknown',
        service: 'search',
        reason,
        message: expect.stringMatching(/^npm/),
      });
      expect(store.read('https://registry.example/ yusukebe')).toBeNull();
    },
  );

  it('are pending where the answer takes long, and there at a later look', async () => {
    server.reply = () => ({ ...list(row('hono')), afterMs: 100 });
    const read = start(undefined, 10);
    expect(await read('yusukebe')).toMatchObject({ kind: 'unknown', reason: 'pending' });
    await vi.waitFor(async () => expect(await names(read)).toEqual(['hono']), 5_000);
    expect(server.requests).toHaveLength(1);
  });

  it('are those of the first pages where a later one fails, and this is not kept', async () => {
    server.reply = (url) =>
      url.searchParams.get('from') === '0'
        ? { body: { objects: Array.from({ length: 250 }, (_, at) => row(`package-${at}`)), total: 300 } }
        : { status: 429 };
    const store = createMemoryAnswers<UserListing>(10);
    const answer = await start(store)('yusukebe');
    if (answer.kind === 'unknown') throw new Error(answer.message);
    expect(answer.value).toMatchObject({ hasMore: true, isWhole: false });
    expect(answer.value.packages).toHaveLength(250);
    expect(store.read('https://registry.example/ yusukebe')).toBeNull();
  });

  it('are the whole list of before where a later page fails now', async () => {
    const rows = Array.from({ length: 300 }, (_, at) => row(`package-${at}`));
    let isLimited = false;
    server.reply = (url) => {
      const from = Number(url.searchParams.get('from'));
      if (isLimited && from > 0) return { status: 429 };
      return { body: { objects: rows.slice(from, from + 250), total: 300 } };
    };
    const store = createMemoryAnswers<UserListing>(10);
    await start(store)('yusukebe');
    now = new Date(now.getTime() + 2 * DAY_MS);
    isLimited = true;
    const answer = await start(store)('yusukebe');
    if (answer.kind === 'unknown') throw new Error(answer.message);
    expect(answer).toMatchObject({
      isStale: true,
      asOf: '2026-11-26T12:00:00.000Z',
      value: { isWhole: true, hasMore: false },
    });
    expect(answer.value.packages).toHaveLength(300);
  });

  it('are kept without e-mail addresses, in a form that can be read again', async () => {
    const store = createMemoryAnswers<UserListing>(10);
    await start(store)('yusukebe');
    const text = JSON.stringify(store.read('https://registry.example/ yusukebe')?.value);
    expect(text).not.toContain('@example.com');
    expect(userListingSchema.parse(JSON.parse(text)).hits).toHaveLength(1);
  });
});
