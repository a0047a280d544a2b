import { ConnectorError } from '@shipstats/core';
import { z } from 'zod';
import { type AnswerStore, createKeptAnswers, type Dated } from '../search/kept-answers.ts';
import type { ServiceState } from '../service/service.ts';
import type { ServiceClient } from '../service/service-client.ts';
import { type Change, type ChangesPage, parseChanges, parseFeedState } from './parse-changes.ts';

/** Where the feed was read up to, and what it told last. */
export interface ReadChanges {
  readonly sequence: number;
  /** The last ones, oldest first; each package once. */
  readonly changes: readonly Change[];
}

/** Reads what was kept of the feed. */
export const readChangesSchema: z.ZodType<ReadChanges> = z.object({
  sequence: z.number().int().nonnegative(),
  changes: z.array(
    z.object({ sequence: z.number().int().nonnegative(), name: z.string(), isDeleted: z.boolean() }),
  ),
});

/** What changed in the registry of late. */
export interface ChangesFeed {
  /**
   * Reads on where it was left, at most once in five minutes.
   *
   * @throws ConnectorError where the feed does not answer and never did
   */
  read(): Promise<Dated<ReadChanges> & { readonly isStale: boolean }>;
  state(): ServiceState;
}

export interface ChangesFeedOptions {
  readonly client: ServiceClient;
  /** Another feed of the same kind; npm's own by default. */
  readonly feedUrl?: string;
  readonly store: AnswerStore<ReadChanges>;
  readonly clock: () => Date;
}

/** https://github.blog/changelog/2025-02-26-changes-and-deprecation-notice-for-npm-replication-apis/ */
export const CHANGES_FEED_URL = 'https://replicate.npmjs.com/registry';

/** So many rows are some forty minutes of npm's (12,700 packages changed in 12 hours of August 2026). */
const PAGE_ROWS = 1_000;
/** Whoever is further behind goes on near the feed's end: older changes are no news. */
const MAX_PAGES = 3;
const MAX_KEPT = 2_000;
const MAX_AGE_MS = 300_000;
/** A row has some hundred bytes. */
const MAX_BYTES = 4_000_000;
const DEADLINE_MS = 6_000;

/** Reads npm's change feed: names only, whose packuments are to be asked for elsewhere. */
export function createChangesFeed(options: ChangesFeedOptions): ChangesFeed {
  const { client, feedUrl = CHANGES_FEED_URL, store, clock } = options;
  const base = feedUrl.replace(/\/+$/, '');
  const kept = createKeptAnswers<ReadChanges>({ store, maxAgeMs: MAX_AGE_MS, clock });
  return {
    state: () => client.state(),
    // By feed: a sequence of one says nothing of another.
    read: () => kept.get(base, () => readOn(kept.peek(base)?.value ?? null)),
  };

  async function readOn(before: ReadChanges | null): Promise<ReadChanges> {
    if (before === null) return readNearEnd();
    let read = before;
    for (let page = 0; page < MAX_PAGES; page++) {
      const more = await askPage(read.sequence);
      // The feed was made anew: what was read of the old one says nothing of this one.
      if (more.lastSequence < read.sequence) return readNearEnd();
      const hasProgress = more.lastSequence > read.sequence;
      read = { sequence: more.lastSequence, changes: join(read.changes, more.changes) };
      if (more.rows < PAGE_ROWS || !hasProgress) return read;
    }
    return readNearEnd();
  }

  async function readNearEnd(): Promise<ReadChanges> {
    const newest = await ask(`${base}/`, parseFeedState);
    const page = await askPage(Math.max(0, newest - PAGE_ROWS));
    return { sequence: page.lastSequence, changes: join([], page.changes) };
  }

  function askPage(since: number): Promise<ChangesPage> {
    return ask(`${base}/_changes?since=${since}&limit=${PAGE_ROWS}`, parseChanges);
  }

  async function ask<T>(url: string, parse: (body: unknown) => T): Promise<T> {
    const { status, body } = await client.request({
      url,
      accept: 'json',
      maxBytes: MAX_BYTES,
      deadlineMs: DEADLINE_MS,
    });
    try {
      return parse(body);
    } catch (cause) {
      const message = `npm’s change feed answered something else than changes (status ${status}).`;
      throw new ConnectorError(message, { code: 'bad-response', status, cause });
    }
  }
}

/** Each package once, by its last change; the last ones of all. */
function join(before: readonly Change[], more: readonly Change[]): Change[] {
  const byName = new Map<string, Change>();
  for (const change of [...before, ...more]) {
    byName.delete(change.name);
    byName.set(change.name, change);
  }
  return [...byName.values()].slice(-MAX_KEPT);
}
