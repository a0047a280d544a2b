/** One signal for two reasons to stop: the caller's abort and the time limit. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Why the signal fired; undefined while it has not. */
  ended(): 'aborted' | 'timeout' | undefined;
  /** What `work` comes to, or a rejection as soon as the signal fires, whether `work` heeds it or not. */
  race<T>(work: Promise<T>): Promise<T>;
  /** Stops the clock and lets go of the caller's signal. */
  dispose(): void;
}

/** The longest time that a timer of Node can hold; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Starts a time limit on the real clock: what it bounds is real network. */
export function startDeadline(limitMs: number, signal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let ended: 'aborted' | 'timeout' | undefined;
  const end = (why: 'aborted' | 'timeout') => {
    ended ??= why;
    controller.abort(new Error(why));
  };
  const onAbort = () => end('aborted');
  const timer = setTimeout(() => end('timeout'), Math.min(limitMs, LONGEST_TIMER_MS));
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    ended: () => ended,
    race: (work) => orAborted(work, controller.signal),
    dispose() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** What `work` comes to, or the signal's reason as soon as it fires. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
