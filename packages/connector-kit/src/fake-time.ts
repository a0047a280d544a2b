import type { Clock } from '@shipstats/core';
import type { Sleep } from './sleep.ts';

/** A clock that stands still but for the sleeps, which take no time and are written down. */
export interface FakeTime {
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly sleeps: readonly number[];
}

export function createFakeTime(start = '2026-11-22T10:00:00Z'): FakeTime {
  let now = new Date(start).getTime();
  const sleeps: number[] = [];
  return {
    clock: () => new Date(now),
    sleep: async (milliseconds) => {
      sleeps.push(milliseconds);
      now += milliseconds;
    },
    sleeps,
  };
}
