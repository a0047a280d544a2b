import { constants, setPriority } from 'node:os';
import type { Clock } from '@shipstats/core';

/** A stream to write to, as far as commands need it; `process.stdout` is one. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Everything that a command touches of the world; tests hand in their own. */
export interface Io {
  /** For what programs read: answers, JSON, CSV. */
  readonly stdout: Output;
  /** For people: progress, warnings, errors. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working folder. */
  readonly cwd: string;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly random: () => number;
  /** Aborts at Ctrl-C or SIGTERM; asking for it is what makes the process wait for an orderly end. */
  readonly stopSignal: () => AbortSignal;
  /** Tells the process that started this one; undefined where nobody listens. */
  readonly send: ((message: unknown) => void) | undefined;
  /**
   * Gives this process less of the processor than others get where there is not enough for all: whoever waits for a page
   * is in more of a hurry than a build.
   */
  readonly letOthersGoFirst: () => void;
}

/** The real world. */
export function createProcessIo(): Io {
  let stop: AbortController | undefined;
  for (const output of [process.stdout, process.stderr]) output.on('error', ignoreClosedPipe);
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    fetch: globalThis.fetch,
    clock: () => new Date(),
    random: Math.random,
    stopSignal: () => {
      stop ??= abortAtSignals();
      return stop.signal;
    },
    letOthersGoFirst,
    send: process.send ? (message) => process.connected && process.send?.(message) : undefined,
  };
}

function letOthersGoFirst(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It may not, on this machine: then it is quicker, and others are slower.
  }
}

/** `shipstats query … | head` is no error. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function abortAtSignals(): AbortController {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      // Who asks twice means at once; what is committed stays in either case.
      if (controller.signal.aborted && name === 'SIGINT') process.exit(130);
      controller.abort(name);
    });
  }
  // A child whose parent is gone has nobody left to work for.
  if (process.send) process.on('disconnect', () => controller.abort('disconnect'));
  return controller;
}
