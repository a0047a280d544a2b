import type { Sleep } from '../service/turns.ts';

/** What is done to the index while a server runs. */
export interface KeepOptions {
  /** Follow npm's change feed. */
  readonly followChanges: boolean;
  /** Read the facts of popular packages of which little is known. */
  readonly enrich: boolean;
}

export interface KeepSteps {
  /** Makes what the first search would wait for. */
  readonly prepare: () => Promise<void>;
  /** Follows the feed to its end. */
  readonly follow: (signal: AbortSignal) => Promise<unknown>;
  /** Reads facts of some packages; tells how many there were. */
  readonly enrich: (signal: AbortSignal) => Promise<number>;
  readonly sleep: Sleep;
  readonly onWarning: (message: string) => void;
}

export interface Keeping {
  stop(): Promise<void>;
}

/** npm counts some twenty changes a minute: each look has some hundred. */
const FOLLOW_EVERY_MS = 10 * 60_000;
/** After a failure, and where there is nothing to be read. */
const REST_MS = 10 * 60_000;
const BETWEEN_MS = 5_000;
/** The first page of a server that has just begun is more in a hurry. */
const PREPARE_AFTER_MS = 2_000;

/** Brings the index up to date until it is stopped; what fails is told of, and tried again later. */
export function keepUpToDate(options: KeepOptions, steps: KeepSteps): Keeping {
  const stopping = new AbortController();
  const loops = [
    prepareSoon(stopping.signal, steps),
    ...(options.followChanges
      ? [
          repeat(stopping.signal, steps, async (signal) => {
            await steps.follow(signal);
            return FOLLOW_EVERY_MS;
          }),
        ]
      : []),
    ...(options.enrich
      ? [
          repeat(stopping.signal, steps, async (signal) =>
            (await steps.enrich(signal)) === 0 ? REST_MS : BETWEEN_MS,
          ),
        ]
      : []),
  ];
  return {
    async stop() {
      stopping.abort(new Error('stopping'));
      await Promise.all(loops);
    },
  };
}

async function prepareSoon(signal: AbortSignal, { prepare, sleep, onWarning }: KeepSteps): Promise<void> {
  try {
    await sleep(PREPARE_AFTER_MS, signal);
    await prepare();
  } catch (error) {
    if (signal.aborted) return;
    onWarning(`The search is not prepared: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @param act tells how long to rest after it */
async function repeat(
  signal: AbortSignal,
  { sleep, onWarning }: KeepSteps,
  act: (signal: AbortSignal) => Promise<number>,
): Promise<void> {
  while (!signal.aborted) {
    let restMs = REST_MS;
    try {
      restMs = await act(signal);
    } catch (error) {
      if (signal.aborted) return;
      onWarning(
        `The search index was not brought up to date: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    await sleep(restMs, signal).catch(() => {}); // it is being stopped
  }
}
