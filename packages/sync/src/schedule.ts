import { type Clock, toUnixSeconds, type UnixSeconds } from '@shipstats/core';
import type { Run } from '@shipstats/store';
import { dueAfter, FIRST_RETRY_SECONDS, hasFailed, retryDelay } from './next-due.ts';
import type { SyncOptions, SyncResult } from './run-sync.ts';

/** However far away the next run: the clock is looked at again after this, for it may have jumped. */
const LONGEST_TIMER_MS = 60_000;
const SHORTEST_TIMER_MS = 50;

/** What a sync that somebody asks for does beside what is due. */
export type TriggerOptions = Pick<SyncOptions, 'retryQuarantined'>;

/** Calls an act once after a while; returns what prevents it. */
export type SetTimer = (act: () => void, milliseconds: number) => () => void;

const setRealTimer: SetTimer = (act, milliseconds) => {
  const timer = setTimeout(act, milliseconds);
  return () => clearTimeout(timer);
};

export interface SchedulerOptions {
  readonly connectors: readonly { readonly name: string; readonly syncIntervalSeconds: number }[];
  /** Syncs a connector: `syncConnector` with its store and connector. */
  readonly run: (
    name: string,
    trigger: Run['trigger'],
    signal: AbortSignal,
    options: TriggerOptions,
  ) => Promise<SyncResult>;
  /** The last run, of whatever process; see `lastRun`. */
  readonly lastRun: (name: string) => Promise<Run | null>;
  readonly clock: Clock;
  /** A number in [0, 1), for the jitter. */
  readonly random: () => number;
  /** A real timer by default. */
  readonly setTimer?: SetTimer;
  /** Hears of what `run` or `lastRun` threw in a scheduled run. */
  readonly onError?: (name: string, error: unknown) => void;
}

/** Syncs each connector on its interval until stopped. */
export interface Scheduler {
  /** Begins; a connector that is due is synced at once. */
  start(): void;
  /** Syncs now, or joins the run that is at work. @throws RangeError for an unknown name, or when stopped. */
  trigger(name: string, options?: TriggerOptions): Promise<SyncResult>;
  /** When a connector is due; now or earlier while it runs; null for an unknown name, or when stopped. */
  next(name: string): UnixSeconds | null;
  isRunning(name: string): boolean;
  /** Aborts what runs and waits for it to end. */
  stop(): Promise<void>;
}

interface Turn {
  readonly name: string;
  readonly intervalSeconds: number;
  dueAt: UnixSeconds;
  /** How far away `dueAt` was when it was set: further away means that the clock was turned back. */
  delay: number;
  failures: number;
  /** The last run that `dueAt` takes into account. */
  lastRunId: number | null;
  isFirst: boolean;
  isLooking: boolean;
  running: Promise<SyncResult> | null;
}

/**
 * Makes the scheduler of a process: one run at a time for each connector, an interval with ±10 % jitter, sooner
 * retries with growing pauses after failures.
 *
 * What other processes have synced in the meantime counts. A clock that jumps (sleep, correction) neither stops it
 * nor makes it sync again and again: an overdue connector runs once, a due time that moved away is pulled back.
 *
 * @example
 * ```ts
 * const scheduler = createScheduler({
 *   connectors: [{ name: 'openai', syncIntervalSeconds: 3600 }],
 *   run: (name, trigger, signal) => syncConnector({ store, connector, name, trigger, signal, clock, holder }),
 *   lastRun: (name) => lastRun(store, name, toUnixSeconds(clock())),
 *   clock, random: Math.random,
 * });
 * scheduler.start();
 * ```
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { clock, random, setTimer = setRealTimer, onError = () => undefined } = options;
  const now = () => toUnixSeconds(clock());
  const stopping = new AbortController();
  const pending = new Set<Promise<unknown>>();
  let cancelTimer: () => void = () => undefined;
  let isStarted = false;

  const turns = new Map<string, Turn>();
  for (const { name, syncIntervalSeconds } of options.connectors) {
    turns.set(name, {
      name,
      intervalSeconds: Math.max(1, syncIntervalSeconds),
      dueAt: now(),
      delay: 0,
      failures: 0,
      lastRunId: null,
      isFirst: true,
      isLooking: false,
      running: null,
    });
  }

  const setDue = (turn: Turn, dueAt: UnixSeconds) => {
    turn.dueAt = dueAt;
    turn.delay = Math.max(0, dueAt - now());
  };

  const settle = (turn: Turn, run: Run) => {
    turn.lastRunId = run.id;
    turn.failures = hasFailed(run) ? turn.failures + 1 : 0;
    const { intervalSeconds, failures } = turn;
    setDue(turn, dueAfter(run, { intervalSeconds, failures, now: now(), random }));
  };

  const settleError = (turn: Turn) => {
    turn.failures += 1;
    setDue(turn, now() + retryDelay({ ...turn, random }));
  };

  const run = async (turn: Turn, trigger: Run['trigger'], wanted: TriggerOptions): Promise<SyncResult> => {
    try {
      const result = await options.run(turn.name, trigger, stopping.signal, wanted);
      if (result.kind === 'finished') settle(turn, result.run);
      else setDue(turn, now() + Math.min(FIRST_RETRY_SECONDS, turn.intervalSeconds));
      return result;
    } catch (error) {
      settleError(turn);
      throw error;
    }
  };

  const track = <T>(work: Promise<T>): Promise<T> => {
    const ended = () => {
      pending.delete(settled);
    };
    const settled: Promise<void> = work.then(ended, ended);
    pending.add(settled);
    return work;
  };

  const begin = (turn: Turn, trigger: Run['trigger'], wanted: TriggerOptions = {}): Promise<SyncResult> => {
    if (turn.running !== null) return turn.running;
    turn.isFirst = false;
    const running = run(turn, trigger, wanted).finally(() => {
      turn.running = null;
      arm();
    });
    turn.running = running;
    return track(running);
  };

  /** Runs what is due, unless another process did so in the meantime. */
  const look = async (turn: Turn): Promise<void> => {
    turn.isLooking = true;
    try {
      const last = await options.lastRun(turn.name);
      if (last?.status === 'running') {
        // Another process is at work, or died just now: its lease tells which, soon.
        setDue(turn, now() + Math.min(FIRST_RETRY_SECONDS, turn.intervalSeconds));
      } else if (last !== null && last.id !== turn.lastRunId) {
        settle(turn, last);
        // What was interrupted before this process began goes on at once.
        if (turn.isFirst && last.status === 'interrupted') setDue(turn, now());
      }
    } catch (error) {
      settleError(turn);
      onError(turn.name, error);
    } finally {
      turn.isLooking = false;
    }
    if (stopping.signal.aborted) return;
    if (turn.running !== null || turn.dueAt > now()) {
      arm();
      return;
    }
    begin(turn, turn.isFirst ? 'start' : 'schedule').catch((error: unknown) => onError(turn.name, error));
  };

  const arm = () => {
    cancelTimer();
    if (!isStarted || stopping.signal.aborted) return;
    let wait = LONGEST_TIMER_MS;
    for (const turn of turns.values()) {
      if (turn.running !== null || turn.isLooking) continue;
      if (turn.dueAt - now() > turn.delay) setDue(turn, now() + turn.delay);
      wait = Math.min(wait, turn.dueAt * 1000 - clock().getTime());
    }
    cancelTimer = setTimer(tick, Math.max(SHORTEST_TIMER_MS, wait));
  };

  const tick = () => {
    if (stopping.signal.aborted) return;
    for (const turn of turns.values()) {
      if (turn.running === null && !turn.isLooking && turn.dueAt <= now()) void track(look(turn));
    }
    arm();
  };

  return {
    start() {
      if (isStarted) return;
      isStarted = true;
      tick();
    },
    async trigger(name, wanted) {
      const turn = turns.get(name);
      if (!turn) throw new RangeError(`no connector is named ${JSON.stringify(name)}.`);
      if (stopping.signal.aborted) throw new RangeError('the scheduler has stopped.');
      return begin(turn, 'manual', wanted);
    },
    next(name) {
      return stopping.signal.aborted ? null : (turns.get(name)?.dueAt ?? null);
    },
    isRunning: (name) => (turns.get(name)?.running ?? null) !== null,
    async stop() {
      cancelTimer();
      stopping.abort();
      await Promise.all(pending);
    },
  };
}
