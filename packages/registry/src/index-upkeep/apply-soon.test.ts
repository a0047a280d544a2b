import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createApplySoon } from './apply-soon.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const DELAY_MS = 1_000;

/** Puts in what the outcomes say, one after the other: whether there is more, or what goes wrong. */
function open(outcomes: (boolean | Error)[]) {
  const warnings: string[] = [];
  let calls = 0;
  const soon = createApplySoon({
    apply() {
      calls += 1;
      const outcome = outcomes.shift() ?? false;
      if (outcome instanceof Error) throw outcome;
      return { hasMore: outcome };
    },
    onWarning: (message) => warnings.push(message),
    delayMs: DELAY_MS,
  });
  return { soon, warnings, calls: () => calls };
}

it('waits, and goes on until there is no more', () => {
  const { soon, calls } = open([true, true, false]);
  soon.wake();
  soon.wake();
  expect(calls()).toBe(0);
  vi.advanceTimersByTime(DELAY_MS);
  expect(calls()).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(calls()).toBe(3);
});

it('tries again where it fails, without waiting for something else to be learned', () => {
  const { soon, warnings, calls } = open([new Error('is locked'), new Error('is locked'), false]);
  soon.wake();
  vi.advanceTimersByTime(60_000);
  expect(calls()).toBe(3);
  expect(warnings[0]).toContain('is locked');
});

it('puts in what is waiting when it is closed, and nothing after that', () => {
  const { soon, calls } = open([new Error('is locked')]);
  soon.wake();
  soon.close();
  expect(calls()).toBe(1);
  soon.wake();
  vi.advanceTimersByTime(60_000);
  expect(calls()).toBe(1);
});
