import type { Worker } from 'node:worker_threads';
import { startWorker } from '../start-worker.ts';
import { isNoReadme } from './is-no-readme.ts';
import type { Readme, ReadmeAnswer, RenderReadmeOptions } from './readme.ts';
import { renderPlain } from './render-plain.ts';

export interface ReadmeRendererOptions {
  /** What one readme may take; 3 s by default. The usual one takes a twentieth of a second. */
  readonly deadlineMs?: number;
  /** The thread ends after so long without work and starts again when there is some; 60 s by default. */
  readonly idleMs?: number;
  /** More than so many waiting readmes are told to come back later; 50 by default. */
  readonly maxWaiting?: number;
}

/** Renders readmes in a thread of its own. */
export interface ReadmeRenderer {
  /** Whether the thread is there: it starts with the first readme. */
  readonly isRunning: boolean;
  /**
   * The same text and options have the same answer, so it may be kept, `none` too; `pending` never, and what
   * `isTemporary` not for long: the deadline may have passed because the machine was busy.
   *
   * - `readme`: rendered, see `renderReadme`; as it was typed, with a sentence that says why, where that took longer
   *   than the deadline or more memory than there is for it
   * - `none`: the text is no readme, see `isNoReadme`
   * - `pending`: too many are waiting
   */
  render(markdown: string, options: RenderReadmeOptions): Promise<RenderedAnswer>;
  close(): Promise<void>;
}

/** What the thread is asked. */
export interface RenderCall {
  readonly markdown: string;
  readonly options: RenderReadmeOptions;
}

/** What it says: once that it can begin, then an answer to each call. */
export type RenderMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'rendered'; readonly readme: Readme }
  | { readonly kind: 'failed'; readonly message: string };

/** What there is to say of a readme once it was tried. */
export type RenderedAnswer = Exclude<ReadmeAnswer, { readonly kind: 'refused' }>;

interface Job {
  readonly call: RenderCall;
  readonly resolve: (answer: RenderedAnswer) => void;
}

/** A thread loads the renderer for half a second on a slow machine. */
const START_MS = 20_000;
/** Of the thread's heap: a usual readme needs a tenth of it. */
const MEMORY_MB = 256;

/**
 * Renders readmes in a worker thread, one after another, each within a deadline: no text holds up the thread that
 * answers requests, nor for long the readmes behind it. A thread that is over its deadline or out of memory is
 * replaced. It never keeps the process alive.
 */
export function createReadmeRenderer(options: ReadmeRendererOptions = {}): ReadmeRenderer {
  const { deadlineMs = 3_000, idleMs = 60_000, maxWaiting = 50 } = options;
  const waiting: Job[] = [];
  let worker: { thread: Worker; isReady: boolean } | undefined;
  let current: Job | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const stop = async () => {
    clearTimeout(timer);
    const ending = worker;
    worker = undefined;
    await ending?.thread.terminate();
  };

  const settle = (answer: RenderedAnswer) => {
    clearTimeout(timer);
    const settled = current;
    current = undefined;
    settled?.resolve(answer);
  };

  const next = () => {
    if (closed) return;
    if (current === undefined && waiting.length === 0) {
      worker?.thread.unref();
      timer = setTimeout(stop, idleMs).unref();
      return;
    }
    clearTimeout(timer);
    worker ??= start();
    worker.thread.ref();
    const limitMs = worker.isReady ? deadlineMs : START_MS;
    timer = setTimeout(() => {
      void stop();
      giveUp(`it takes longer than ${limitMs / 1000} s to render`);
    }, limitMs);
    if (!worker.isReady) return;
    current ??= waiting.shift();
    worker.thread.postMessage(current?.call);
  };

  /** Shows the readme that was being rendered as it was typed. */
  const giveUp = (reason: string) => {
    current ??= waiting.shift();
    if (current) {
      const { markdown, options: asked } = current.call;
      settle({
        kind: 'readme',
        readme: { ...renderPlain(markdown, asked.from, reason), isTemporary: true },
      });
    }
    next();
  };

  const start = () => {
    const started = { thread: startThread(), isReady: false };
    started.thread.on('message', (message: RenderMessage) => {
      if (worker !== started) return;
      if (message.kind === 'failed') return giveUp(`rendering it failed (${message.message})`);
      if (message.kind === 'ready') started.isReady = true;
      else settle({ kind: 'readme', readme: message.readme });
      next();
    });
    const fail = (reason: string) => {
      if (worker !== started) return;
      worker = undefined;
      giveUp(reason);
    };
    started.thread.on('error', (error: NodeJS.ErrnoException) =>
      fail(
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? `it takes more than ${MEMORY_MB} MB to render`
          : `rendering it failed (${error.message})`,
      ),
    );
    started.thread.on('exit', (code) => fail(`the rendering thread ended with code ${code}`));
    return started;
  };

  return {
    get isRunning() {
      return worker !== undefined;
    },
    async render(markdown, renderOptions) {
      if (closed) throw new Error('the readme renderer is closed');
      if (isNoReadme(markdown)) return { kind: 'none' };
      if (waiting.length >= maxWaiting) return { kind: 'pending' };
      return new Promise((resolve) => {
        waiting.push({ call: { markdown, options: renderOptions }, resolve });
        if (current === undefined) next();
      });
    },
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.resolve({ kind: 'pending' });
      settle({ kind: 'pending' });
      await stop();
    },
  };
}

function startThread(): Worker {
  return startWorker('readme-worker', {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    // It needs nothing of the process: no secrets, no options.
    env: {},
    execArgv: [],
  });
}
