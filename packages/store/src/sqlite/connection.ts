import type Database from 'better-sqlite3';
import { toStoreError } from './store-errors.ts';

/** What SQLite takes as a value. */
export type SqlValue = string | number | bigint | null;

/** More statements than a store has shapes of questions; the oldest gives way. */
const MAX_STATEMENTS = 200;

/** One open file with its prepared statements; every failure of SQLite comes out as a StoreError. */
export interface Connection {
  readonly file: string;
  readonly db: Database.Database;
  /** Rows as objects; the caller names the shape that its own SQL selects. */
  all<Row>(sql: string, values?: readonly SqlValue[]): Row[];
  get<Row>(sql: string, values?: readonly SqlValue[]): Row | undefined;
  /** Rows as arrays with every integer as a bigint. */
  rows<Row extends readonly unknown[]>(sql: string, values?: readonly SqlValue[]): Row[];
  /** Tells how many rows changed. */
  run(sql: string, values?: readonly SqlValue[]): number;
  exec(sql: string): void;
  /** One transaction that may write: all of it happens or nothing. */
  write<Result>(act: () => Result): Result;
  /** One transaction that reads a single state. */
  snapshot<Result>(act: () => Result): Result;
  close(): void;
}

type Statement = Database.Statement<unknown[], unknown>;

export function createConnection(db: Database.Database, file: string): Connection {
  const statements = new Map<string, Statement>();

  const prepare = (sql: string, exact: boolean): Statement => {
    const key = exact ? `exact ${sql}` : sql;
    const known = statements.get(key);
    if (known) return known;
    const statement = db.prepare<unknown[], unknown>(sql);
    if (exact) statement.safeIntegers(true).raw(true);
    if (statements.size >= MAX_STATEMENTS) statements.delete(statements.keys().next().value ?? '');
    statements.set(key, statement);
    return statement;
  };

  const guarded = <Result>(act: () => Result): Result => {
    try {
      return act();
    } catch (error) {
      throw toStoreError(error, file);
    }
  };

  const transaction = <Result>(begin: string, act: () => Result): Result => {
    guarded(() => prepare(begin, false).run());
    try {
      const result = act();
      guarded(() => prepare('COMMIT', false).run());
      return result;
    } catch (error) {
      // SQLite itself rolls back on some errors (disk full): a second ROLLBACK would then hide the first error.
      if (db.inTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };

  return {
    file,
    db,
    // The two casts are the border to SQLite: a row has the shape that the caller's own SQL selects.
    all: <Row>(sql: string, values: readonly SqlValue[] = []) =>
      guarded(() => prepare(sql, false).all(values) as Row[]),
    get: <Row>(sql: string, values: readonly SqlValue[] = []) =>
      guarded(() => prepare(sql, false).get(values) as Row | undefined),
    rows: <Row extends readonly unknown[]>(sql: string, values: readonly SqlValue[] = []) =>
      guarded(() => prepare(sql, true).all(values) as Row[]),
    run: (sql, values = []) => guarded(() => prepare(sql, false).run(values).changes),
    exec: (sql) => {
      guarded(() => db.exec(sql));
    },
    write: (act) => transaction('BEGIN IMMEDIATE', act),
    snapshot: (act) => transaction('BEGIN', act),
    close: () => {
      statements.clear();
      db.close();
    },
  };
}
