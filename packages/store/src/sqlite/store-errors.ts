import { StoreError } from '@shipstats/core';
import Database from 'better-sqlite3';

/** How long a statement waits for another process's write, in milliseconds. */
export const BUSY_TIMEOUT_MS = 10_000;

interface Explanation {
  readonly what: string;
  readonly hint: string;
}

/**
 * Turns what SQLite or the file system reports into a StoreError that says what to do; anything else is a bug and
 * comes back as it is.
 *
 * Codes: https://www.sqlite.org/rescode.html
 */
export function toStoreError(error: unknown, file: string): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = explainFileSystem(code) ?? (isSqliteError(error) ? explainSqlite(code, error) : undefined);
  if (!known) return error;
  return new StoreError(`${file}: ${known.what}.`, { hint: known.hint, cause: error });
}

function isSqliteError(error: Error): boolean {
  return error instanceof Database.SqliteError || error.name === 'SqliteError';
}

function explainSqlite(code: string, error: Error): Explanation | undefined {
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return {
      what: `the store was locked by another process for more than ${BUSY_TIMEOUT_MS / 1000} seconds`,
      hint: 'Wait for the other sync or backup to end, or stop it, and try again.',
    };
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return {
      what: `the file is damaged or is no Shipstats store (${error.message})`,
      hint: 'Nothing was changed. Put a backup in its place, or move the file away: the next sync then starts anew.',
    };
  }
  if (code === 'SQLITE_FULL') return DISK_FULL;
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code === 'SQLITE_PERM') {
    return NOT_WRITABLE;
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return {
      what: `the disk failed to read or write (${code})`,
      hint: 'Look at the free space and the health of the disk. What was stored before is not harmed.',
    };
  }
  if (code === 'SQLITE_ERROR' && error.message === 'integer overflow') {
    return {
      what: 'the numbers asked for add up to more than 64 bits hold',
      hint: 'Ask for a shorter window.',
    };
  }
  return undefined;
}

function explainFileSystem(code: string): Explanation | undefined {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
    case 'ENOENT':
      return NOT_WRITABLE;
    case 'ENOSPC':
    case 'EDQUOT':
      return DISK_FULL;
    default:
      return undefined;
  }
}

const NOT_WRITABLE: Explanation = {
  what: 'the store cannot be opened or written there',
  hint: 'Let this user write to the file and its folder, or choose another folder with --data.',
};

const DISK_FULL: Explanation = {
  what: 'the disk is full',
  hint: 'Free some space and try again. What was stored before is not harmed.',
};
