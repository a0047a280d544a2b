import { LONGEST_TIMER_MS } from './sleep.ts';

/** One signal for two reasons to stop: the caller's abort and the time limit. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Why the signal fired; undefined while it has not. */
  readonly ended: () => 'aborted' | 'timeout' | undefined;
  /** Stops the clock and lets go of the caller's signal. */
  readonly dispose: () => void;
}

/** Starts a time limit for everything that is done with its signal. */
export function createDeadline(timeoutMs: number, signal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let ended: 'aborted' | 'timeout' | undefined;
  const end = (why: 'aborted' | 'timeout') => {
    ended ??= why;
    controller.abort(new Error(why));
  };
  const onAbort = () => end('aborted');
  const timer = setTimeout(() => end('timeout'), Math.min(timeoutMs, LONGEST_TIMER_MS));
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    ended: () => ended,
    dispose: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}
