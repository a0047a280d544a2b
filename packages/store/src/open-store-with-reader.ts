import { DAY, type Window } from '@shipstats/core';
import { openReader } from './open-reader.ts';
import type { SqliteStoreOptions } from './open-sqlite-store.ts';
import { createCatalog } from './sqlite/catalog.ts';
import { openConnection } from './sqlite/open-connection.ts';
import { countRowsToRead } from './sqlite/read.ts';
import { createSqliteStore } from './sqlite/sqlite-store.ts';
import type { Store } from './store.ts';

export interface StoreWithReaderOptions extends SqliteStoreOptions {
  /**
   * Reads that go through more sample rows than this, or four times as many days of partitions, are done in the
   * reading thread; 4,000 by default.
   */
  readonly heavyRows?: number;
  /** How long the reading thread stays without work; 60 s by default. */
  readonly readerIdleMs?: number;
}

/**
 * Opens a store whose heavy reads are done in a thread of their own, for a process that has requests to answer.
 *
 * Totals, and splits that were added up when they were written, take less than the way to the thread and stay here.
 *
 * @throws StoreError as `openSqliteStore` does
 */
export async function openStoreWithReader(options: StoreWithReaderOptions): Promise<Store> {
  const connection = openConnection(options);
  const catalog = createCatalog(connection);
  const store = createSqliteStore(connection, catalog);
  // Another thread would not see what is in this one's memory.
  if (options.file === ':memory:') return store;
  const { file, readerIdleMs, heavyRows = 4_000 } = options;
  const reader = openReader(readerIdleMs === undefined ? { file } : { file, idleMs: readerIdleMs });
  /** A partition's day takes about a quarter of what a row with its dimensions takes. */
  const isHeavyCoverage = (window: Window, partitions: number) =>
    ((window.end - window.start) / DAY) * partitions > heavyRows * 4;
  return {
    ...store,
    buckets: async (connector, resource, window, partitions) => {
      const isPartitioned = (catalog.find(connector, resource)?.partition ?? null) !== null;
      const count = isPartitioned ? (partitions ?? (await store.partitions(connector, resource))).length : 0;
      const source = isHeavyCoverage(window, count) ? reader : store;
      return source.buckets(connector, resource, window, partitions);
    },
    partitionBuckets: async (connector, resource, window, partitions) => {
      const source = isHeavyCoverage(window, partitions.length) ? reader : store;
      return source.partitionBuckets(connector, resource, window, partitions);
    },
    read: async (request) => {
      const isHeavy = countRowsToRead(connection, catalog, request) > heavyRows;
      return isHeavy ? reader.read(request) : store.read(request);
    },
    close: async () => {
      await reader.close();
      await store.close();
    },
  };
}
