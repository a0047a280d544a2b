import type Database from 'better-sqlite3';

const ROWS_AT_ONCE = 20;
/** How far below the bound it goes, so that it need not go there again at once. */
const TARGET = 0.75;

/** Lets go of what was not used for the longest, while the file is larger than it may be. */
export function shrinkCache(db: Database.Database, maxBytes: number): void {
  if (usedBytes(db) <= maxBytes) return;
  const oldestPackages = db.prepare(
    'DELETE FROM packages WHERE id IN (SELECT id FROM packages ORDER BY used_ms LIMIT ?)',
  );
  const oldestAnswers = db.prepare(
    'DELETE FROM answers WHERE rowid IN (SELECT rowid FROM answers ORDER BY used_ms LIMIT ?)',
  );
  while (usedBytes(db) > maxBytes * TARGET) {
    const gone = db.transaction(
      () => oldestPackages.run(ROWS_AT_ONCE).changes + oldestAnswers.run(ROWS_AT_ONCE).changes,
    );
    if (gone.immediate() === 0) break;
  }
  db.pragma('incremental_vacuum');
}

function usedBytes(db: Database.Database): number {
  const read = (pragma: string) => Number(db.pragma(pragma, { simple: true }));
  return (read('page_count') - read('freelist_count')) * read('page_size');
}
