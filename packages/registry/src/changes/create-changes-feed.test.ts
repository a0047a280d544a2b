import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryAnswers } from '../search/kept-answers.ts';
import {
  createTestClient,
  startTestServer,
  type TestReply,
  type TestServer,
} from '../search/test-npm-server.ts';
import {
  type ChangesFeed,
  createChangesFeed,
  type ReadChanges,
  readChangesSchema,
} from './create-changes-feed.ts';

let server: TestServer;
let now: Date;
/** The feed of the test: the name that changed at each sequence. */
let feed: { readonly seq: number; readonly id: string; readonly deleted?: boolean }[];

const LATER_MS = 300_001;

function serveFeed(url: URL): TestReply {
  const newest = feed.at(-1)?.seq ?? 0;
  if (url.pathname === '/registry/')
    return { body: { db_name: 'registry', doc_count: 3, update_seq: newest } };
  const since = Number(url.searchParams.get('since'));
  const results = feed.filter((row) => row.seq > since).slice(0, Number(url.searchParams.get('limit')));
  return { body: { results, last_seq: results.at(-1)?.seq ?? newest } };
}

const rows = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => ({ seq: from + at, id: `package-${from + at}` }));

beforeEach(async () => {
  now = new Date('2026-11-26T12:00:00Z');
  feed = rows(1, 5_000);
  server = await startTestServer(serveFeed);
});

afterEach(() => server[Symbol.asyncDispose]());

const start = (store = createMemoryAnswers<ReadChanges>(1)): ChangesFeed =>
  createChangesFeed({
    client: createTestClient('changes', () => now),
    feedUrl: `${server.url}registry`,
    store,
    clock: () => now,
  });
const readNames = async (changes: ChangesFeed) =>
  (await changes.read()).value.changes.map((change) => change.name);

describe('the change feed', () => {
  it('is read from near its end, with two requests', async () => {
    const names = await readNames(start());
    expect([names.length, names[0], names.at(-1)]).toEqual([1_000, 'package-4001', 'package-5000']);
    expect(server.requests).toEqual(['/registry/', '/registry/_changes?since=4000&limit=1000']);
  });

  it('is read from near its end where another feed was read before', async () => {
    const store = createMemoryAnswers<ReadChanges>(2);
    await start(store).read();
    const other = createChangesFeed({
      client: createTestClient('changes', () => now),
      feedUrl: `${server.url}other`,
      store,
      clock: () => now,
    });
    server.reply = ({ pathname, searchParams }) => {
      if (pathname === '/other/') return { body: { update_seq: 5_100 } };
      if (pathname !== '/other/_changes') return { status: 500 };
      const since = Number(searchParams.get('since'));
      return { body: { results: since < 4_900 ? [{ seq: 4_900, id: 'of-other' }] : [], last_seq: 5_100 } };
    };
    expect(await readNames(other)).toEqual(['of-other']);
  });

  it('is read on where it was left, also by the next process', async () => {
    const store = createMemoryAnswers<ReadChanges>(1);
    await start(store).read();
    feed.push({ seq: 5_001, id: 'hono' }, { seq: 5_002, id: 'package-4500', deleted: true });
    now = new Date(now.getTime() + LATER_MS);
    server.requests.length = 0;
    const { value } = await start(store).read();
    expect(server.requests).toEqual(['/registry/_changes?since=5000&limit=1000']);
    expect(value.sequence).toBe(5_002);
    expect(value.changes.slice(-2)).toEqual([
      { sequence: 5_001, name: 'hono', isDeleted: false },
      { sequence: 5_002, name: 'package-4500', isDeleted: true },
    ]);
    expect(value.changes.filter((change) => change.name === 'package-4500')).toHaveLength(1);
  });

  it('is asked once in five minutes, by all who ask', async () => {
    const changes = start();
    await Promise.all([changes.read(), changes.read()]);
    await changes.read();
    expect(server.requests).toHaveLength(2);
  });

  it('tells nothing new where nothing changed', async () => {
    const changes = start();
    const before = await readNames(changes);
    now = new Date(now.getTime() + LATER_MS);
    expect(await readNames(changes)).toEqual(before);
    expect((await changes.read()).asOf).toBe(now.toISOString());
  });

  it('is empty where there are no changes at all', async () => {
    feed = [];
    expect(await readNames(start())).toEqual([]);
  });

  it('goes on near the end after a long time away, with few requests', async () => {
    const changes = start();
    await changes.read();
    feed.push(...rows(5_001, 60_000));
    now = new Date(now.getTime() + LATER_MS);
    server.requests.length = 0;
    const names = await readNames(changes);
    expect(names.at(-1)).toBe('package-60000');
    expect(server.requests.length).toBeLessThanOrEqual(5);
  });

  it('never keeps more than the last two thousand', async () => {
    const changes = start();
    await changes.read();
    feed.push(...rows(5_001, 7_500));
    now = new Date(now.getTime() + LATER_MS);
    const names = await readNames(changes);
    expect([names.length, names[0]]).toEqual([2_000, 'package-5501']);
  });

  it('starts anew where the feed goes backwards', async () => {
    const changes = start();
    await changes.read();
    feed = [{ seq: 10, id: 'hono' }];
    now = new Date(now.getTime() + LATER_MS);
    expect(await readNames(changes)).toEqual(['hono']);
    expect((await changes.read()).value.sequence).toBe(10);
  });

  it('does not turn in circles where the sequence stands still', async () => {
    const changes = start();
    await changes.read();
    server.reply = () => ({
      body: { results: Array(1_000).fill({ seq: 5_000, id: 'same' }), last_seq: 5_000 },
    });
    now = new Date(now.getTime() + LATER_MS);
    server.requests.length = 0;
    await changes.read();
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, TestReply]>([
    ['HTML', { type: 'text/html', body: '<!doctype html><title>Sorry</title>' }],
    ['nothing', { status: 200, body: '' }],
    ['another object', { body: { error: 'gone' } }],
    ['not found', { status: 404, body: { error: 'not_found' } }],
    ['an error', { status: 503 }],
    ['a limit', { status: 429 }],
  ])('keeps what it knew when it is answered %s, and says that it is old', async (_, reply) => {
    await expect(start().read()).resolves.toMatchObject({ isStale: false });
    const changes = start();
    const before = await changes.read();
    server.reply = () => reply;
    now = new Date(now.getTime() + LATER_MS);
    expect(await changes.read()).toEqual({ ...before, isStale: true });
    await expect(start().read()).rejects.toMatchObject({ name: 'ConnectorError' });
  });

  it('is kept in a form that can be read again', async () => {
    const { value } = await start().read();
    expect(readChangesSchema.parse(JSON.parse(JSON.stringify(value)))).toEqual(value);
  });
});
