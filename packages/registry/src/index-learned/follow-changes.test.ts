import { ConnectorError } from '@shipstats/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestClient, startTestServer, type TestServer } from '../search/test-npm-server.ts';
import { type FollowChangesOptions, followChanges } from './follow-changes.ts';
import type { LearnedFacts } from './learned.ts';
import { createTestLearned, knownAs, type TestLearned } from './test-learned.ts';

let server: TestServer;
let test: TestLearned;
let learned: LearnedFacts;
let feed: { readonly seq: number; readonly id: string; readonly deleted?: boolean }[];
let asked: readonly string[];

beforeEach(async () => {
  feed = [{ seq: 3, id: 'before' }];
  test = createTestLearned();
  ({ learned, asked } = test);
  server = await startTestServer((url) => {
    const newest = feed.at(-1)?.seq ?? 0;
    if (url.pathname === '/registry/') return { body: { update_seq: newest } };
    const since = Number(url.searchParams.get('since'));
    const results = feed.filter((row) => row.seq > since).slice(0, Number(url.searchParams.get('limit')));
    return { body: { results, last_seq: results.at(-1)?.seq ?? newest } };
  });
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  test.close();
});

const follow = (more: Partial<FollowChangesOptions> = {}) =>
  followChanges({
    client: createTestClient('changes', test.clock),
    feedUrl: `${server.url}registry`,
    learned,
    read: test.read,
    clock: test.clock,
    sleep: async () => {},
    signal: new AbortController().signal,
    ...more,
  });

describe('followChanges', () => {
  it('begins at the end of the feed, and reads what comes from then on', async () => {
    expect(await follow()).toMatchObject({ start: 'begun', changes: 0, place: { sequence: 3 } });
    expect(asked).toEqual([]);
    feed.push({ seq: 5, id: 'koa' }, { seq: 7, id: 'gone', deleted: true }, { seq: 9, id: 'odd' });
    expect(await follow()).toMatchObject({
      start: null,
      changes: 1,
      deletions: 1,
      unreadable: 1,
      place: { sequence: 9 },
    });
    expect(asked).toEqual(['koa', 'odd']);
    expect(learned.of('koa')).toMatchObject(knownAs('koa'));
    expect(learned.of('gone')).toMatchObject({ kind: 'deleted', name: 'gone' });
    expect(learned.place()).toMatchObject({ sequence: 9 });
  });

  it('reads page after page, from wherever it is told to', async () => {
    feed = Array.from({ length: 2_500 }, (_, at) => ({ seq: at + 1, id: `package-${at}` }));
    expect(await follow({ since: 100 })).toMatchObject({ changes: 2_400, place: { sequence: 2_500 } });
    expect(learned.count()).toEqual({ known: 2_400, deleted: 0 });
  });

  it('keeps what it read until the registry failed, and goes on from there', async () => {
    await follow();
    feed.push(...['a', 'b', 'c'].map((id, at) => ({ seq: 10 + at, id })));
    const failing = follow({
      read: async (name) => {
        if (name === 'b') throw new ConnectorError('down', { code: 'network' });
        return knownAs(name);
      },
    });
    await expect(failing).rejects.toThrow('down');
    expect(learned.place()).toMatchObject({ sequence: 10 });
    expect(await follow()).toMatchObject({ changes: 2, place: { sequence: 12 } });
    expect(asked).toEqual(['b', 'c']);
  });

  it('stops in between when it is told to', async () => {
    await follow();
    feed.push(...['a', 'b'].map((id, at) => ({ seq: 10 + at, id })));
    const stop = new AbortController();
    const stopping = follow({
      signal: stop.signal,
      read: async (name) => {
        stop.abort(new Error('enough'));
        return knownAs(name);
      },
    });
    await expect(stopping).rejects.toThrow('enough');
    expect(learned.place()).toMatchObject({ sequence: 10 });
  });

  it('begins anew where the feed goes backwards or is another one', async () => {
    feed = [{ seq: 50, id: 'x' }];
    await follow();
    feed = [{ seq: 4, id: 'x' }];
    expect(await follow()).toMatchObject({ start: 'restarted', place: { sequence: 4 } });
    learned.keep([], { feed: 'https://other', sequence: 1, asOf: test.clock().toISOString() });
    expect(await follow()).toMatchObject({ start: 'begun', place: { sequence: 4 } });
  });

  it('loses nothing where it is told to begin beyond the end of the feed', async () => {
    await follow();
    feed.push({ seq: 5, id: 'koa' });
    await expect(follow({ since: 9 })).rejects.toThrow(
      'Sequence 9 is beyond the end of npm’s change feed, which is at 5.',
    );
    expect(learned.place()).toMatchObject({ sequence: 3 });
    expect(await follow()).toMatchObject({ start: null, changes: 1, place: { sequence: 5 } });
  });

  it('is a named error where the feed answers something else', async () => {
    server.reply = () => ({ type: 'text/html', body: '<title>Sorry</title>' });
    await expect(follow()).rejects.toMatchObject({ name: 'ConnectorError' });
    expect(learned.place()).toBeNull();
  });
});
