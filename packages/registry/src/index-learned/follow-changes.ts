import { type Clock, ConnectorError, HttpError } from '@shipstats/core';
import { type ChangesPage, parseChanges, parseFeedState } from '../changes/parse-changes.ts';
import type { ServiceClient } from '../service/service-client.ts';
import type { Sleep } from '../service/turns.ts';
import type { FeedPlace, Learned, LearnedFacts } from './learned.ts';
import type { ReadInBackground } from './read-in-background.ts';

export interface FollowChangesOptions {
  /** The service `changes`. */
  readonly client: ServiceClient;
  readonly feedUrl: string;
  readonly learned: LearnedFacts;
  readonly read: ReadInBackground;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
  /** Where to begin, in place of where it was left. */
  readonly since?: number | undefined;
  /** Least time between two packuments; a fifth of a second by default. */
  readonly pauseMs?: number | undefined;
  /** Told after every package. */
  readonly onProgress?: ((progress: ChangesProgress) => void) | undefined;
}

export interface ChangesProgress {
  /** Changes that were taken in, of those that are known to be there. */
  readonly done: number;
  readonly total: number;
  readonly sequence: number;
}

export interface FollowedChanges {
  /** Packages that changed. */
  readonly changes: number;
  readonly deletions: number;
  /** Packages of which nothing could be told. */
  readonly unreadable: number;
  readonly place: FeedPlace;
  /**
   * Nothing was read: the feed is followed from here on. `begun` for the first time; `restarted` since the feed goes
   * backwards, as one does that was made anew.
   */
  readonly start: 'begun' | 'restarted' | null;
}

const PAGE_ROWS = 1_000;
const MAX_BYTES = 4_000_000;
const PAUSE_MS = 200;
/** What was read since the last step is read again after a kill. */
const STEP = 25;

/**
 * Reads the change feed from where it was left to its end: the packument of each package that changed, one after the
 * other. What was learned and the place in the feed are kept in one step. The first time nothing is read: what changed
 * before, nobody knows how much of it the list has.
 *
 * @throws HttpError where `since` is beyond the end of the feed
 * @throws ConnectorError where feed or registry do not answer: what was read until then is kept
 * @throws the signal's reason, likewise
 */
export async function followChanges(options: FollowChangesOptions): Promise<FollowedChanges> {
  const { learned, feedUrl, clock, signal, since } = options;
  const before = learned.place();
  const known = before?.feed === feedUrl ? before.sequence : null;
  const from = since ?? known;
  const newest = await ask(options, `${feedUrl}/`, parseFeedState);
  const placeAt = (sequence: number): FeedPlace => ({ feed: feedUrl, sequence, asOf: clock().toISOString() });
  if (since !== undefined && newest < since) {
    throw new HttpError(
      400,
      `Sequence ${since} is beyond the end of npm’s change feed, which is at ${newest}.`,
      'Name one that is not, or none to go on where it was left.',
    );
  }
  if (from === null || newest < from) {
    const place = placeAt(newest);
    learned.keep([], place);
    return { changes: 0, deletions: 0, unreadable: 0, place, start: from === null ? 'begun' : 'restarted' };
  }
  const count = { changes: 0, deletions: 0, unreadable: 0 };
  let sequence = from;
  for (;;) {
    const page = await ask(options, `${feedUrl}/_changes?since=${sequence}&limit=${PAGE_ROWS}`, parseChanges);
    await takeIn(page, options, placeAt, count);
    const hasProgress = page.lastSequence > sequence;
    if (hasProgress) sequence = page.lastSequence;
    learned.keep([], placeAt(sequence));
    if (page.rows < PAGE_ROWS || !hasProgress) break;
    signal.throwIfAborted();
  }
  return { ...count, place: placeAt(sequence), start: null };
}

async function takeIn(
  page: ChangesPage,
  options: FollowChangesOptions,
  placeAt: (sequence: number) => FeedPlace,
  count: { changes: number; deletions: number; unreadable: number },
): Promise<void> {
  const { learned, read, sleep, signal, pauseMs = PAUSE_MS, onProgress } = options;
  let news: Learned[] = [];
  let sequence: number | null = null;
  const keep = () => {
    if (sequence !== null) learned.keep(news, placeAt(sequence));
    news = [];
  };
  try {
    for (const [done, change] of page.changes.entries()) {
      signal.throwIfAborted();
      const found: Learned | null = change.isDeleted
        ? { kind: 'deleted', name: change.name }
        : await read(change.name, signal);
      if (found === null) count.unreadable += 1;
      else if (found.kind === 'deleted') count.deletions += 1;
      else count.changes += 1;
      if (found !== null) news.push(found);
      sequence = change.sequence;
      if (news.length >= STEP) keep();
      onProgress?.({ done: done + 1, total: page.changes.length, sequence });
      if (!change.isDeleted && pauseMs > 0) await sleep(pauseMs, signal);
    }
  } finally {
    keep();
  }
}

async function ask<T>(
  { client, signal }: FollowChangesOptions,
  url: string,
  parse: (body: unknown) => T,
): Promise<T> {
  const { status, body } = await client.request({
    url,
    accept: 'json',
    maxBytes: MAX_BYTES,
    priority: 'background',
    signal,
  });
  try {
    return parse(body);
  } catch (cause) {
    const message = `npm’s change feed answered something else than changes (status ${status}).`;
    throw new ConnectorError(message, { code: 'bad-response', status, cause });
  }
}
