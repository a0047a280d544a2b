import Database from 'better-sqlite3';
import type { IndexDocument } from '../index-document.ts';
import { squash } from '../tokenize.ts';
import { createNameCounts } from './count-names.ts';
import { LAST_TYPO, typoHashes } from './create-index-writer.ts';
import { indexText, readmeText, squashedText } from './index-words.ts';
import { type PackageRow, readFacts, writeFacts } from './package-row.ts';
import { popularityRange } from './popularity-id.ts';

/** What has changed, all of it or nothing. */
export interface IndexChanges {
  /** What is not said of a package stays as it is known. */
  readonly upserts?: readonly IndexDocument[];
  /** Of these only what is not known of a package is taken. */
  readonly additions?: readonly IndexDocument[];
  /** Names that are packages no longer. */
  readonly deletions?: readonly string[];
  /** Place in what there is to be told up to which these are all changes; kept with them. */
  readonly sequence?: string;
}

/** Brings an index up to date while others read it. */
export interface IndexUpdater {
  /**
   * @param changes or what finds them, given the place that was kept last: nobody else writes before they are applied
   * @returns how many packages are new, changed or gone
   */
  apply(changes: IndexChanges | ((sequence: string | null) => IndexChanges)): number;
  /** The place that was kept last; null where none ever was. */
  sequence(): string | null;
  /** The day that its list was made, `YYYY-MM-DD`. */
  builtOn(): string;
  close(): void;
}

/** Waits so long for another process that writes. */
const BUSY_MS = 10_000;

/**
 * Opens an index for changes; readers see them whole, as soon as they are committed. How common words are (`word`,
 * `form`, `slip`) stays as it was when it was built: that weighs words, and finds none.
 */
export function openIndexUpdater(
  file: string,
  { busyMs = BUSY_MS }: { readonly busyMs?: number } = {},
): IndexUpdater {
  const db = new Database(file, { fileMustExist: true, timeout: busyMs });
  db.pragma('synchronous = normal');
  const byName = db.prepare<[string], PackageRow>('select * from package where name = ?');
  const lastIn = db
    .prepare<[number, number], number>('select max(id) from package where id >= ? and id < ?')
    .pluck();
  const remove = {
    package: db.prepare('delete from package where id = ?'),
    words: db.prepare('delete from words where rowid = ?'),
    readmes: db.prepare('delete from readmes where rowid = ?'),
    squashed: db.prepare('delete from squashed where rowid = ?'),
    typo: db.prepare('delete from typo where hash = ? and id = ?'),
  };
  const insert = {
    package: db.prepare('insert into package values (?, ?, ?, ?, ?)'),
    words: db.prepare('insert into words (rowid, text) values (?, ?)'),
    readmes: db.prepare('insert into readmes (rowid, text) values (?, ?)'),
    squashed: db.prepare('insert into squashed (rowid, text) values (?, ?)'),
    typo: db.prepare('insert or ignore into typo values (?, ?)'),
    meta: db.prepare('insert or replace into meta values (?, ?)'),
  };
  const meta = db.prepare<[string], string>('select value from meta where key = ?').pluck();
  const lastTypo = Number(meta.get(LAST_TYPO) ?? Number.POSITIVE_INFINITY);
  const names = createNameCounts(db);
  /** How many packages there are more than before: counting them all takes longer than the change. */
  let more = 0;
  const drop = ({ id, name, downloads, facts }: PackageRow) => {
    more -= 1;
    names.remove({ name, downloads, facts: readFacts(facts) });
    remove.package.run(id);
    remove.words.run(id);
    remove.readmes.run(id);
    remove.squashed.run(id);
    for (const hash of typoHashes(squash(name))) remove.typo.run(hash, id);
  };
  /** The next free row of the same popularity; the one that it has where that has not changed. */
  const idFor = (downloads: number | null, before: PackageRow | undefined): number => {
    const { start, end } = popularityRange(downloads);
    if (before !== undefined && before.id >= start && before.id < end) return before.id;
    return (lastIn.get(start, end) ?? start - 1) + 1;
  };
  const upsert = (document: IndexDocument, isAddition = false): boolean => {
    const before = byName.get(document.name);
    const known = { ...before, facts: readFacts(before?.facts ?? null) };
    const [first, second] = isAddition ? [known, document] : [document, known];
    const merged = {
      name: document.name,
      downloads: first.downloads ?? second.downloads ?? null,
      // An empty one says that there is none.
      description: (first.description ?? second.description) || null,
      facts: { ...second.facts, ...first.facts },
    };
    const facts = writeFacts(merged.facts);
    const isSame =
      before !== undefined &&
      before.downloads === merged.downloads &&
      before.description === merged.description &&
      before.facts === facts;
    if (isSame) return false;
    const id = idFor(merged.downloads, before);
    if (before !== undefined) drop(before);
    more += 1;
    insert.package.run(id, merged.name, merged.downloads, merged.description, facts);
    names.add(merged);
    const text = indexText(merged);
    insert.words.run(id, text);
    const readme = readmeText(text, merged.facts);
    if (readme !== '') insert.readmes.run(id, readme);
    const squashed = squashedText(merged.name);
    if (squashed !== '') insert.squashed.run(id, squashed);
    // As a build does: of the most downloaded alone, or a mistyped name would be near to far too much.
    if (id <= lastTypo) for (const hash of typoHashes(squash(merged.name))) insert.typo.run(hash, id);
    return true;
  };
  const sequenceNow = () => meta.get('sequence') ?? null;
  const apply = db.transaction((given: Parameters<IndexUpdater['apply']>[0]): number => {
    const changes = typeof given === 'function' ? given(sequenceNow()) : given;
    const { upserts = [], additions = [], deletions = [], sequence } = changes;
    let changed = 0;
    more = 0;
    for (const document of upserts) if (upsert(document)) changed++;
    for (const document of additions) if (upsert(document, true)) changed++;
    for (const name of deletions) {
      const row = byName.get(name);
      if (row === undefined) continue;
      drop(row);
      changed++;
    }
    if (more !== 0) insert.meta.run('packages', String(Number(meta.get('packages') ?? 0) + more));
    if (sequence !== undefined) insert.meta.run('sequence', sequence);
    return changed;
  });
  return {
    apply: (changes) => apply.immediate(changes),
    sequence: sequenceNow,
    builtOn: () => meta.get('builtOn') ?? '',
    close: () => db.close(),
  };
}
