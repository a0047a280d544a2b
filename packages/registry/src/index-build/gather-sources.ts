import type { IndexSource } from '../index-source/index-source.ts';
import { readSource } from '../index-source/read-source.ts';
import { SourceError } from '../index-source/source-error.ts';
import type { BadRow } from '../index-source/source-rows.ts';
import type { IndexDocument } from '../search/index-document.ts';
import type { BuildProgress } from './build-progress.ts';
import type { GatheredList } from './gathered-list.ts';

export interface GatherOptions {
  readonly list: GatheredList;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BuildProgress) => void;
}

/** Rows that are kept in one step: what was read since the last one is read again after a kill. */
const STEP = 20_000;
/** Bad rows that are named, the first ones. */
const MOST_NAMED = 20;

/**
 * Reads sources into a list. What an earlier run has taken in of them is passed over.
 *
 * @throws SourceError where one is no list of packages
 * @throws whatever a source throws, and the signal's reason
 */
export async function gatherSources(sources: readonly IndexSource[], options: GatherOptions): Promise<void> {
  for (const [place, source] of sources.entries()) {
    const read = () => gather(source, place, options);
    if (options.list.source(place).isWhole) continue;
    await (source.isCheckedAtEnd ? options.list.atOnce(read) : read());
  }
}

async function gather(source: IndexSource, place: number, options: GatherOptions): Promise<void> {
  const { list, signal, onProgress } = options;
  const before = list.source(place);
  const bad: BadRow[] = [];
  let rows = 0;
  let badRows = 0;
  let documents: IndexDocument[] = [];
  const keep = (isWhole: boolean) => {
    list.add(place, documents, { rows, badRows, bad, isWhole });
    documents = [];
  };
  const onBytes = (read: number, total: number | null) =>
    onProgress({ kind: 'reading', source: source.label, read, total, rows, badRows });
  try {
    for await (const found of readSource(source.open({ signal, onBytes }))) {
      signal.throwIfAborted();
      rows += found.documents.length + found.bad.length;
      badRows += found.bad.length;
      bad.push(...found.bad.slice(0, MOST_NAMED - bad.length));
      // A piece that an earlier run has taken in only a part of is taken in once more.
      // One by one: a piece of short rows has more of them than a call may have arguments.
      if (rows > before.rows) for (const document of found.documents) documents.push(document);
      if (documents.length >= STEP) keep(false);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof SourceError)) throw error;
    throw new SourceError(`${source.label}: ${error.message}`, { cause: error });
  }
  keep(true);
}
