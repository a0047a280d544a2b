import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '@shipstats/core';
import Database from 'better-sqlite3';
import { makeFolder } from '../make-folder.ts';
import { type Connection, createConnection } from './connection.ts';
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from './schema.ts';
import { BUSY_TIMEOUT_MS, toStoreError } from './store-errors.ts';

export interface ConnectionOptions {
  readonly file: string;
  readonly readonly?: boolean;
  /** Pages kept in memory, in KiB. */
  readonly cacheKib?: number;
  /**
   * How much of the file is mapped into memory: a scan of 90,000 rows takes 38 ms of CPU with the file mapped and
   * 50 ms without (`bench/store.ts`).
   */
  readonly mmapBytes?: number;
  readonly onWarning?: (message: string) => void;
}

/** Opens a store's file, makes it where there is none, and brings it to the newest layout. */
export function openConnection(options: ConnectionOptions): Connection {
  const { file } = options;
  const readonly = options.readonly ?? false;
  let db: Database.Database | undefined;
  try {
    if (readonly && !existsSync(file)) {
      const hint = 'Run a sync first, or name the folder of the data with --data.';
      throw new StoreError(`${file}: there is no store yet.`, { hint });
    }
    if (!readonly && file !== ':memory:') makeFolder(dirname(file));
    db = new Database(file, { readonly, fileMustExist: readonly, timeout: BUSY_TIMEOUT_MS });
    prepareFile(db, options, readonly);
    return createConnection(db, file);
  } catch (error) {
    db?.close();
    throw toStoreError(error, file);
  }
}

function prepareFile(db: Database.Database, options: ConnectionOptions, readonly: boolean): void {
  const { file } = options;
  refuseForeignFile(db, file);
  if (!readonly) {
    useWriteAheadLog(db, file, options.onWarning);
    // A power cut may lose the last commits but never damages the file: https://www.sqlite.org/wal.html
    db.pragma('synchronous = NORMAL');
    // The log is cut back to this after a big commit.
    db.pragma(`journal_size_limit = ${16 * 1024 * 1024}`);
    migrate(db);
  } else if (readNumber(db, 'user_version') < SCHEMA_VERSION) {
    const hint = 'Run a sync once: it brings the file up to date.';
    throw new StoreError(`${file}: the store was made by an older Shipstats.`, { hint });
  }
  db.pragma(`cache_size = -${options.cacheKib ?? 8_192}`);
  db.pragma(`mmap_size = ${options.mmapBytes ?? 0}`);
  db.pragma('temp_store = MEMORY');
}

function refuseForeignFile(db: Database.Database, file: string): void {
  // In one transaction: another process may be making the file right now.
  const [application, tables] = db.transaction(() => [
    readNumber(db, 'application_id'),
    db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get(),
  ])();
  if (application !== APPLICATION_ID && (application !== 0 || tables !== 0)) {
    const hint = 'Choose another folder with --data; nothing was changed in this one.';
    throw new StoreError(`${file}: this is the database of another program.`, { hint });
  }
  const version = readNumber(db, 'user_version');
  if (version > SCHEMA_VERSION) {
    const hint = 'Use that newer version, or another folder with --data; nothing was changed in this one.';
    throw new StoreError(
      `${file}: the store was made by a newer Shipstats (layout ${version}, this one knows ${SCHEMA_VERSION}).`,
      { hint },
    );
  }
}

function useWriteAheadLog(db: Database.Database, file: string, onWarning?: (message: string) => void): void {
  if (file === ':memory:') return;
  const mode = switchToWriteAheadLog(db);
  if (mode !== 'wal') {
    onWarning?.(
      `${file}: this folder does not support shared memory, so that readers wait for writers. Prefer a local disk.`,
    );
  }
}

/** SQLite does not wait for its turn to change this mode: two processes that open a new file at once must. */
function switchToWriteAheadLog(db: Database.Database): unknown {
  const giveUpAt = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      const mode = db.pragma('journal_mode', { simple: true });
      return mode === 'wal' ? mode : db.pragma('journal_mode = WAL', { simple: true });
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUpAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/** Runs the steps that the file lacks, all in one transaction; two processes that start at once take turns. */
function migrate(db: Database.Database): void {
  if (readNumber(db, 'user_version') === SCHEMA_VERSION) return;
  db.transaction(() => {
    for (const step of MIGRATIONS.slice(readNumber(db, 'user_version'))) db.exec(step);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
  }).immediate();
}

function readNumber(db: Database.Database, pragma: 'application_id' | 'user_version'): number {
  return Number(db.pragma(pragma, { simple: true }));
}
