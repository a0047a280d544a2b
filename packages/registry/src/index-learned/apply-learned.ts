import type { IndexFolder } from '../search/index-folder.ts';
import { openIndexUpdater } from '../search/sqlite/update-index.ts';
import type { LearnedFacts } from './learned.ts';
import { toChanges } from './to-changes.ts';

/** How much was put into the index in use, and whether more is waiting. */
export interface Applied {
  /** Packages that are new, changed or gone. */
  readonly changed: number;
  readonly hasMore: boolean;
}

export interface ApplyOptions {
  readonly folder: IndexFolder;
  readonly learned: LearnedFacts;
  /** A tenth of a millisecond each. */
  readonly limit: number;
  /** How long to wait for another process that writes. */
  readonly busyMs?: number;
}

const NOTHING: Applied = { changed: 0, hasMore: false };

/**
 * Puts what was learned into the index in use, and with it how far that is: whoever does so next goes on from there,
 * and an index that was built meanwhile is brought up to date as well.
 *
 * @throws SqliteError where another process writes for too long
 */
export function applyLearned({ folder, learned, limit, busyMs }: ApplyOptions): Applied {
  if (learned.revision() === 0) return NOTHING;
  const file = folder.current();
  if (file === null) return NOTHING;
  const updater = openUpdater(folder, file, busyMs);
  if (updater === null) return NOTHING;
  try {
    if (Number(updater.sequence() ?? 0) >= learned.revision()) return NOTHING;
    let hasMore = false;
    const changed = updater.apply((sequence) => {
      const news = learned.since(Number(sequence ?? 0), limit);
      const last = news.at(-1);
      hasMore = news.length === limit;
      return last === undefined
        ? {}
        : { ...toChanges(news, updater.builtOn()), sequence: String(last.revision) };
    });
    return { changed, hasMore };
  } finally {
    updater.close();
  }
}

/** Null where the index was replaced, and removed, just now: the next time is soon enough. */
function openUpdater(folder: IndexFolder, file: string, busyMs: number | undefined) {
  try {
    return openIndexUpdater(file, busyMs === undefined ? {} : { busyMs });
  } catch (error) {
    folder.forget();
    if (folder.current() !== file) return null;
    throw error;
  }
}
