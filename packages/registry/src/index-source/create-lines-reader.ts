import type { IndexDocument } from '../search/index-document.ts';
import { type BadRow, MAX_ROW_LENGTH, type SourceReader, type SourceRows } from './source-rows.ts';
import { createLineSplitter, type Line } from './split-lines.ts';
import type { ToDocument } from './to-document.ts';

/**
 * Reads a source with a package a line.
 *
 * @param read a line; null for one that is none, a head or an empty one
 */
export function createLinesReader(read: (text: string) => ToDocument | null): SourceReader {
  const lines = createLineSplitter(MAX_ROW_LENGTH);
  const readAll = (all: readonly Line[]): SourceRows => {
    const documents: IndexDocument[] = [];
    const bad: BadRow[] = [];
    for (const { number: at, text } of all) {
      const result = text === null ? TOO_LONG : read(text);
      if (result?.kind === 'document') documents.push(result.document);
      else if (result?.kind === 'bad') bad.push({ at, reason: result.reason });
    }
    return { documents, bad };
  };
  return { push: (text) => readAll(lines.push(text)), end: () => readAll(lines.end()) };
}

const TOO_LONG = {
  kind: 'bad',
  reason: `is longer than ${MAX_ROW_LENGTH.toLocaleString('en-US')} characters`,
} as const;
