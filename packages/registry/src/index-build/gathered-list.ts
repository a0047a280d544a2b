import Database from 'better-sqlite3';
import type { BadRow } from '../index-source/source-rows.ts';
import type { IndexDocument } from '../search/index-document.ts';
import { type PackageRow, readFacts, writeFacts } from '../search/sqlite/package-row.ts';
import { removeDatabase } from '../sqlite-files.ts';

/** How far a source was read. */
export interface GatheredSource {
  /** Rows that were read, bad ones included. */
  readonly rows: number;
  readonly badRows: number;
  /** The first ones. */
  readonly bad: readonly BadRow[];
  readonly isWhole: boolean;
}

/**
 * What was read of the sources of a build, in a file: each package once, whatever source tells what of it. It outlives
 * its process, so that reading goes on where it broke off.
 */
export interface GatheredList {
  /** @param place of the source among those of the build */
  source(place: number): GatheredSource;
  /** Takes in what a source tells, and how far it was read, in one step; what was taken in before may come again. */
  add(place: number, documents: readonly IndexDocument[], read: GatheredSource): void;
  /** Keeps all that is added while `act` runs in one step: nothing of it where that fails. */
  atOnce(act: () => Promise<void>): Promise<void>;
  count(): number;
  /** The most downloaded first; those whose downloads are not known last. */
  documents(): IterableIterator<IndexDocument>;
  /** Names to look at: half of them of the most downloaded, and others from all over the list, whatever their downloads. */
  sample(count: number): readonly string[];
  close(): void;
}

type Row = Omit<PackageRow, 'id'>;

/** Raised whenever the tables change. */
const FORMAT = 1;

const TABLES = `
  CREATE TABLE about (fingerprint TEXT NOT NULL) STRICT;
  CREATE TABLE source (
    place INTEGER PRIMARY KEY, rows INTEGER NOT NULL, bad_rows INTEGER NOT NULL, bad TEXT NOT NULL,
    is_whole INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE document (
    name TEXT PRIMARY KEY, downloads INTEGER, counted_by INTEGER NOT NULL, description TEXT, facts TEXT
  ) STRICT, WITHOUT ROWID;
`;

/**
 * Opens what was gathered before, where that was of the same sources; else anew.
 *
 * @param fingerprint of all sources, in their order
 */
export function openGatheredList(file: string, fingerprint: string): GatheredList {
  const whole = `${FORMAT} ${fingerprint}`;
  const db = openSame(file, whole) ?? openNew(file, whole);
  const select = db.prepare<[number], { rows: number; badRows: number; bad: string; isWhole: number }>(
    'SELECT rows, bad_rows AS badRows, bad, is_whole AS isWhole FROM source WHERE place = ?',
  );
  const write = db.prepare('INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?)');
  // A list may name a package twice: the greater count stays. Of two lists, the later one's.
  const upsert = db.prepare(`
    INSERT INTO document VALUES (@name, @downloads, @place, @description, @facts)
    ON CONFLICT DO UPDATE SET
      downloads = CASE
        WHEN excluded.downloads IS NULL THEN downloads
        WHEN downloads IS NULL OR counted_by <> excluded.counted_by THEN excluded.downloads
        ELSE max(downloads, excluded.downloads) END,
      counted_by = CASE WHEN excluded.downloads IS NULL THEN counted_by ELSE excluded.counted_by END,
      description = coalesce(excluded.description, description),
      facts = CASE WHEN excluded.facts IS NULL THEN facts ELSE json_patch(coalesce(facts, '{}'), excluded.facts) END
  `);

  return {
    source(place) {
      const row = select.get(place);
      if (row === undefined) return { rows: 0, badRows: 0, bad: [], isWhole: false };
      // Written below.
      return { ...row, bad: JSON.parse(row.bad) as BadRow[], isWhole: row.isWhole === 1 };
    },
    add: db.transaction((place: number, documents: readonly IndexDocument[], read: GatheredSource) => {
      for (const { name, downloads, description, facts } of documents) {
        upsert.run({
          name,
          downloads,
          place,
          description: description ?? null,
          facts: writeFacts(facts),
        });
      }
      const { rows, badRows, bad, isWhole } = read;
      write.run(place, rows, badRows, JSON.stringify(bad), isWhole ? 1 : 0);
    }),
    async atOnce(act) {
      db.exec('BEGIN');
      try {
        await act();
        db.exec('COMMIT');
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    count: () => Number(db.prepare('SELECT count(*) FROM document').pluck().get()),
    *documents() {
      const rows = db
        .prepare<[], Row>(
          'SELECT name, downloads, description, facts FROM document ORDER BY downloads DESC, name',
        )
        .iterate();
      for (const row of rows) yield toDocument(row);
    },
    sample(count) {
      const half = Math.ceil(count / 2);
      const most = db
        .prepare<[number], string>('SELECT name FROM document ORDER BY downloads DESC, name LIMIT ?')
        .pluck()
        .all(half * half);
      const next = db
        .prepare<[string], string>('SELECT name FROM document WHERE name >= ? ORDER BY name LIMIT 1')
        .pluck();
      const others = beginnings(count - half).map((beginning) => next.get(beginning));
      // Ever further apart: the first, the second, the fifth, the tenth …
      const sampled = [...most.filter((_, place) => Number.isInteger(Math.sqrt(place))), ...others];
      return [...new Set(sampled.filter((name) => name !== undefined))];
    },
    close: () => db.close(),
  };
}

function toDocument({ name, downloads, description, facts }: Row): IndexDocument {
  return {
    name,
    downloads,
    ...(description === null ? {} : { description }),
    ...(facts === null ? {} : { facts: readFacts(facts) }),
  };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Two letters each, from `aa` to `zz`, evenly spread; every third of a scope. */
function beginnings(count: number): string[] {
  const all = LETTERS.length ** 2;
  return Array.from({ length: count }, (_, at) => {
    const place = Math.floor((at * all) / count);
    const letters =
      LETTERS.charAt(Math.floor(place / LETTERS.length)) + LETTERS.charAt(place % LETTERS.length);
    return at % 3 === 0 ? `@${letters}` : letters;
  });
}

/** Null where there is none, or one of other sources or damaged: all of it can be read again. */
function openSame(file: string, fingerprint: string): Database.Database | null {
  let db: Database.Database | undefined;
  try {
    db = open(file, { fileMustExist: true });
    if (db.prepare('SELECT fingerprint FROM about').pluck().get() === fingerprint) return db;
  } catch (error) {
    if (!(error instanceof Database.SqliteError) && !(error instanceof TypeError)) throw error;
  }
  db?.close();
  return null;
}

function openNew(file: string, fingerprint: string): Database.Database {
  removeDatabase(file);
  const db = open(file, {});
  db.transaction(() => {
    db.exec(TABLES);
    db.prepare('INSERT INTO about VALUES (?)').run(fingerprint);
  })();
  return db;
}

function open(file: string, options: Database.Options): Database.Database {
  const db = new Database(file, options);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('cache_size = -32768');
  db.pragma('temp_store = FILE');
  return db;
}
