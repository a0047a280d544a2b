import { toSequence } from '../index-learned/applied-revision.ts';
import type { LearnedFacts } from '../index-learned/learned.ts';
import { countsBefore, toChanges } from '../index-learned/to-changes.ts';
import type { IndexDocument } from '../search/index-document.ts';
import { createIndexWriter, type IndexMeta } from '../search/sqlite/create-index-writer.ts';
import { openIndexUpdater } from '../search/sqlite/update-index.ts';
import { flushFile } from '../sqlite-files.ts';
import type { GatheredList } from './gathered-list.ts';

export interface WriteIndexOptions {
  /** A path where nothing is yet. */
  readonly file: string;
  readonly list: Pick<GatheredList, 'documents' | 'count'>;
  readonly learned: LearnedFacts;
  readonly meta: IndexMeta;
  /** Told the share of the work that is done, 0 to 1. */
  readonly onProgress: (done: number) => void;
}

/** Share of the work that is the rows themselves; what they are found by is the rest. */
const ROWS_SHARE = 0.25;
const BETWEEN_TELLING = 20_000;
const PAGE = 5_000;

/**
 * Writes an index of a list, with what was learned of its packages: facts that the list does not tell or that are later,
 * packages that are new, and those that are gone since. It is on the disk when this returns.
 *
 * @returns packages in it
 */
export function writeIndex({ file, list, learned, meta, onProgress }: WriteIndexOptions): number {
  // What is learned from here on is put into the index once that is in use.
  const revision = learned.revision();
  const log = learned.id();
  const total = list.count();
  const hasLearned = revision > 0;
  const writer = createIndexWriter(file);
  let packages: number;
  try {
    let done = 0;
    for (const document of list.documents()) {
      const known = hasLearned ? learned.of(document.name) : null;
      const isCounted = known !== null && countsBefore(known, meta.builtOn);
      if (known?.kind === 'known') writer.add(merge(document, known.document, isCounted));
      else if (!isCounted) writer.add(document);
      done += 1;
      if (done % BETWEEN_TELLING === 0) onProgress((done / total) * ROWS_SHARE);
    }
    packages = writer.count();
    writer.finish(meta, (share) => onProgress(ROWS_SHARE + share * (1 - ROWS_SHARE)));
  } finally {
    writer.close();
  }
  const updater = openIndexUpdater(file);
  try {
    packages += addUnlisted(updater, learned, { until: revision, builtOn: meta.builtOn });
    if (log !== null) updater.apply({ sequence: toSequence(log, revision) });
  } finally {
    updater.close();
  }
  flushFile(file);
  return packages;
}

/** What is later counts, packument or list; what that does not say the other one may. */
function merge(
  listed: IndexDocument,
  learned: Omit<IndexDocument, 'downloads'>,
  isLearnedLater: boolean,
): IndexDocument {
  const [before, after] = isLearnedLater ? [listed, learned] : [learned, listed];
  return {
    ...listed,
    description: after.description ?? before.description ?? null,
    facts: { ...before.facts, ...after.facts },
  };
}

/** Packages that are newer than the list. Those of the list are as they are already, which costs a look each. */
function addUnlisted(
  updater: ReturnType<typeof openIndexUpdater>,
  learned: LearnedFacts,
  { until, builtOn }: { readonly until: number; readonly builtOn: string },
): number {
  let added = 0;
  for (
    let page = learned.since(0, PAGE);
    page.length > 0;
    page = learned.since(page.at(-1)?.revision ?? until, PAGE)
  ) {
    const { upserts, additions } = toChanges(
      page.filter((each) => each.revision <= until),
      builtOn,
    );
    added += updater.apply({ upserts, additions });
  }
  return added;
}
