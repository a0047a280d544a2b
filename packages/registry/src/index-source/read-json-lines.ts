import { createLinesReader } from './create-lines-reader.ts';
import { readEntry } from './read-entry.ts';
import type { SourceReader } from './source-rows.ts';

/** Reads one JSON value a line: `{"name": …, "downloads": …, "description": …}`. */
export function createJsonLinesReader(): SourceReader {
  return createLinesReader((text) => (text.trim() === '' ? null : readEntry(text)));
}
