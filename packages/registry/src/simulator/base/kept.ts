/** A small memory of what was made, the least recently used forgotten first. */
export interface Kept<T> {
  get(key: string, make: () => T): T;
  clear(): void;
}

/** Creates a memory of at most so many things. */
export function createKept<T>(maximum: number): Kept<T> {
  const entries = new Map<string, T>();
  return {
    get(key, make) {
      const known = entries.get(key);
      const value = known ?? make();
      entries.delete(key);
      entries.set(key, value);
      if (entries.size > maximum) {
        const oldest = entries.keys().next().value;
        if (oldest !== undefined) entries.delete(oldest);
      }
      return value;
    },
    clear: () => entries.clear(),
  };
}
