/** Searches in the background, of which none may fail. */
export interface Asking {
  /** From here on the times count as those of a server whose index changes. */
  mark(): void;
  stop(): Promise<Asked>;
}

export interface Asked {
  readonly count: number;
  /** Answers that were no success, or had nothing in them. */
  readonly failures: readonly string[];
  /** Milliseconds within which 95 of 100 were answered, before and after the mark. */
  readonly p95: { readonly quiet: number; readonly busy: number };
}

const EVERY_MS = 20;

/** Asks the API of a server fifty times a second, whether or not it has answered. */
export function askFiftyASecond(url: string, queryAt: (index: number) => string): Asking {
  const failures: string[] = [];
  const times: { quiet: number[]; busy: number[] } = { quiet: [], busy: [] };
  let isBusy = false;
  let count = 0;
  const asking = new Set<Promise<void>>();
  const ask = async (query: string) => {
    const began = performance.now();
    try {
      const response = await fetch(`${url}/api/v1/npm/search?q=${encodeURIComponent(query)}`);
      const body = (await response.json()) as { hits?: readonly { name: string }[] }; // our own
      if (response.status !== 200) failures.push(`${response.status} ${JSON.stringify(body)}`);
      else if ((body.hits ?? []).length === 0) failures.push(`nothing was found by ${query}`);
    } catch (error) {
      failures.push(String(error));
    }
    (isBusy ? times.busy : times.quiet).push(performance.now() - began);
  };
  const timer = setInterval(() => {
    const asked = ask(queryAt(count++)).finally(() => asking.delete(asked));
    asking.add(asked);
  }, EVERY_MS);
  const p95 = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length * 0.95)] ?? 0;
  return {
    mark: () => {
      isBusy = true;
    },
    stop: async () => {
      clearInterval(timer);
      await Promise.all(asking);
      return { failures, count, p95: { quiet: p95(times.quiet), busy: p95(times.busy) } };
    },
  };
}
