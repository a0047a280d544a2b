import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '@shipstats/core';
import Database from 'better-sqlite3';
import { readFacts, writeFacts } from '../search/sqlite/package-row.ts';
import type { DatedLearned, FeedPlace, Learned, LearnedFacts } from './learned.ts';

export interface LearnedFactsOptions {
  /** Made when something is learned first. */
  readonly file: string;
  readonly clock: Clock;
}

interface Row {
  readonly revision: number;
  readonly learnedAt: string;
  readonly name: string;
  readonly isDeleted: number;
  readonly description: string | null;
  readonly facts: string | null;
}

/** What is said of a package. */
type Said = Omit<Row, 'revision' | 'learnedAt'>;

/** "SHLF". */
const APPLICATION_ID = 0x53484c46;
const BUSY_TIMEOUT_MS = 5_000;
/** What is still so after so long is put into the index anew, where a list may have said otherwise meanwhile. */
const CONFIRM_MS = 7 * 86_400_000;
const COLUMNS = 'revision, name, learned_at AS learnedAt, is_deleted AS isDeleted, description, facts';

const TABLES = `
  CREATE TABLE IF NOT EXISTS learned (
    name TEXT PRIMARY KEY,
    revision INTEGER NOT NULL UNIQUE,
    learned_at TEXT NOT NULL,
    is_deleted INTEGER NOT NULL,
    description TEXT,
    facts TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS place (
    only INTEGER PRIMARY KEY CHECK (only = 1), feed TEXT NOT NULL, sequence INTEGER NOT NULL, as_of TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS log (only INTEGER PRIMARY KEY CHECK (only = 1), id TEXT NOT NULL) STRICT;
  INSERT OR IGNORE INTO log VALUES (1, lower(hex(randomblob(16))));
  CREATE TABLE IF NOT EXISTS failure (name TEXT PRIMARY KEY, times INTEGER NOT NULL) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
`;

/** Keeps what was learned in a file that several processes may have open. */
export function openLearnedFacts({ file, clock }: LearnedFactsOptions): LearnedFacts {
  let opened: ReturnType<typeof prepare> | undefined;
  const close = () => {
    opened?.db.close();
    opened = undefined;
  };
  /** Somebody may delete it at any time: what lies in a file without a name is seen by nobody else. */
  const look = () => {
    if (opened !== undefined && opened.inode !== inodeOf(file)) close();
  };
  /** Undefined where there is nothing to be read yet: reading makes no file. */
  const toRead = () => {
    if (opened === undefined && inodeOf(file) !== undefined) opened = prepare(file);
    return opened;
  };
  const toLook = () => {
    look();
    return toRead();
  };
  const toWrite = () => {
    look();
    opened ??= prepare(file);
    return opened;
  };
  return {
    keep(learned, place) {
      const { db, statements } = toWrite();
      const now = clock().getTime();
      const keepAll = db.transaction((): number => {
        let news = 0;
        for (const each of learned) {
          statements.forgive.run(each.name);
          const before = statements.one.get(each.name);
          const row = toRow(each, before);
          const isFresh = before !== undefined && now - Date.parse(before.learnedAt) < CONFIRM_MS;
          if (isFresh && isSame(before, row)) {
            statements.confirm.run(clock().toISOString(), each.name);
            continue;
          }
          statements.put.run({
            ...row,
            revision: statements.last.get() ?? 0,
            learnedAt: clock().toISOString(),
          });
          news += 1;
        }
        if (place !== undefined) statements.putPlace.run(place.feed, place.sequence, place.asOf);
        return news;
      });
      return keepAll.immediate();
    },
    place: () => toLook()?.statements.place.get() ?? null,
    since: (revision, limit) => (toRead()?.statements.since.all(revision, limit) ?? []).map(toLearned),
    of(name) {
      const row = toRead()?.statements.one.get(name);
      return row === undefined ? null : toLearned(row);
    },
    learnedAt: (name) => toRead()?.statements.learnedAt.get(name) ?? null,
    failed: (name) => toWrite().statements.fail.get(name) ?? 1,
    id: () => toRead()?.statements.id.get() ?? null,
    revision: () => toLook()?.statements.last.get() ?? 0,
    count() {
      const rows = toRead()?.statements.count.all() ?? [];
      const of = (isDeleted: number) => rows.find((row) => row.isDeleted === isDeleted)?.count ?? 0;
      return { known: of(0), deleted: of(1) };
    },
    close,
  };
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}

function prepare(file: string) {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    db.transaction(() => db.exec(TABLES)).immediate();
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    return {
      db,
      inode: inodeOf(file),
      statements: {
        one: db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM learned WHERE name = ?`),
        since: db.prepare<[number, number], Row>(
          `SELECT ${COLUMNS} FROM learned WHERE revision > ? ORDER BY revision LIMIT ?`,
        ),
        last: db.prepare<[], number>('SELECT coalesce(max(revision), 0) FROM learned').pluck(),
        id: db.prepare<[], string>('SELECT id FROM log').pluck(),
        put: db.prepare(
          `INSERT OR REPLACE INTO learned (name, revision, learned_at, is_deleted, description, facts)
           VALUES (@name, @revision + 1, @learnedAt, @isDeleted, @description, @facts)`,
        ),
        confirm: db.prepare('UPDATE learned SET learned_at = ? WHERE name = ?'),
        learnedAt: db.prepare<[string], string>('SELECT learned_at FROM learned WHERE name = ?').pluck(),
        fail: db
          .prepare<[string], number>(
            'INSERT INTO failure VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times',
          )
          .pluck(),
        forgive: db.prepare('DELETE FROM failure WHERE name = ?'),
        place: db.prepare<[], FeedPlace>('SELECT feed, sequence, as_of AS asOf FROM place'),
        putPlace: db.prepare('INSERT OR REPLACE INTO place VALUES (1, ?, ?, ?)'),
        count: db.prepare<[], { isDeleted: number; count: number }>(
          'SELECT is_deleted AS isDeleted, count(*) AS count FROM learned GROUP BY is_deleted',
        ),
      },
    };
  } catch (error) {
    db.close();
    throw error;
  }
}

function toRow(learned: Learned, before: Row | undefined): Said {
  const { name } = learned;
  if (learned.kind === 'deleted') return { name, isDeleted: 1, description: null, facts: null };
  const { description, facts } = learned.document;
  const readmeStems = facts?.readmeStems ?? readFacts(before?.facts ?? null).readmeStems;
  return {
    name,
    isDeleted: 0,
    description: description ?? null,
    facts: writeFacts({ ...facts, ...(readmeStems === undefined ? {} : { readmeStems }) }),
  };
}

function isSame(one: Said, other: Said): boolean {
  return (
    one.isDeleted === other.isDeleted && one.description === other.description && one.facts === other.facts
  );
}

function toLearned({ name, isDeleted, description, facts, revision, learnedAt }: Row): DatedLearned {
  if (isDeleted === 1) return { kind: 'deleted', name, revision, learnedAt };
  return {
    kind: 'known',
    name,
    revision,
    learnedAt,
    document: {
      name,
      description,
      ...(facts === null ? {} : { facts: readFacts(facts) }),
    },
  };
}
