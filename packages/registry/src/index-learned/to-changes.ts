import type { IndexDocument } from '../search/index-document.ts';
import type { IndexChanges } from '../search/sqlite/update-index.ts';
import type { DatedLearned } from './learned.ts';

/**
 * What was learned, as changes to an index whose list was made on a day. Of what was learned before that day the list
 * knows better: it only adds what the list does not say, and a package that is listed again is one again.
 *
 * @param builtOn `YYYY-MM-DD`
 */
export function toChanges(
  news: readonly DatedLearned[],
  builtOn: string,
): Required<Pick<IndexChanges, 'upserts' | 'additions' | 'deletions'>> {
  const upserts: IndexDocument[] = [];
  const additions: IndexDocument[] = [];
  const deletions: string[] = [];
  for (const each of news) {
    const isLater = isLearnedAfter(each.learnedAt, builtOn);
    if (each.kind === 'known') (isLater ? upserts : additions).push({ ...each.document, downloads: null });
    else if (isLater) deletions.push(each.name);
  }
  return { upserts, additions, deletions };
}

/** Whether something was learned on the day of a list or after it. */
export function isLearnedAfter(learnedAt: string, builtOn: string): boolean {
  return learnedAt.slice(0, builtOn.length) >= builtOn;
}
