import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { HttpError, StoreError } from '@shipstats/core';
import Database from 'better-sqlite3';
import type { Followed } from './follow.ts';
import { parseFollowedName } from './parse-followed-name.ts';

/** What is followed, in a file of its own, so that no reset of a cache forgets it. */
export interface Follows {
  /** The oldest first; empty where there is no file yet. @throws StoreError where the file cannot be used */
  list(): readonly Followed[];
  /** Does nothing where it is followed already. @throws HttpError 400 for what is no name, 409 where it is full */
  follow(kind: Followed['kind'], name: string): void;
  /** Does nothing where it is not followed. @throws HttpError 400 for what is no name */
  unfollow(kind: Followed['kind'], name: string): void;
  close(): void;
}

export interface FollowsOptions {
  /** Made when something is followed first. */
  readonly file: string;
  readonly clock: () => Date;
}

/** A year of counts for so many takes the downloads service some hours. */
export const MAX_FOLLOWED = 5_000;

/** "SHFO". */
const APPLICATION_ID = 0x5348464f;
const SCHEMA_VERSION = 1;
const BUSY_TIMEOUT_MS = 5_000;

const SCHEMA = `
  CREATE TABLE followed (
    kind TEXT NOT NULL CHECK (kind IN ('package', 'user')),
    name TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (kind, name)
  ) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Opens the list of what is followed; several processes may. The file is touched when it is first needed. */
export function openFollows(options: FollowsOptions): Follows {
  const { file, clock } = options;
  let open: Database.Database | null = null;
  const database = (): Database.Database => {
    open ??= openFile(file);
    return open;
  };
  return {
    list: () =>
      inFile(file, () => {
        if (open === null && !existsSync(file)) return [];
        const rows = database()
          .prepare('SELECT kind, name, since FROM followed ORDER BY since, kind, name')
          .all();
        return rows as Followed[]; // the table's own checks
      }),
    follow(kind, text) {
      const name = parseFollowedName(kind, text);
      inFile(file, () => {
        const db = database();
        db.transaction(() => {
          const isThere = db.prepare(`SELECT 1 FROM followed WHERE ${isThis(kind)}`).get(kind, name);
          if (isThere !== undefined) return;
          const count = Number(db.prepare('SELECT count(*) FROM followed').pluck().get());
          if (count >= MAX_FOLLOWED) {
            const hint = 'Unfollow one first.';
            throw new HttpError(
              409,
              `${MAX_FOLLOWED} packages and users are followed already: the most.`,
              hint,
            );
          }
          db.prepare('INSERT INTO followed VALUES (?, ?, ?)').run(kind, name, clock().toISOString());
        }).immediate();
      });
    },
    unfollow(kind, text) {
      const name = parseFollowedName(kind, text);
      inFile(file, () => {
        if (open === null && !existsSync(file)) return;
        database()
          .prepare(`DELETE FROM followed WHERE ${isThis(kind)}`)
          .run(kind, name);
      });
    },
    close() {
      open?.close();
      open = null;
    },
  };
}

/** Compares as `isFollowed` does. */
function isThis(kind: Followed['kind']): string {
  return `kind = ? AND name = ? COLLATE ${kind === 'user' ? 'NOCASE' : 'BINARY'}`;
}

function openFile(file: string): Database.Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    // In one transaction that takes its turn: another process may be making the file right now.
    db.transaction(() => prepareFile(db, file)).immediate();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepareFile(db: Database.Database, file: string): void {
  const application = Number(db.pragma('application_id', { simple: true }));
  const version = Number(db.pragma('user_version', { simple: true }));
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (application === 0 && tables === 0) db.exec(SCHEMA);
  else if (application !== APPLICATION_ID) {
    throw new StoreError(`${file}: this is the database of another program; nothing was changed in it.`);
  } else if (version > SCHEMA_VERSION) {
    const hint = 'Use that newer version; nothing was changed.';
    throw new StoreError(`${file}: the list of what is followed was made by a newer Shipstats.`, { hint });
  }
}

function inFile<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Database.SqliteError) && !isSystemError(error)) throw error;
    const hint = 'Is the folder writable, and the file whole?';
    throw new StoreError(`${file}: the list of what is followed cannot be used (${error.message}).`, {
      hint,
      cause: error,
    });
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
