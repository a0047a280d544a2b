import { openReader } from './open-reader.ts';
import type { SqliteStoreOptions } from './open-sqlite-store.ts';
import { createCatalog } from './sqlite/catalog.ts';
import { openConnection } from './sqlite/open-connection.ts';
import { countRowsToRead } from './sqlite/read.ts';
import { createSqliteStore } from './sqlite/sqlite-store.ts';
import type { Store } from './store.ts';

export interface StoreWithReaderOptions extends SqliteStoreOptions {
  /** Reads that go through more sample rows than this are done in the reading thread; 4,000 by default. */
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
  return {
    ...store,
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
