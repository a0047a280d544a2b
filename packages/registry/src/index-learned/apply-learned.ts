import { openIndexUpdater } from '../search/sqlite/update-index.ts';
import { appliedRevision, toSequence } from './applied-revision.ts';
import type { LearnedFacts } from './learned.ts';
import { toChanges } from './to-changes.ts';

/** How much was put into the index in use, and whether more is waiting. */
export interface Applied {
  /** Packages that are new, changed or gone. */
  readonly changed: number;
  readonly hasMore: boolean;
}

export interface ApplyOptions {
  /** The index that is searched; asked again where it was just replaced. Null where there is none yet. */
  readonly file: () => string | null;
  readonly learned: LearnedFacts;
  /** A tenth of a millisecond each. */
  readonly limit: number;
  /** How long to wait for another process that writes. */
  readonly busyMs?: number;
}

const NOTHING: Applied = { changed: 0, hasMore: false };

/**
 * Puts what was learned into the index that is searched, and with it how far that is: whoever does so next goes on from there,
 * and an index that was built meanwhile is brought up to date as well.
 *
 * @throws SqliteError where another process writes for too long
 */
export function applyLearned({ file: find, learned, limit, busyMs }: ApplyOptions): Applied {
  if (learned.revision() === 0) return NOTHING;
  const file = find();
  if (file === null) return NOTHING;
  const updater = openUpdater(find, file, busyMs);
  if (updater === null) return { changed: 0, hasMore: true };
  try {
    if (appliedRevision(updater.sequence(), learned) >= learned.revision()) return NOTHING;
    let hasMore = false;
    const changed = updater.apply((sequence) => {
      const log = learned.id();
      const news = learned.since(appliedRevision(sequence, learned), limit);
      const last = news.at(-1);
      hasMore = news.length === limit;
      if (log === null || last === undefined) return {};
      return { ...toChanges(news, updater.builtOn()), sequence: toSequence(log, last.revision) };
    });
    return { changed, hasMore };
  } finally {
    updater.close();
  }
}

/** Null where the index was replaced, and removed, just now. */
function openUpdater(find: () => string | null, file: string, busyMs: number | undefined) {
  try {
    return openIndexUpdater(file, busyMs === undefined ? {} : { busyMs });
  } catch (error) {
    if (find() !== file) return null;
    throw error;
  }
}
