import { abortable } from '@shipstats/core';

/** Runs a task when it is its turn; rejects with the signal's reason when that aborts before. */
export type Turns = <T>(task: () => Promise<T>, signal: AbortSignal | undefined) => Promise<T>;

/** Makes Turns: so many tasks at once at most, begun in the order of the calls. */
export function createTurns(maxConcurrent: number): Turns {
  let free = maxConcurrent;
  const waiting: (() => void)[] = [];

  const passOn = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };

  const takeTurn = async (signal: AbortSignal | undefined) => {
    signal?.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push(resolve);
    try {
      await abortable(promise, signal);
    } catch (error) {
      const place = waiting.indexOf(resolve);
      // The turn may have come in the very moment of the abort: then it is the next one's.
      if (place === -1) passOn();
      else waiting.splice(place, 1);
      throw error;
    }
  };

  return async (task, signal) => {
    await takeTurn(signal);
    try {
      return await task();
    } finally {
      passOn();
    }
  };
}
