import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@shipstats/core';
import type { SearchIndex } from '../search/search-index.ts';
import type { Sleep } from '../service/turns.ts';
import type { Learned, LearnedFacts } from './learned.ts';
import type { ReadInBackground } from './read-in-background.ts';

/** What one round leaves to the next. */
export interface EnrichProgress {
  /** Place in the list by downloads up to which all was looked at; 0 begins anew. */
  offset: number;
  /** Names of which nothing could be told: they are passed over. */
  readonly unreadable: Set<string>;
}

export interface EnrichOptions {
  readonly index: Pick<SearchIndex, 'popular'>;
  readonly learned: LearnedFacts;
  readonly read: ReadInBackground;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
  /** How far the rounds before this one came; it is brought forward. */
  readonly progress: EnrichProgress;
  /** Packages to read at most. */
  readonly limit: number;
  /** Least time between two packuments; two seconds by default. */
  readonly pauseMs?: number | undefined;
  readonly onProgress?: ((read: number) => void) | undefined;
}

const PAUSE_MS = 2_000;
const PAGE = 500;
/** Nobody waits for what is less used: the change feed tells of it when it changes. */
const MOST_POPULAR = 100_000;
/** Facts that are older are read again. */
const MAX_AGE_MS = 90 * 86_400_000;
const STEP = 10;

/**
 * Reads the packuments of the most downloaded packages of which none was read lately, the most downloaded first, from
 * where the round before left off.
 *
 * @returns how many were read; fewer than `limit` where the end was reached, from which the next round begins anew
 * @throws ConnectorError where the registry does not answer: what was read until then is kept
 */
export async function enrichIndex(options: EnrichOptions): Promise<number> {
  const { learned, read, sleep, signal, limit, progress, pauseMs = PAUSE_MS, onProgress } = options;
  let news: Learned[] = [];
  let count = 0;
  const keep = () => {
    if (news.length > 0) learned.keep(news);
    news = [];
  };
  try {
    for await (const name of namesWithout(options)) {
      if (count >= limit) break;
      signal.throwIfAborted();
      const found = await read(name, signal);
      if (found === null) progress.unreadable.add(name);
      else news.push(found);
      count += 1;
      if (news.length >= STEP) keep();
      onProgress?.(count);
      if (pauseMs > 0) await sleep(pauseMs, signal);
    }
  } finally {
    keep();
  }
  return count;
}

async function* namesWithout({ index, learned, progress, clock }: EnrichOptions): AsyncGenerator<string> {
  const nowMs = clock().getTime();
  while (progress.offset < MOST_POPULAR) {
    const page = await index.popular({ limit: PAGE, offset: progress.offset });
    for (const { name } of page) {
      if (progress.unreadable.has(name)) continue;
      const learnedAt = learned.learnedAt(name);
      if (learnedAt === null || nowMs - Date.parse(learnedAt) > MAX_AGE_MS) yield name;
    }
    if (page.length < PAGE) break;
    progress.offset += PAGE;
    // Looking names up holds up this thread: whoever waits for a page goes first.
    await setImmediate();
  }
  progress.offset = 0;
}
