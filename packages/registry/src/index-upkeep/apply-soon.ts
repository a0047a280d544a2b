/** Puts what was learned into the index some time later, a little at a time: nobody waits for it. */
export interface ApplySoon {
  /** There is something to be put in. */
  wake(): void;
  close(): void;
}

export interface ApplySoonOptions {
  /** Puts a little in; tells whether there is more. */
  readonly apply: () => { readonly hasMore: boolean };
  readonly onWarning: (message: string) => void;
  /** Two seconds by default. */
  readonly delayMs?: number | undefined;
}

const DELAY_MS = 2_000;
/** Between two little pieces, so that pages are answered in between. */
const NEXT_MS = 20;

export function createApplySoon({ apply, onWarning, delayMs = DELAY_MS }: ApplySoonOptions): ApplySoon {
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const start = (ms: number) => {
    timer ??= setTimeout(run, ms).unref();
  };
  const run = () => {
    timer = undefined;
    if (isClosed) return;
    try {
      if (apply().hasMore) start(NEXT_MS);
    } catch (error) {
      // Another process writes, or the disk is full.
      start(delayMs);
      onWarning(
        `The search index cannot be brought up to date now (${error instanceof Error ? error.message : String(error)}).`,
      );
    }
  };
  return {
    wake: () => start(delayMs),
    close() {
      const isWaiting = timer !== undefined;
      clearTimeout(timer);
      timer = undefined;
      // A process that ends at once, as a command does, puts in what it has learned.
      if (isWaiting && !isClosed) run();
      clearTimeout(timer);
      isClosed = true;
    },
  };
}
