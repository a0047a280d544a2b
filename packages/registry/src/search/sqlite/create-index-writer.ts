import Database from 'better-sqlite3';
import type { IndexDocument } from '../index-document.ts';
import { splitWords, squash } from '../tokenize.ts';
import { deletionsOf, hashText } from './deletions.ts';
import { INDEX_FORMAT, INDEX_TABLES } from './index-schema.ts';
import { indexText, readmeText, scopeOf, squashedText } from './index-words.ts';
import { type PackageRow, readFacts, writeFacts } from './package-row.ts';
import { popularityId } from './popularity-id.ts';

/** What is known of an index as a whole. */
export interface IndexMeta {
  /** The day that its list was made, `YYYY-MM-DD`. */
  readonly builtOn: string;
  /** Where it comes from, for people. */
  readonly source: string;
}

export interface IndexWriter {
  add(document: IndexDocument): void;
  /** Packages that were added. */
  count(): number;
  /** Makes the index whole; `onProgress` is told the share that is done, 0 to 1. */
  finish(meta: IndexMeta, onProgress?: (done: number) => void): void;
  close(): void;
}

/** Written in one transaction: enough for its cost not to matter, and little enough for memory. */
const BATCH = 20_000;
/** So many of the most downloaded names are found through a typing error. */
const TYPOS_OF = 300_000;
/** In `meta`: the row of the last name that is found through a typing error; absent where all are. */
export const LAST_TYPO = 'lastTypo';
/** Shorter texts are a typing error away from far too much. */
const LEAST_TYPO = 3;
const MOST_TYPO = 60;
/** Words of so many of the most downloaded packages are what a mistyped word may be mended to. */
const FORMS_OF = 300_000;
/** A word that fewer packages have is as likely a slip itself. */
const LEAST_FORMS = 4;

/**
 * Writes a new index into a file that is nobody's yet. Not whole until `finish` has returned.
 *
 * @param options.typosOf so many of the most downloaded names are found through a typing error
 */
export function createIndexWriter(
  file: string,
  { typosOf = TYPOS_OF }: { readonly typosOf?: number } = {},
): IndexWriter {
  const db = new Database(file);
  db.pragma('journal_mode = off');
  db.pragma('synchronous = off');
  db.pragma('cache_size = -65536');
  db.pragma('temp_store = file');
  db.exec(INDEX_TABLES);
  const insert = db.prepare('insert into package values (?, ?, ?, ?, ?)');
  let count = 0;
  db.exec('begin');
  return {
    add({ name, downloads, description, facts }) {
      insert.run(popularityId(downloads, count), name, downloads, description || null, writeFacts(facts));
      count++;
      if (count % BATCH === 0) db.exec('commit; begin');
    },
    count: () => count,
    finish(meta, onProgress = () => undefined) {
      db.exec('commit');
      dropRepeated(db);
      const forms = writeWords(db, (done) => onProgress(done * 0.7));
      writeForms(db, forms);
      db.exec(`
        insert into squashed (squashed) values ('optimize');
        insert into words (words) values ('optimize');
        insert into readmes (readmes) values ('optimize');
        create virtual table temp.vocabulary using fts5vocab('main', 'words', 'row');
        insert into word select term, doc from vocabulary where doc > 1;
      `);
      onProgress(0.85);
      const lastTypo = writeTypos(db, typosOf);
      onProgress(0.95);
      const write = db.prepare('insert into meta values (?, ?)');
      const packages = db.prepare('select count(*) from package').pluck().get();
      const about = {
        format: INDEX_FORMAT,
        packages,
        ...(lastTypo === null ? {} : { [LAST_TYPO]: lastTypo }),
        ...meta,
      };
      for (const [key, value] of Object.entries(about)) write.run(key, String(value));
      // From here on it may be read while it is brought up to date.
      db.pragma('journal_mode = wal');
      onProgress(1);
    },
    close: () => db.close(),
  };
}

/** A list may name a package twice: the greater count stays. */
function dropRepeated(db: Database.Database): void {
  db.exec(`
    create index package_by_name on package (name);
    delete from package where id in (
      select other.id from package as one join package as other on other.name = one.name and other.id > one.id
    );
    drop index package_by_name;
    create unique index package_name on package (name);
  `);
}

/** In the order of rows, as full-text tables like it best. Gives how common the words of the first ones are. */
function writeWords(db: Database.Database, onProgress: (done: number) => void): Map<string, number> {
  const read = db.prepare<[number], PackageRow>('select * from package where id > ? order by id limit 5000');
  const all = Number(db.prepare('select count(*) from package').pluck().get());
  const words = db.prepare('insert into words (rowid, text) values (?, ?)');
  const readmes = db.prepare('insert into readmes (rowid, text) values (?, ?)');
  const squashed = db.prepare('insert into squashed (rowid, text) values (?, ?)');
  const scopes = new Map<string, { downloads: number; packages: number }>();
  const users = new Map<string, { downloads: number; packages: number }>();
  const forms = new Map<string, number>();
  let done = 0;
  for (let rows = read.all(-1); rows.length > 0; rows = read.all(rows.at(-1)?.id ?? 0)) {
    db.exec('begin');
    for (const row of rows) {
      const facts = readFacts(row.facts);
      const asIndexed = indexText({ ...row, facts });
      words.run(row.id, asIndexed);
      const readme = readmeText(asIndexed, facts);
      if (readme !== '') readmes.run(row.id, readme);
      const text = squashedText(row.name);
      if (text !== '') squashed.run(row.id, text);
      const scope = scopeOf(row.name);
      if (scope !== null) addTo(scopes, scope, row.downloads);
      for (const user of facts.maintainers ?? []) addTo(users, user, row.downloads);
      if (done++ < FORMS_OF) {
        for (const word of new Set(splitWords(`${row.name} ${row.description ?? ''}`)))
          forms.set(word, (forms.get(word) ?? 0) + 1);
      }
    }
    db.exec('commit');
    onProgress(done / all);
  }
  db.exec('begin');
  for (const [table, counts] of [
    ['scope', scopes],
    ['user', users],
  ] as const) {
    const write = db.prepare(`insert into ${table} values (?, ?, ?)`);
    for (const [name, { downloads, packages }] of counts) write.run(name, downloads, packages);
  }
  db.exec('commit');
  return forms;
}

function addTo(
  counts: Map<string, { downloads: number; packages: number }>,
  name: string,
  downloads: number | null,
): void {
  const count = counts.get(name) ?? { downloads: 0, packages: 0 };
  count.downloads += downloads ?? 0;
  count.packages++;
  counts.set(name, count);
}

function writeForms(db: Database.Database, forms: ReadonlyMap<string, number>): void {
  const write = db.prepare('insert into form values (?, ?, ?)');
  const slip = db.prepare('insert or ignore into slip values (?, ?)');
  db.exec('begin');
  let id = 0;
  for (const [text, packages] of forms) {
    if (packages < LEAST_FORMS || text.length < 4 || !/^[a-z]+$/.test(text)) continue;
    id++;
    write.run(id, text, packages);
    for (const deletion of deletionsOf(text)) slip.run(hashText(deletion), id);
  }
  db.exec('commit');
}

/**
 * Gathered first and sorted by SQLite, which needs no memory for it.
 *
 * @returns the row of the last name; null where it is the last of all
 */
function writeTypos(db: Database.Database, typosOf: number): number | null {
  const popular = db.prepare<[number, number], { id: number; name: string }>(
    'select id, name from package where id > ? order by id limit ?',
  );
  db.exec('create table temp.gathered (hash integer, id integer)');
  const gather = db.prepare('insert into gathered values (?, ?)');
  const next = (after: number) => popular.all(after, Math.min(BATCH, typosOf - place));
  let place = 0;
  let last = -1;
  for (let rows = next(last); rows.length > 0; rows = next(last)) {
    db.exec('begin');
    for (const { id, name } of rows) {
      for (const hash of typoHashes(squash(name))) gather.run(hash, id);
    }
    db.exec('commit');
    place += rows.length;
    last = rows.at(-1)?.id ?? last;
  }
  db.exec('insert or ignore into typo select hash, id from gathered order by hash, id; drop table gathered');
  return popular.get(last, 1) === undefined ? null : last;
}

/** What a name is looked up by where it is mistyped. */
export function typoHashes(text: string): number[] {
  if (text.length < LEAST_TYPO || text.length > MOST_TYPO) return [];
  return [...deletionsOf(text)].map(hashText);
}
