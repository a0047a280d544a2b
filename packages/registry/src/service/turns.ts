import type { PaceStore } from './pace-store.ts';
import type { ServiceName } from './service.ts';

/** Waits; rejects when the signal aborts. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

export interface TurnRequest {
  readonly priority: 'now' | 'background';
  /** For so long it waits at most. */
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
  /** Told once, where a cool-down makes it wait. */
  readonly onWait?: ((waitMs: number) => void) | undefined;
}

/** Why there was no turn: at `retryAtMs` there may be one. */
export class NoTurnError extends Error {
  readonly retryAtMs: number;

  constructor(retryAtMs: number) {
    super('no turn within the time it may wait');
    this.retryAtMs = retryAtMs;
  }
}

export interface Turns {
  /**
   * Resolves when it is the request's turn, with the function that ends it.
   *
   * @throws NoTurnError where it cannot be its turn in time, at once where that is known at once
   * @throws the signal's reason when it aborts
   */
  take(request: TurnRequest): Promise<() => void>;
}

export interface TurnsOptions {
  readonly service: ServiceName;
  readonly pace: PaceStore;
  readonly intervalMs: () => number;
  /** How many may be under way at one time. */
  readonly concurrency: () => number;
  readonly nowMs: () => number;
  readonly sleep: Sleep;
}

interface Waiting {
  readonly request: TurnRequest;
  readonly expiresAtMs: number;
  readonly start: (end: () => void) => void;
  readonly fail: (error: unknown) => void;
  isTold: boolean;
}

/**
 * Lets requests go one after the other at the service's pace: those for `now` before those in the background, each
 * kind in its order.
 *
 * A moment that is reserved belongs to the queue, not to a request: whoever is first when it comes takes it.
 */
export function createTurns(options: TurnsOptions): Turns {
  const { service, pace, intervalMs, concurrency, nowMs, sleep } = options;
  const queues = { now: new Set<Waiting>(), background: new Set<Waiting>() };
  let underWay = 0;
  let isSleeping = false;
  let wake = new AbortController();
  /** A moment that was reserved and not used yet. */
  let reservedMs: number | null = null;

  const everyone = () => [...queues.now, ...queues.background];
  const first = (): Waiting | undefined => {
    for (const waiting of queues.now) return waiting;
    for (const waiting of queues.background) return waiting;
    return undefined;
  };

  const nextMomentMs = (): number => {
    const interval = intervalMs();
    const now = nowMs();
    // Without an interval there is nothing to take turns for, and nothing to write.
    if (interval <= 0) return Math.max(now, pace.coolUntilMs(service, nowMs()));
    reservedMs ??= pace.reserve(service, now, interval);
    // A refusal since then, perhaps of another process, pushes everything behind the pause.
    if (pace.coolUntilMs(service, nowMs()) > reservedMs) reservedMs = pace.reserve(service, now, interval);
    return reservedMs;
  };

  const dispatch = async (): Promise<void> => {
    if (isSleeping) return;
    while (first() !== undefined && underWay < concurrency()) {
      const momentMs = nextMomentMs();
      const pauseMs = momentMs - nowMs();
      for (const waiting of everyone()) {
        if (momentMs > waiting.expiresAtMs) waiting.fail(new NoTurnError(momentMs));
        else if (!waiting.isTold && pauseMs > intervalMs()) {
          waiting.isTold = true;
          waiting.request.onWait?.(pauseMs);
        }
      }
      if (first() === undefined) return;
      if (pauseMs > 0) {
        isSleeping = true;
        wake = new AbortController();
        // Rejects only where nobody waits any more.
        await sleep(pauseMs, wake.signal).catch(() => {});
        isSleeping = false;
        continue;
      }
      reservedMs = null;
      underWay += 1;
      first()?.start(once(end));
    }
  };

  const run = () => {
    dispatch().catch((error: unknown) => {
      isSleeping = false;
      for (const waiting of everyone()) waiting.fail(error);
    });
  };
  const end = () => {
    underWay -= 1;
    run();
  };

  return {
    take(request) {
      const { priority, waitMs, signal } = request;
      return new Promise((resolve, reject) => {
        const leave = () => {
          queues[priority].delete(waiting);
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          if (first() !== undefined) return;
          // A moment that nobody took is not kept for later: it would come on top of those to come.
          reservedMs = null;
          wake.abort();
        };
        const waiting: Waiting = {
          request,
          expiresAtMs: nowMs() + waitMs,
          isTold: false,
          start(endTurn) {
            leave();
            resolve(endTurn);
          },
          fail(error) {
            leave();
            reject(error);
          },
        };
        const onAbort = () => waiting.fail(signal?.reason);
        // On the real clock: requests under way, which take real time, may hold it up.
        const timer = setTimeout(() => waiting.fail(new NoTurnError(nowMs())), Math.min(waitMs, 2 ** 31 - 1));
        if (signal?.aborted) return onAbort();
        signal?.addEventListener('abort', onAbort, { once: true });
        queues[priority].add(waiting);
        run();
      });
    },
  };
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    act();
  };
}
