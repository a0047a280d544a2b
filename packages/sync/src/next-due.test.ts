import { toIso } from '@shipstats/core';
import type { ResourceRun, Run } from '@shipstats/store';
import { describe, expect, it } from 'vitest';
import { dueAfter } from './next-due.ts';

const AT = 1_800_000_000;

function resourceRun(status: ResourceRun['status'], retryAt?: number): ResourceRun {
  return {
    resource: `${status} ${retryAt}`,
    status,
    buckets: 0,
    rows: 0,
    requests: 1,
    retries: 0,
    waitedMs: 0,
    planned: 1,
    quarantined: 0,
    revised: 0,
    warnings: [],
    error:
      status === 'failed'
        ? { message: 'no', ...(retryAt === undefined ? {} : { retryAt: toIso(retryAt) }) }
        : null,
  };
}

function run(status: Run['status'], ...resources: ResourceRun[]): Run {
  return { id: 1, connector: 'a', trigger: 'schedule', startedAt: AT - 5, finishedAt: AT, status, resources };
}

/** Seconds from the end of the run until it is due again. */
const wait = (last: Run, { failures = 1, random = 0.5, now = AT } = {}) =>
  dueAfter(last, { intervalSeconds: 3600, failures, now, random: () => random }) - AT;

describe('dueAfter', () => {
  it('waits for an interval after a good run, give or take a tenth', () => {
    const good = run('succeeded', resourceRun('succeeded'));
    expect([0, 0.5, 1].map((random) => wait(good, { random }))).toEqual([3240, 3600, 3960]);
  });

  it('takes rows in quarantine for no failure', () => {
    expect(wait(run('partial', resourceRun('partial'), resourceRun('succeeded')))).toBe(3600);
  });

  it('waits 1, 2, 4 … minutes after failures, at most the interval', () => {
    const bad = run('failed', resourceRun('failed'));
    expect([1, 2, 3, 6, 7, 5000].map((failures) => wait(bad, { failures }))).toEqual([
      60, 120, 240, 1920, 3600, 3600,
    ]);
  });

  it('waits longer where the source says when it may be asked again', () => {
    expect(wait(run('failed', resourceRun('failed', AT + 7200)))).toBe(7200);
    expect(wait(run('failed', resourceRun('failed', AT + 5)))).toBe(60);
  });

  it('does not let one resource that has to wait hold up the others', () => {
    const mixed = run('partial', resourceRun('failed', AT + 7200), resourceRun('succeeded'));
    expect(wait(mixed)).toBe(3600);
    expect(wait(run('failed', resourceRun('failed', AT + 7200), resourceRun('failed')))).toBe(60);
  });

  it('is not put off by a run that was logged under a clock that was ahead', () => {
    expect(wait(run('succeeded', resourceRun('succeeded')), { now: AT - 86_400 })).toBe(3600 - 86_400);
  });

  it('goes on soon after an interruption', () => {
    expect(wait(run('interrupted', resourceRun('skipped')))).toBe(60);
  });
});
