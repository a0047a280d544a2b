import type Database from 'better-sqlite3';

/** Somebody waits for the write that this comes with: some milliseconds of it. */
const ROWS_AT_ONCE = 10;
/** Of four kilobytes. */
const PAGES_AT_ONCE = 256;
/** How far below the bound it goes, so that it need not go there again at once. */
const TARGET = 0.75;

/**
 * Lets go of some of what was not used for the longest, while the file is larger than it may be, and gives some of its
 * room back: a step with each write, so that none takes long.
 *
 * @param isGoingOn whether the last step left something to do
 * @returns whether there is more to do
 */
export function shrinkCache(db: Database.Database, maxBytes: number, isGoingOn: boolean): boolean {
  const bound = isGoingOn ? maxBytes * TARGET : maxBytes;
  const isTooLarge = usedBytes(db) > bound;
  if (!isTooLarge && !isGoingOn) return false;
  const isAnythingGone = isTooLarge && letGo(db);
  db.pragma(`incremental_vacuum(${PAGES_AT_ONCE})`);
  return isAnythingGone || read(db, 'freelist_count') > 0;
}

/** False where there is nothing left. */
function letGo(db: Database.Database): boolean {
  const oldestPackages = db.prepare(
    'DELETE FROM packages WHERE id IN (SELECT id FROM packages ORDER BY used_ms LIMIT ?)',
  );
  const oldestAnswers = db.prepare(
    'DELETE FROM answers WHERE rowid IN (SELECT rowid FROM answers ORDER BY used_ms LIMIT ?)',
  );
  const gone = db.transaction(
    () => oldestPackages.run(ROWS_AT_ONCE).changes + oldestAnswers.run(ROWS_AT_ONCE).changes,
  );
  return gone.immediate() > 0;
}

function usedBytes(db: Database.Database): number {
  return (read(db, 'page_count') - read(db, 'freelist_count')) * read(db, 'page_size');
}

function read(db: Database.Database, pragma: string): number {
  return Number(db.pragma(pragma, { simple: true }));
}
