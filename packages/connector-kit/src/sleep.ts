import { setTimeout as delay } from 'node:timers/promises';

/** Waits; rejects at once when the signal aborts. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** The longest time that a timer of Node can hold (24.8 days); a longer one would fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Sleeps on the real clock, for as long as it takes. */
export const sleep: Sleep = async (milliseconds, signal) => {
  let left = milliseconds;
  while (left > 0) {
    const step = Math.min(left, LONGEST_TIMER_MS);
    await delay(step, undefined, signal === undefined ? {} : { signal });
    left -= step;
  }
};
