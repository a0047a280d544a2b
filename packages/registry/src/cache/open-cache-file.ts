import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { APPLICATION_ID, CACHE_SCHEMA, SCHEMA_VERSION } from './cache-schema.ts';

/** The file is no cache of this version's: damaged, newer, older, or somebody else's. */
class UnusableFileError extends Error {}

const BUSY_TIMEOUT_MS = 5_000;
const MEMORY = ':memory:';

/**
 * Opens the file, and makes it where there is none. One that cannot be used is set aside, since all that is in it can be
 * asked for again; where there can be no file at all, the cache lives in memory.
 */
export function openCacheFile(file: string, onWarning: (message: string) => void): Database.Database {
  if (file === MEMORY) return open(MEMORY);
  try {
    return open(file);
  } catch (error) {
    if (!isUnusable(error)) return openInMemory(file, error, onWarning);
    onWarning(`${file}: ${messageOf(error)}. It is set aside, and what was in it is asked for again.`);
  }
  try {
    setAside(file);
    return open(file);
  } catch (error) {
    return openInMemory(file, error, onWarning);
  }
}

function openInMemory(file: string, error: unknown, onWarning: (message: string) => void): Database.Database {
  onWarning(
    `${file}: nothing can be kept there (${messageOf(error)}), so that everything is asked for again at the next start.`,
  );
  return open(MEMORY);
}

function open(file: string): Database.Database {
  if (file !== MEMORY) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    // Before the first table: it cannot be changed afterwards.
    db.pragma('auto_vacuum = INCREMENTAL');
    // In one transaction that takes its turn: another process may be making the file right now.
    db.transaction(() => prepare(db)).immediate();
    useWriteAheadLog(db);
    // A power cut may lose the last writes but never damages the file: https://www.sqlite.org/wal.html
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    db.pragma(`journal_size_limit = ${8 * 1024 * 1024}`);
    db.pragma('cache_size = -4096');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: Database.Database): void {
  const application = Number(db.pragma('application_id', { simple: true }));
  const version = Number(db.pragma('user_version', { simple: true }));
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (application === 0 && tables === 0) db.exec(CACHE_SCHEMA);
  else if (application !== APPLICATION_ID)
    throw new UnusableFileError('this is the database of another program');
  else if (version !== SCHEMA_VERSION) {
    throw new UnusableFileError(
      `this cache was made by ${version > SCHEMA_VERSION ? 'a newer' : 'an older'} Shipstats`,
    );
  }
}

/** SQLite does not wait for its turn to change this mode: two processes that open a new file at once must. */
function useWriteAheadLog(db: Database.Database): void {
  const giveUpAt = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      db.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const isBusy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!isBusy || performance.now() > giveUpAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** Whether an error says that the file itself is no good. */
export function isUnusable(error: unknown): boolean {
  if (error instanceof UnusableFileError) return true;
  return error instanceof Database.SqliteError && /^SQLITE_(?:CORRUPT|NOTADB|SCHEMA)/.test(error.code);
}

/** Moves a file that is no good out of the way; the last one is kept for a look. */
export function setAside(file: string): void {
  if (file === MEMORY) return;
  for (const ending of ['-wal', '-shm']) rmSync(`${file}${ending}`, { force: true });
  renameSync(file, `${file}.set-aside`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
