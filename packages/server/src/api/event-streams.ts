import { HttpError, toUnixSeconds } from '@shipstats/core';
import { progressWords, runProgress, secondsLeft } from '@shipstats/sync';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { AppContext } from '../app-context.ts';
import type { SyncEvent } from '../sync-control.ts';
import { toRunJson } from './run-json.ts';

/** Each holds a connection and a listener: pages need one while something syncs, so this is many. */
const MAX_STREAMS = 32;
const RETRY_SECONDS = 5;
/** Proxies close what is silent for a minute. */
const KEEP_ALIVE_MS = 25_000;

/** How many event streams are open, so that they stay few. */
export interface StreamLimit {
  /** Takes a place; gives the function that frees it, or undefined where none is left. */
  take(): (() => void) | undefined;
}

export function createStreamLimit(places = MAX_STREAMS): StreamLimit {
  let free = places;
  return {
    take() {
      if (free === 0) return undefined;
      free -= 1;
      let isHeld = true;
      return () => {
        if (isHeld) free += 1;
        isHeld = false;
      };
    },
  };
}

/**
 * Tells of the syncs of a source, or of all (null), until the caller goes away.
 *
 * @throws HttpError 503 with `Retry-After` while too many listen.
 */
export function streamSyncs(http: Context, context: AppContext, name: string | null): Response {
  const release = context.streams.take();
  if (!release) {
    http.header('Retry-After', `${RETRY_SECONDS}`);
    throw new HttpError(503, 'Too many event streams are open.', 'Close other pages, or ask again later.');
  }
  return streamSSE(http, async (stream) => {
    const ended = new Promise<void>((resolve) => stream.onAbort(resolve));
    const tell = (event: SyncEvent) => {
      if (name !== null && event.source !== name) return;
      const { run, message } = event;
      const now = toUnixSeconds(context.clock());
      const data = JSON.stringify({
        run: toRunJson(run),
        progress: runProgress(run),
        secondsLeft: secondsLeft(run, now),
        words: progressWords(run, now),
        message,
      });
      void stream.writeSSE({ event: 'progress', data });
    };
    const unsubscribe = context.sync.subscribe(tell);
    const timer = setInterval(() => void stream.write(': still here\n\n'), KEEP_ALIVE_MS);
    timer.unref();
    try {
      // What is at work already is told at once: the page may have been opened in the middle of it.
      const sources = (await context.sync.sources()).filter(
        (source) => name === null || source.name === name,
      );
      if (sources.every((source) => !source.running)) await stream.write(': waiting\n\n');
      for (const { name: source, running } of sources) {
        if (running) tell({ source, run: running, message: null });
      }
      await ended;
    } finally {
      clearInterval(timer);
      unsubscribe();
      release();
    }
  });
}
