import type { Run } from '@shipstats/store';
import { describe, expect, it } from 'vitest';
import type { SyncResult } from './run-sync.ts';
import { createScheduler, type SchedulerOptions } from './schedule.ts';

const START = Date.UTC(2026, 10, 22, 12);
const HOUR_MS = 3_600_000;

type RunFunction = SchedulerOptions['run'];

function finished(now: number, id: number, status: Run['status'] = 'succeeded'): SyncResult {
  const at = Math.floor(now / 1000);
  return {
    kind: 'finished',
    run: { id, connector: 'a', trigger: 'schedule', startedAt: at, finishedAt: at, status, resources: [] },
  };
}

/** A scheduler in a world whose time stands still until it is moved. */
function world(options: {
  run?: (call: number, signal: AbortSignal) => Promise<SyncResult>;
  last?: (name: string) => Promise<Run | null>;
  names?: string[];
}) {
  let now = START;
  let timer: { at: number; act: () => void } | null = null;
  let monotonic = 0;
  const calls: { name: string; trigger: string; at: number }[] = [];
  const errors: unknown[] = [];
  const waits: number[] = [];
  const run: RunFunction = (name, trigger, signal) => {
    calls.push({ name, trigger, at: (now - START) / 1000 });
    return options.run?.(calls.length, signal) ?? Promise.resolve(finished(now, calls.length));
  };
  const scheduler = createScheduler({
    connectors: (options.names ?? ['a']).map((name) => ({ name, syncIntervalSeconds: 3600 })),
    run,
    lastRun: options.last ?? (async () => null),
    clock: () => new Date(now),
    random: () => 0.5,
    setTimer: (act, milliseconds) => {
      waits.push(milliseconds);
      const mine = { at: monotonic + milliseconds, act };
      timer = mine;
      return () => {
        if (timer === mine) timer = null;
      };
    },
    onError: (_, error) => errors.push(error),
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

  return {
    scheduler,
    calls,
    errors,
    waits,
    settle,
    nowSeconds: () => Math.floor(now / 1000),
    now: () => now,
    jump(milliseconds: number) {
      now += milliseconds;
    },
    /** Lets time pass: the timers that fall due fire, in order. */
    async pass(milliseconds: number) {
      const until = monotonic + milliseconds;
      await settle();
      while (timer !== null && timer.at <= until) {
        const { at, act } = timer;
        timer = null;
        now += at - monotonic;
        monotonic = at;
        act();
        await settle();
      }
      now += until - monotonic;
      monotonic = until;
    },
  };
}

describe('createScheduler', () => {
  it('syncs at the start what was never synced, then once an interval', async () => {
    const w = world({});
    w.scheduler.start();
    await w.pass(3 * HOUR_MS - 1000);
    expect(w.calls.map(({ trigger, at }) => [trigger, at])).toEqual([
      ['start', 0],
      ['schedule', 3600],
      ['schedule', 7200],
    ]);
    expect(w.scheduler.next('a')).toBe(START / 1000 + 3 * 3600);
  });

  it('waits at the start for what was synced a while ago, by whatever process', async () => {
    const last = finished(START - HOUR_MS / 2, 7);
    const w = world({ last: async () => (last.kind === 'finished' ? last.run : null) });
    w.scheduler.start();
    await w.pass(HOUR_MS);
    expect(w.calls.map(({ at }) => at)).toEqual([1800]);
  });

  it('goes on at once with what a dead process left', async () => {
    const last = finished(START - 1000, 7, 'interrupted');
    const w = world({ last: async () => (last.kind === 'finished' ? last.run : null) });
    w.scheduler.start();
    await w.pass(1000);
    expect(w.calls).toHaveLength(1);
  });

  it('waits for the lease of a run that may be dead, then goes on with it', async () => {
    const result = finished(START - 1000, 7);
    if (result.kind !== 'finished') throw new Error('unreachable');
    let last: Run = { ...result.run, status: 'running', finishedAt: null };
    const w = world({ last: async () => last });
    w.scheduler.start();
    await w.pass(30_000);
    expect(w.calls).toEqual([]);
    last = { ...last, status: 'interrupted', finishedAt: last.startedAt };
    await w.pass(31_000);
    expect(w.calls).toMatchObject([{ trigger: 'start', at: 60 }]);
  });

  it('counts what another process synced while it waited', async () => {
    let other: Run | null = null;
    const w = world({ last: async () => other });
    w.scheduler.start();
    await w.pass(HOUR_MS - 60_000);
    const result = finished(w.now(), 99);
    other = result.kind === 'finished' ? result.run : null;
    await w.pass(HOUR_MS);
    expect(w.calls.map(({ at }) => at)).toEqual([0, 3540 + 3600]);
  });

  it('retries after failures with growing pauses, and forgets them after a success', async () => {
    const w = world({
      run: async (call) => finished(w.now(), call, call <= 3 ? 'failed' : 'succeeded'),
    });
    w.scheduler.start();
    await w.pass(2 * HOUR_MS);
    expect(w.calls.map(({ at }) => at)).toEqual([0, 60, 180, 420, 4020]);
  });

  it('backs off and tells when a run throws', async () => {
    const w = world({
      run: async (call) => {
        if (call === 1) throw new TypeError('a bug');
        return finished(w.now(), call);
      },
    });
    w.scheduler.start();
    await w.pass(120_000);
    expect(w.errors).toEqual([new TypeError('a bug')]);
    expect(w.calls.map(({ at }) => at)).toEqual([0, 60]);
  });

  it('looks again after a minute when another process is at work', async () => {
    const w = world({
      run: async (call) => (call === 1 ? { kind: 'busy', lease: null, run: null } : finished(w.now(), call)),
    });
    w.scheduler.start();
    await w.pass(120_000);
    expect(w.calls.map(({ at }) => at)).toEqual([0, 60]);
  });

  it('survives a run log that cannot be read for a while', async () => {
    let reads = 0;
    const w = world({
      last: async () => {
        reads += 1;
        if (reads === 1) throw new Error('locked');
        return null;
      },
    });
    w.scheduler.start();
    await w.pass(120_000);
    expect(w.errors).toHaveLength(1);
    expect(w.calls.map(({ at }) => at)).toEqual([60]);
  });

  it('joins the run that is at work when asked to sync now', async () => {
    let finish: (result: SyncResult) => void = () => undefined;
    const w = world({
      run: () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    });
    w.scheduler.start();
    await w.settle();
    const first = w.scheduler.trigger('a');
    const second = w.scheduler.trigger('a');
    expect(w.scheduler.isRunning('a')).toBe(true);
    const result = finished(w.now(), 1);
    finish(result);
    expect(await first).toBe(result);
    expect(await second).toBe(result);
    expect(w.calls).toHaveLength(1);
    expect(w.scheduler.isRunning('a')).toBe(false);
  });

  it('syncs now when asked, and counts the interval from then', async () => {
    const w = world({});
    w.scheduler.start();
    await w.pass(600_000);
    await w.scheduler.trigger('a');
    expect(w.calls.at(-1)).toEqual({ name: 'a', trigger: 'manual', at: 600 });
    expect(w.scheduler.next('a')).toBe(START / 1000 + 600 + 3600);
  });

  it('refuses to sync what it does not know', async () => {
    await expect(world({}).scheduler.trigger('b')).rejects.toThrow('no connector is named "b"');
    expect(world({}).scheduler.next('b')).toBeNull();
  });

  it('runs once after a sleep of days, not once for each missed interval', async () => {
    const w = world({});
    w.scheduler.start();
    await w.pass(1000);
    w.jump(5 * 24 * HOUR_MS);
    await w.pass(120_000);
    expect(w.calls).toHaveLength(2);
  });

  it('notices within a minute that a sleep made it overdue', async () => {
    const w = world({});
    w.scheduler.start();
    await w.pass(1000);
    w.jump(2 * HOUR_MS);
    await w.pass(60_000);
    expect(w.calls).toHaveLength(2);
    expect(Math.max(...w.waits)).toBeLessThanOrEqual(60_000);
  });

  it('goes on within an interval after the clock was set back by a year, without a storm', async () => {
    const w = world({});
    w.scheduler.start();
    await w.pass(60_000);
    w.jump(-365 * 24 * HOUR_MS);
    await w.pass(2.5 * HOUR_MS);
    expect(w.calls).toHaveLength(3);
  });

  it('aborts what runs when it stops, and waits for its end', async () => {
    let ended = false;
    const w = world({
      run: (call, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            setImmediate(() => {
              ended = true;
              resolve(finished(w.now(), call, 'interrupted'));
            });
          });
        }),
    });
    w.scheduler.start();
    await w.settle();
    await w.scheduler.stop();
    expect(ended).toBe(true);
    expect(w.scheduler.next('a')).toBeNull();
    await w.pass(2 * HOUR_MS);
    expect(w.calls).toHaveLength(1);
    await expect(w.scheduler.trigger('a')).rejects.toThrow('stopped');
  });

  it('runs connectors beside each other', async () => {
    const w = world({ names: ['a', 'b'], run: () => new Promise(() => undefined) });
    w.scheduler.start();
    await w.settle();
    expect(w.calls.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});
