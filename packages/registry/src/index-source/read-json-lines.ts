import { readEntry } from './read-entry.ts';
import { MAX_ROW_LENGTH, type SourceReader, type SourceRows } from './source-rows.ts';
import { createLineSplitter, type Line } from './split-lines.ts';

/** Reads one JSON value a line: `{"name": …, "downloads": …, "description": …}`. */
export function createJsonLinesReader(): SourceReader {
  const lines = createLineSplitter(MAX_ROW_LENGTH);
  const readAll = (all: readonly Line[]): SourceRows => {
    const documents: SourceRows['documents'][number][] = [];
    const bad: SourceRows['bad'][number][] = [];
    for (const { number: at, text } of all) {
      if (text !== null && text.trim() === '') continue;
      const result =
        text === null
          ? ({
              kind: 'bad',
              reason: `is longer than ${MAX_ROW_LENGTH.toLocaleString('en-US')} characters`,
            } as const)
          : readEntry(text);
      if (result.kind === 'document') documents.push(result.document);
      else bad.push({ at, reason: result.reason });
    }
    return { documents, bad };
  };
  return { push: (text) => readAll(lines.push(text)), end: () => readAll(lines.end()) };
}
