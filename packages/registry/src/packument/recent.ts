/** What was used last, as long as it is not too much. */
export interface Recent<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  delete(key: string): void;
}

export interface RecentOptions<T> {
  readonly maxWeight: number;
  readonly weigh: (value: T) => number;
}

/** Keeps what was used last; the one that was used the longest ago gives way. */
export function createRecent<T>({ maxWeight, weigh }: RecentOptions<T>): Recent<T> {
  // A map gives its entries in the order in which they were put in.
  const entries = new Map<string, { readonly value: T; readonly weight: number }>();
  let total = 0;
  const remove = (key: string) => {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value) {
      remove(key);
      const weight = weigh(value);
      entries.set(key, { value, weight });
      total += weight;
      for (const oldest of entries.keys()) {
        if (total <= maxWeight || entries.size === 1) return;
        remove(oldest);
      }
    },
    delete: remove,
  };
}
