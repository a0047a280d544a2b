import type { Clock, FetchEvent } from '@shipstats/core';
import type { Run } from '@shipstats/store';

const LEAST_INTERVAL_MS = 100;
/** A wait that a person notices is told at once. */
const NOTICED_WAIT_MS = 1_000;

/** One moment of a run, for progress bars and live pages. */
export interface SyncProgress {
  /** Each resource with what was planned and what is done. */
  readonly run: Run;
  /** The resource that is being worked on; null when the run has ended. */
  readonly resource: string | null;
  /** What just happened; null between requests. */
  readonly event: FetchEvent | null;
}

export type OnProgress = (progress: SyncProgress) => void;

export interface ProgressReporter {
  event(resource: string, event: FetchEvent): void;
  step(resource: string): void;
  end(run: Run): void;
}

/** Tells of progress at most ten times a second; of the end and of long waits always. */
export function createProgressReporter(options: {
  readonly clock: Clock;
  readonly onProgress: OnProgress | undefined;
  readonly run: () => Run;
}): ProgressReporter {
  const { clock, onProgress, run } = options;
  let toldAt = Number.NEGATIVE_INFINITY;

  const tell = (progress: () => SyncProgress, always: boolean) => {
    if (!onProgress) return;
    const now = clock().getTime();
    const passed = now - toldAt;
    // A clock that was turned back must not silence it.
    if (!always && passed >= 0 && passed < LEAST_INTERVAL_MS) return;
    toldAt = now;
    onProgress(progress());
  };

  return {
    event(resource, event) {
      const always = event.kind === 'wait' && event.waitMs >= NOTICED_WAIT_MS;
      tell(() => ({ run: run(), resource, event }), always);
    },
    step: (resource) => tell(() => ({ run: run(), resource, event: null }), false),
    end: (finished) => tell(() => ({ run: finished, resource: null, event: null }), true),
  };
}
