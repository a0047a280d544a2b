import { ConnectorError } from '@shipstats/core';

/** A value, and when its source said so (ISO 8601). */
export interface Dated<T> {
  readonly value: T;
  readonly asOf: string;
}

/** Where answers are kept, by key. Keeping may forget at any time. */
export interface AnswerStore<T> {
  read(key: string): Dated<T> | null;
  write(key: string, dated: Dated<T>): void;
}

export interface KeptAnswers<T> {
  /**
   * What was kept, while it is young enough; else what `ask` gives, which is then kept. Equal questions at one time are
   * asked once. Where the source fails (a ConnectorError), what was kept before, however old, with `isStale`; errors
   * are never kept.
   *
   * @throws whatever else `ask` throws, and a ConnectorError `aborted` or where nothing was kept
   */
  get(key: string, ask: () => Promise<T>): Promise<Dated<T> & { readonly isStale: boolean }>;
  /** What was kept, however old; asks nobody. */
  peek(key: string): Dated<T> | null;
}

export interface KeptAnswersOptions<T> {
  readonly store: AnswerStore<T>;
  readonly maxAgeMs: number;
  readonly clock: () => Date;
  /** False: an answer that is too old is none, also where asking fails. */
  readonly servesOld?: boolean;
  /** Answers that are given but not kept; all are by default. */
  readonly isKept?: (value: T) => boolean;
}

/** Asks once for all who ask at one time, and not again for a while. */
export function createKeptAnswers<T>(options: KeptAnswersOptions<T>): KeptAnswers<T> {
  const { store, maxAgeMs, clock, isKept = () => true, servesOld = true } = options;
  const asking = new Map<string, Promise<Dated<T> & { readonly isStale: boolean }>>();
  return {
    peek: (key) => store.read(key),
    async get(key, ask) {
      const kept = store.read(key);
      const ageMs = kept === null ? Number.POSITIVE_INFINITY : clock().getTime() - Date.parse(kept.asOf);
      // An answer of the future was kept by a clock that went wrong.
      if (kept !== null && ageMs >= 0 && ageMs < maxAgeMs) return { ...kept, isStale: false };
      const known = asking.get(key);
      if (known !== undefined) return known;
      const answer = askAndKeep(key, kept, ask).finally(() => asking.delete(key));
      asking.set(key, answer);
      return answer;
    },
  };

  async function askAndKeep(key: string, kept: Dated<T> | null, ask: () => Promise<T>) {
    try {
      const value = await ask();
      const dated = { value, asOf: clock().toISOString() };
      if (isKept(value)) store.write(key, dated);
      return { ...dated, isStale: false };
    } catch (error) {
      // What is no trouble of a source is a bug, and no reason to show something old.
      const isTrouble = error instanceof ConnectorError && error.code !== 'aborted';
      if (kept === null || !servesOld || !isTrouble) throw error;
      return { ...kept, isStale: true };
    }
  }
}

/** Keeps the answers that were written last, in memory. */
export function createMemoryAnswers<T>(maxAnswers: number): AnswerStore<T> {
  const answers = new Map<string, Dated<T>>();
  return {
    read: (key) => answers.get(key) ?? null,
    write(key, dated) {
      answers.delete(key);
      answers.set(key, dated);
      const [oldest] = answers.keys();
      if (answers.size > maxAnswers && oldest !== undefined) answers.delete(oldest);
    },
  };
}
