import type { IndexDocument } from '../search/index-document.ts';

/** A line, or an entry, of a source that is no package. */
export interface BadRow {
  /** The line, or the number of the entry; 1 is the first. */
  readonly at: number;
  /** A sentence for people. */
  readonly reason: string;
}

/** What a piece of a source came to, in its order. */
export interface SourceRows {
  readonly documents: readonly IndexDocument[];
  readonly bad: readonly BadRow[];
}

/** Reads a source piece by piece; it keeps no more than one unfinished row. */
export interface SourceReader {
  /** @throws SourceError where it is no list of packages at all */
  push(text: string): SourceRows;
  /** @throws SourceError where the source breaks off */
  end(): SourceRows;
}

/** No row of a list is longer: a readme's words, keywords and maintainers fit a hundred times. */
export const MAX_ROW_LENGTH = 1_000_000;
