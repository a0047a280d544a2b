import type { Run, Store } from '@shipstats/store';

export interface SplitStores {
  /** Of the connectors whose numbers are real. */
  readonly real: Store;
  /** Of those whose numbers are made up. */
  readonly demo: Store;
  readonly isReal: (connector: string) => boolean;
}

/**
 * Two stores as one: made-up numbers never lie beside real ones, though a page may show both.
 *
 * Everything goes by the connector's name. Runs of the two have ids of their own, which are told apart here by being
 * even and odd.
 */
export function splitStore({ real, demo, isReal }: SplitStores): Store {
  const of = (connector: string) => (isReal(connector) ? real : demo);
  const both = [real, demo] as const;
  const toOuterId = (store: Store, id: number) => id * 2 + (store === real ? 1 : 0);
  const fromOuterId = (id: number) => ({ store: id % 2 === 1 ? real : demo, id: Math.floor(id / 2) });
  const outward = (store: Store) => (run: Run) => ({ ...run, id: toOuterId(store, run.id) });
  /** A lease carries the name of its connector: `sync:openai`. */
  const ofLease = (name: string) => of(name.slice(name.indexOf(':') + 1));
  const newest = <T>(lists: readonly (readonly T[])[], at: (item: T) => number, limit: number) =>
    lists
      .flat()
      .sort((left, right) => at(right) - at(left))
      .slice(0, limit);
  /** A page of what both have: either may have all of it, and of the pages before. */
  const page = async <T>(
    ask: (store: Store, page: { readonly limit: number; readonly offset: number }) => Promise<readonly T[]>,
    at: (item: T) => number,
    { limit, offset = 0 }: { readonly limit: number; readonly offset?: number },
  ) => {
    const lists = await Promise.all(both.map((store) => ask(store, { limit: limit + offset, offset: 0 })));
    return newest(lists, at, limit + offset).slice(offset);
  };

  return {
    read: (request) => of(request.connector).read(request),
    buckets: (connector, ...rest) => of(connector).buckets(connector, ...rest),
    version: async () => (await Promise.all(both.map((store) => store.version()))).join(' '),
    freshness: (connector, ...rest) => of(connector).freshness(connector, ...rest),
    partitions: (connector, ...rest) => of(connector).partitions(connector, ...rest),
    partitionBuckets: (connector, ...rest) => of(connector).partitionBuckets(connector, ...rest),
    partitionStarts: (connector, ...rest) => of(connector).partitionStarts(connector, ...rest),
    names: (connector) => of(connector).names(connector),
    saveNames: (names) => of(names.connector).saveNames(names),
    deleteNames: (connector, kept) => of(connector).deleteNames(connector, kept),
    declare: (connector, resources) => of(connector).declare(connector, resources),
    commit: (commit) => of(commit.connector).commit(commit),
    trackPartitions: (connector, ...rest) => of(connector).trackPartitions(connector, ...rest),
    storedBuckets: (connector, ...rest) => of(connector).storedBuckets(connector, ...rest),
    progress: (connector, resource) => of(connector).progress(connector, resource),
    clearProgress: (connector, resource) => of(connector).clearProgress(connector, resource),
    historyStart: (connector, resource) => of(connector).historyStart(connector, resource),
    setHistoryStart: (connector, ...rest) => of(connector).setHistoryStart(connector, ...rest),
    dimensionValues: (connector, ...rest) => of(connector).dimensionValues(connector, ...rest),
    acquireLease: (name, ...rest) => ofLease(name).acquireLease(name, ...rest),
    renewLease: (lease, ...rest) => ofLease(lease.name).renewLease(lease, ...rest),
    releaseLease: (lease) => ofLease(lease.name).releaseLease(lease),
    lease: (name) => ofLease(name).lease(name),
    startRun: async (connector, ...rest) => {
      const store = of(connector);
      return toOuterId(store, await store.startRun(connector, ...rest));
    },
    updateRun: (outerId, resources) => {
      const { store, id } = fromOuterId(outerId);
      return store.updateRun(id, resources);
    },
    finishRun: (outerId, ...rest) => {
      const { store, id } = fromOuterId(outerId);
      return store.finishRun(id, ...rest);
    },
    runs: async (options) => {
      if (options.connector !== undefined) {
        const store = of(options.connector);
        return (await store.runs(options)).map(outward(store));
      }
      const lists = await Promise.all(
        both.map(async (store) => (await store.runs(options)).map(outward(store))),
      );
      return newest(lists, (run) => run.startedAt, options.limit);
    },
    revisions: (options) =>
      options.connector !== undefined
        ? of(options.connector).revisions(options)
        : page(
            (store, part) => store.revisions({ ...options, ...part }),
            ({ seenAt }) => seenAt,
            options,
          ),
    quarantine: (options) =>
      options.connector !== undefined
        ? of(options.connector).quarantine(options)
        : page(
            (store, part) => store.quarantine({ ...options, ...part }),
            ({ seenAt }) => seenAt,
            options,
          ),
    quarantineCounts: async () => (await Promise.all(both.map((store) => store.quarantineCounts()))).flat(),
    quarantinedBuckets: (connector, resource) => of(connector).quarantinedBuckets(connector, resource),
    counts: async () => (await Promise.all(both.map((store) => store.counts()))).flat(),
    newestBuckets: (connector) => of(connector).newestBuckets(connector),
    size: async () => {
      const [one, other] = await Promise.all([real.size(), demo.size()]);
      return one + other;
    },
    deleteBefore: (connector, ...rest) => of(connector).deleteBefore(connector, ...rest),
    forgetUnused: (connector) => of(connector).forgetUnused(connector),
    backup: () => Promise.reject(new Error('two stores are not copied into one file')),
    verify: async () => (await Promise.all(both.map((store) => store.verify()))).flat(),
    close: async () => {
      await Promise.all(both.map((store) => store.close()));
    },
  };
}
