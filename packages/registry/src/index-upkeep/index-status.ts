import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { holdLock } from '../hold-lock.ts';
import { BUILD_LOCK_FILE, GATHERED_FILE } from '../index-build/build-files.ts';
import { appliedRevision } from '../index-learned/applied-revision.ts';
import type { FeedPlace, LearnedFacts } from '../index-learned/learned.ts';
import type { IndexFolder } from '../search/index-folder.ts';
import { openIndexReader } from '../search/sqlite/index-reader.ts';

/** Of how many packages an index knows what. */
export interface KnownCounts {
  readonly downloads: number;
  readonly description: number;
  readonly keywords: number;
  readonly readmeStems: number;
  readonly license: number;
  readonly types: number;
  readonly module: number;
  readonly publishedAt: number;
  readonly maintainers: number;
}

/** How the search index fares. */
export interface IndexStatus {
  /** Null where none was built: the list that ships is searched. */
  readonly inUse: {
    readonly file: string;
    readonly bytes: number;
    readonly packages: number;
    readonly source: string;
    /** The day that its list was made, `YYYY-MM-DD`. */
    readonly builtOn: string;
    readonly known: KnownCounts;
  } | null;
  /** What is wrong with the index that was built; null where nothing is. */
  readonly trouble: string | null;
  /** What was learned of packages since their list was made. */
  readonly learned: {
    readonly known: number;
    readonly deleted: number;
    /** Not in the index yet. */
    readonly waiting: number;
  };
  /** How far the change feed was followed; null where it never was. */
  readonly place: FeedPlace | null;
  readonly isBuilding: boolean;
  /** A build was broken off: the next one of the same sources goes on. */
  readonly isUnfinished: boolean;
}

const FACTS = [
  'keywords',
  'readmeStems',
  'license',
  'types',
  'module',
  'publishedAt',
  'maintainers',
] as const;

/** Looks at the files; asks nobody. It reads all of the index: some seconds where that has every package of npm. */
export function readIndexStatus(
  folder: IndexFolder,
  { learned, searched }: { readonly learned: LearnedFacts; readonly searched: () => string | null },
): IndexStatus {
  const file = folder.current();
  let inUse: IndexStatus['inUse'] = null;
  let trouble: string | null = null;
  let applied: string | null = null;
  if (file === null) applied = sequenceOf(searched());
  else {
    try {
      const reader = openIndexReader(file);
      const { builtOn, source, sequence } = reader;
      reader.close();
      applied = sequence;
      inUse = { file, bytes: sizeOf(file), source, builtOn, ...countKnown(file) };
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
    }
  }
  const lockFile = path.join(folder.folder, BUILD_LOCK_FILE);
  return {
    inUse,
    trouble,
    learned: { ...learned.count(), waiting: countWaiting(learned, appliedRevision(applied, learned)) },
    place: learned.place(),
    isBuilding: existsSync(lockFile) && isHeld(lockFile),
    isUnfinished: existsSync(path.join(folder.folder, GATHERED_FILE)),
  };
}

function countKnown(file: string) {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const columns = FACTS.map((fact) => `count(facts ->> '$.${fact}') AS "${fact}"`);
    const row = db
      .prepare<[], KnownCounts & { readonly packages: number }>(
        `SELECT count(*) AS packages, count(downloads) AS downloads, count(description) AS description,
         ${columns.join(', ')} FROM package`,
      )
      .get();
    if (row === undefined) throw new Error('a count always has a row');
    const { packages, ...known } = row;
    return { packages, known };
  } finally {
    db.close();
  }
}

/** Up to where the index of the list that ships has what was learned. */
function sequenceOf(file: string | null): string | null {
  if (file === null) return null;
  const reader = openIndexReader(file);
  reader.close();
  return reader.sequence;
}

function countWaiting(learned: LearnedFacts, applied: number): number {
  let waiting = 0;
  let from = applied;
  for (let page = learned.since(from, PAGE); page.length > 0; page = learned.since(from, PAGE)) {
    waiting += page.length;
    from = page.at(-1)?.revision ?? from;
  }
  return waiting;
}

const PAGE = 5_000;

/** With what is written beside it until the next checkpoint. */
function sizeOf(file: string): number {
  return ['', '-wal'].reduce((sum, ending) => {
    return sum + (statSync(`${file}${ending}`, { throwIfNoEntry: false })?.size ?? 0);
  }, 0);
}

function isHeld(lockFile: string): boolean {
  const lock = holdLock(lockFile);
  lock?.release();
  return lock === null;
}
