import type Database from 'better-sqlite3';
import type { Dated } from '../search/kept-answers.ts';

/** What services said, as JSON, by kind and key. */
export interface AnswerTable {
  read<T>(kind: string, key: string, parse: (value: unknown) => T): Dated<T> | null;
  write(kind: string, key: string, dated: Dated<unknown>): void;
}

interface Row {
  readonly json: string;
  readonly asOf: string;
  readonly usedMs: number;
}

/** A read is written down once in so long. */
export const USE_STEP_MS = 3_600_000;
/** What is larger is not worth keeping: it would push out a thousand others. */
const MAX_JSON_LENGTH = 8 * 1024 * 1024;

export function createAnswerTable(db: Database.Database, nowMs: () => number): AnswerTable {
  const select = db.prepare<[string, string], Row>(
    'SELECT json, as_of AS asOf, used_ms AS usedMs FROM answers WHERE kind = ? AND key = ?',
  );
  const use = db.prepare('UPDATE answers SET used_ms = ? WHERE kind = ? AND key = ?');
  const insert = db.prepare(
    'INSERT OR REPLACE INTO answers (kind, key, as_of, used_ms, json) VALUES (?, ?, ?, ?, ?)',
  );
  return {
    read(kind, key, parse) {
      const row = select.get(kind, key);
      if (row === undefined) return null;
      if (Math.abs(nowMs() - row.usedMs) > USE_STEP_MS) use.run(nowMs(), kind, key);
      try {
        return { value: parse(JSON.parse(row.json)), asOf: row.asOf };
      } catch {
        return null; // SyntaxError or ZodError: another version of Shipstats kept it in another form
      }
    },
    write(kind, key, { value, asOf }) {
      const json = JSON.stringify(value);
      if (json.length <= MAX_JSON_LENGTH) insert.run(kind, key, asOf, nowMs(), json);
    },
  };
}
