import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

/** Something that one process does at a time. */
export interface HeldLock {
  release(): void;
}

export interface HoldLockOptions {
  /** How long to wait for whoever has it, holding up this thread; not at all by default. */
  readonly waitMs?: number;
}

/**
 * Takes a lock that no other process, and nobody else in this one, can take until it is released; null where it is
 * taken. It is a lock of SQLite on a file of its own: it ends with its process, however that ends.
 */
export function holdLock(file: string, { waitMs = 0 }: HoldLockOptions = {}): HeldLock | null {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new Database(file, { timeout: waitMs });
  try {
    db.exec('begin exclusive');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return { release: () => db.close() };
}
