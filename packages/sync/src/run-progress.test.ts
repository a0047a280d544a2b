import type { ResourceRun, Run } from '@shipstats/store';
import { describe, expect, it } from 'vitest';
import { progressWords, runProgress, secondsLeft } from './run-progress.ts';

const STARTED = 1_000_000;

function resource(status: ResourceRun['status'], [buckets, planned]: readonly [number, number]): ResourceRun {
  const none = { rows: 0, requests: 0, retries: 0, waitedMs: 0, quarantined: 0, revised: 0 };
  return { resource: 'a', status, buckets, planned, ...none, warnings: [], error: null };
}

function run(...resources: readonly ResourceRun[]): Run {
  return {
    id: 1,
    connector: 'test',
    trigger: 'manual',
    status: 'running',
    startedAt: STARTED,
    finishedAt: null,
    resources,
  };
}

describe('the progress of a run', () => {
  it('is over all that was planned, also of resources whose turn has not come', () => {
    expect(runProgress(run(resource('running', [45, 90]), resource('pending', [0, 90])))).toBe(0.25);
  });

  it('takes a resource that failed half-way as settled: nothing more of it will be read', () => {
    expect(runProgress(run(resource('failed', [10, 90]), resource('running', [45, 90])))).toBe(0.75);
  });

  it('goes not beyond what was planned where a source gives more', () => {
    expect(runProgress(run(resource('running', [95, 90]), resource('pending', [0, 90])))).toBe(0.5);
  });

  it('is nothing while it plans, and all when it has ended', () => {
    expect(runProgress(run(resource('pending', [0, 0])))).toBe(0);
    expect(runProgress({ ...run(resource('succeeded', [0, 0])), finishedAt: STARTED })).toBe(1);
  });
});

describe('the time that is left', () => {
  it('is told from what was read so far, not from what failed', () => {
    const half = run(
      resource('failed', [0, 90]),
      resource('running', [30, 90]),
      resource('pending', [0, 60]),
    );
    expect(secondsLeft(half, STARTED + 10)).toBe(40);
    expect(progressWords(half, STARTED + 10)).toBe('50 %, about 40 s left');
    expect(progressWords(half, STARTED + 100)).toBe('50 %, about 7 min left');
  });

  it('is not guessed in the first seconds, nor before anything was read, nor by a clock that was turned back', () => {
    const some = run(resource('running', [30, 90]));
    expect(secondsLeft(some, STARTED + 2)).toBeNull();
    expect(secondsLeft(some, STARTED - 500)).toBeNull();
    expect(secondsLeft(run(resource('running', [0, 90])), STARTED + 60)).toBeNull();
    expect(progressWords(some, STARTED)).toBe('33 %');
  });
});
