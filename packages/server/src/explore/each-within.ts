export interface EachWithinOptions {
  /** What is not there by then is left for a later look; it goes on behind. */
  readonly waitMs: number;
  /** How many at a time; 8 if not told. */
  readonly concurrency?: number;
}

export interface EachWithin<Item, Value> {
  readonly done: ReadonlyMap<Item, Value>;
  readonly failed: ReadonlyMap<Item, unknown>;
  /** Not begun, or still under way when the time was over. */
  readonly pending: readonly Item[];
}

/**
 * Does something for each of many, a few at a time, for as long as a page may wait.
 *
 * What was begun goes on after the time is over and is thus there (in a cache) at the next look; nothing new begins.
 */
export async function eachWithin<Item, Value>(
  items: readonly Item[],
  act: (item: Item) => Promise<Value>,
  { waitMs, concurrency = 8 }: EachWithinOptions,
): Promise<EachWithin<Item, Value>> {
  const done = new Map<Item, Value>();
  const failed = new Map<Item, unknown>();
  const queue = items.values();
  let isOver = false;
  const work = async () => {
    for (const item of queue) {
      if (isOver) return;
      try {
        const value = await act(item);
        if (!isOver) done.set(item, value);
      } catch (error) {
        // Whatever it is belongs to this item alone; who asked decides what to tell of it.
        if (!isOver) failed.set(item, error);
      }
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([Promise.all(Array.from({ length: concurrency }, work)), time]);
  isOver = true;
  clearTimeout(timer);
  return { done, failed, pending: items.filter((item) => !done.has(item) && !failed.has(item)) };
}
