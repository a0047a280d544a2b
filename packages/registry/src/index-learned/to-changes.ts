import type { IndexDocument } from '../search/index-document.ts';
import type { IndexChanges } from '../search/sqlite/update-index.ts';
import type { DatedLearned } from './learned.ts';

/**
 * What was learned, as changes to an index whose list was made on a day. Of what was learned before that day the list
 * knows better: it only adds what the list does not say, and a package that is listed long after it was gone is one again.
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
    const isCounted = countsBefore(each, builtOn);
    if (each.kind === 'known') (isCounted ? upserts : additions).push({ ...each.document, downloads: null });
    else if (isCounted) deletions.push(each.name);
  }
  return { upserts, additions, deletions };
}

/** Lists tell of what was downloaded in so many days: a package that is gone since is still among them. */
const LISTED_DAYS = 30;

/** Whether what was learned counts before what a list says that was made on a day. */
export function countsBefore(
  { kind, learnedAt }: Pick<DatedLearned, 'kind' | 'learnedAt'>,
  builtOn: string,
): boolean {
  const counted = kind === 'known' ? Date.parse(learnedAt) : Date.parse(learnedAt) + LISTED_DAYS * 86_400_000;
  return new Date(counted).toISOString().slice(0, builtOn.length) >= builtOn;
}
