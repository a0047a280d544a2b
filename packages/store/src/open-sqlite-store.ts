import { createCatalog } from './sqlite/catalog.ts';
import { openConnection } from './sqlite/open-connection.ts';
import { createSqliteStore } from './sqlite/sqlite-store.ts';
import type { Store } from './store.ts';

export interface SqliteStoreOptions {
  /** Made, with its folder, where there is none; `:memory:` for one that ends with the process. */
  readonly file: string;
  /** Only reads, and the file must be there. */
  readonly readonly?: boolean;
  /** Told of what works but could be better. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Opens a store in one SQLite file that several processes may use at once.
 *
 * Every call is done in the caller's thread, which it blocks: milliseconds for totals, tens of them for the rows of
 * 90 busy days (see `openStoreWithReader`), up to two seconds for a commit of 155,000 rows.
 *
 * @throws StoreError where the file cannot be used, with what to do: not writable, damaged, of another program, made
 *   by a newer Shipstats, locked for too long, disk full
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const connection = openConnection(options);
  return createSqliteStore(connection, createCatalog(connection));
}
