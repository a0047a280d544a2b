import Database from 'better-sqlite3';
import type { IndexFacts } from '../index-document.ts';
import { INDEX_FORMAT } from './index-schema.ts';
import { type PackageRow, readFacts } from './package-row.ts';

export interface IndexPackage {
  readonly id: number;
  readonly name: string;
  readonly downloads: number | null;
  readonly description: string | null;
  readonly facts: IndexFacts;
}

/** Reads an index file: one statement a question, nothing of ranking. */
export interface IndexReader {
  /** Packages in it, also after changes by another process. */
  readonly size: number;
  readonly builtOn: string;
  readonly source: string;
  /** Up to where it holds what was learned since it was built; null where nothing was put into it. */
  readonly sequence: string | null;
  /** Another number once somebody has changed the index: what was read before may be out of date. */
  changes(): number;
  byName(name: string): IndexPackage | null;
  byIds(ids: Iterable<number>): IndexPackage[];
  /** Rows in the order of popularity that a full-text question finds (`INDEX_TABLES`). */
  match(
    table: 'words' | 'readmes' | 'squashed',
    question: string,
    page: { readonly limit: number; readonly offset?: number },
  ): number[];
  /** Rows whose names may be a typing error away. */
  nearby(hashes: Iterable<number>): number[];
  /** In how many packages a stem is. */
  countStem(stem: string): number;
  /** The most common stems that begin so, of those that more than one package has. */
  stemsBeginning(text: string, limit: number): { readonly stem: string; readonly packages: number }[];
  /** Words that may be a typing error away, and how common they are. */
  nearbyForms(hashes: Iterable<number>): { readonly text: string; readonly packages: number }[];
  countForm(text: string): number;
  /** The most downloaded. */
  topNames(limit: number): string[];
  popular(page: { readonly limit: number; readonly offset: number }): IndexPackage[];
  /** The packages at these places of the list that `popular` pages through, in the order that is asked for. */
  atPlaces(places: readonly number[]): IndexPackage[];
  /** Names of scopes or users that begin so, those with the most downloads first. */
  namesOf(
    table: 'scope' | 'user',
    beginning: string,
    limit: number,
  ): { readonly name: string; readonly packages: number }[];
  close(): void;
}

/** Thousands of stems begin with two letters, which takes time to sort; there are few such beginnings. */
const SHORT_BEGINNING = 2;
const MOST_SHORT_BEGINNINGS = 2_000;

/** @throws Error where the file is no index, or of another format */
export function openIndexReader(file: string): IndexReader {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  const meta = readMeta(db, file);
  db.pragma('cache_size = -32768');
  const byName = db.prepare<[string], PackageRow>('select * from package where name = ?');
  // One statement for all of them: a call for each row costs more than its reading.
  const byIds = db.prepare<[string], PackageRow>(
    'select package.* from json_each(?) as wanted cross join package on package.id = wanted.value order by wanted.key',
  );
  const matches = {
    words: matching(db, 'words'),
    readmes: matching(db, 'readmes'),
    squashed: matching(db, 'squashed'),
  };
  const typo = db.prepare<[number], number>('select id from typo where hash = ?').pluck();
  const stem = db.prepare<[string], number>('select packages from word where stem = ?').pluck();
  const stems = db.prepare<[string, string, number], { stem: string; packages: number }>(
    'select stem, packages from word where stem >= ? and stem < ? order by packages desc limit ?',
  );
  const shortBeginnings = new Map<string, { stem: string; packages: number }[]>();
  const form = db.prepare<[string], number>('select packages from form where text = ?').pluck();
  const slip = db.prepare<[number], { text: string; packages: number }>(
    'select text, packages from slip join form on form.id = slip.form where hash = ?',
  );
  const size = db.prepare<[], string>("select value from meta where key = 'packages'").pluck();
  const top = db.prepare<[number], string>('select name from package order by id limit ?').pluck();
  const popular = db.prepare<[number, number], PackageRow>(
    'select * from package order by id limit ? offset ?',
  );
  const after = db.prepare<[number, number], PackageRow>(
    'select * from package where id > ? order by id limit 1 offset ?',
  );
  /** From each place to the next: together one walk through the table, however many are asked for. */
  const walk = (places: readonly number[]) => {
    const found = new Map<number, PackageRow>();
    let id = -1;
    let next = 0;
    for (const place of [...new Set(places)].sort((one, other) => one - other)) {
      const row = after.get(id, place - next);
      if (row === undefined) break;
      found.set(place, row);
      id = row.id;
      next = place + 1;
    }
    return found;
  };
  const changes = db.prepare<[], number>('pragma data_version').pluck();
  const named = {
    scope: beginning(db, 'scope'),
    user: beginning(db, 'user'),
  };
  return {
    get size() {
      return Number(size.get());
    },
    builtOn: meta.get('builtOn') ?? '',
    source: meta.get('source') ?? '',
    sequence: meta.get('sequence') ?? null,
    changes: () => changes.get() ?? 0,
    byName: (name) => {
      const row = byName.get(name);
      return row === undefined ? null : toPackage(row);
    },
    byIds: (ids) => byIds.all(JSON.stringify([...ids])).map(toPackage),
    match: (table, question, { limit, offset = 0 }) => matches[table].all(question, limit, offset),
    nearby: (hashes) => [...new Set([...hashes].flatMap((hash) => typo.all(hash)))],
    countStem: (text) => stem.get(text) ?? 0,
    stemsBeginning(text, limit) {
      const find = () => stems.all(text, `${text}\u{10ffff}`, limit);
      if (text.length > SHORT_BEGINNING) return find();
      const found = shortBeginnings.get(`${text} ${limit}`) ?? find();
      if (shortBeginnings.size < MOST_SHORT_BEGINNINGS) shortBeginnings.set(`${text} ${limit}`, found);
      return found;
    },
    nearbyForms: (hashes) => [...hashes].flatMap((hash) => slip.all(hash)),
    countForm: (text) => form.get(text) ?? 0,
    topNames: (limit) => top.all(limit),
    popular: ({ limit, offset }) => popular.all(limit, offset).map(toPackage),
    atPlaces(places) {
      const found = walk(places);
      return places.flatMap((place) => {
        const row = found.get(place);
        return row === undefined ? [] : [toPackage(row)];
      });
    },
    namesOf: (table, text, limit) => named[table].all(text, `${text}\u{10ffff}`, limit),
    close: () => db.close(),
  };
}

function matching(db: Database.Database, table: 'words' | 'readmes' | 'squashed') {
  return db
    .prepare<[string, number, number], number>(
      `select rowid from ${table} where ${table} match ? order by rowid limit ? offset ?`,
    )
    .pluck();
}

function beginning(db: Database.Database, table: 'scope' | 'user') {
  return db.prepare<[string, string, number], { name: string; packages: number }>(
    `select name, packages from ${table} where name >= ? and name < ? order by downloads desc limit ?`,
  );
}

function readMeta(db: Database.Database, file: string): Map<string, string> {
  try {
    const rows = db.prepare<[], { key: string; value: string }>('select key, value from meta').all();
    const meta = new Map(rows.map(({ key, value }) => [key, value]));
    if (meta.get('format') === INDEX_FORMAT) return meta;
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  }
  db.close();
  throw new Error(`${file} is no search index of this version: build it anew with "shipstats index build".`);
}

function toPackage({ facts, ...row }: PackageRow): IndexPackage {
  return { ...row, facts: readFacts(facts) };
}
