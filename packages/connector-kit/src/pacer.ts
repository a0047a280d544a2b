import type { Clock } from '@shipstats/core';
import { abortable } from './abortable.ts';
import type { Sleep } from './sleep.ts';

/** Runs a task when it is its turn; rejects with the signal's reason when that aborts before. */
export type Pacer = <T>(task: () => Promise<T>, signal: AbortSignal | undefined) => Promise<T>;

/** Makes a Pacer: one task at a time, in the order of the calls, starts at least `minIntervalMs` apart. */
export function createPacer(options: {
  readonly minIntervalMs: number;
  readonly clock: Clock;
  readonly sleep: Sleep;
}): Pacer {
  const { minIntervalMs, clock, sleep } = options;
  let lastTurn: Promise<void> = Promise.resolve();
  let earliestStartMs = Number.NEGATIVE_INFINITY;
  return async (task, signal) => {
    const turnBefore = lastTurn;
    const turn = Promise.withResolvers<void>();
    lastTurn = turn.promise;
    try {
      await abortable(turnBefore, signal);
      const waitMs = earliestStartMs - clock().getTime();
      // A clock that was turned back must not stretch the pause.
      if (waitMs > 0) await abortable(sleep(Math.min(waitMs, minIntervalMs), signal), signal);
      earliestStartMs = clock().getTime() + minIntervalMs;
      return await task();
    } finally {
      // After the turn before: who gives up in the queue must not let the next one overtake.
      void turnBefore.then(turn.resolve);
    }
  };
}
