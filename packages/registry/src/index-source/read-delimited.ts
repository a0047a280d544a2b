import { SourceError } from './source-error.ts';
import { MAX_ROW_LENGTH, type SourceReader, type SourceRows } from './source-rows.ts';
import { createLineSplitter, type Line } from './split-lines.ts';
import { type DocumentField, fieldOf, toDocument } from './to-document.ts';

/** The columns of files without a head, by how many there are. */
const WITHOUT_HEAD: Readonly<Record<number, readonly DocumentField[]>> = {
  1: ['name'],
  2: ['name', 'downloads'],
  3: ['name', 'version', 'downloads'],
  4: ['name', 'version', 'downloads', 'description'],
};

/**
 * Reads a table with tabs between its columns. A first line that names a column `name` or `package` is its head, which
 * says what the others are; columns of other names are left alone. Without a head the columns are name and downloads,
 * or name, version, downloads and description.
 */
export function createDelimitedReader(): SourceReader {
  const lines = createLineSplitter(MAX_ROW_LENGTH);
  let columns: readonly (DocumentField | null)[] | null = null;

  const read = (
    line: Line,
    rows: { documents: SourceRows['documents'][number][]; bad: SourceRows['bad'][number][] },
  ) => {
    const { number: at, text } = line;
    if (text === '') return;
    if (text === null) {
      rows.bad.push({ at, reason: `is longer than ${MAX_ROW_LENGTH.toLocaleString('en-US')} characters` });
      return;
    }
    const cells = text.split('\t');
    if (columns === null) {
      const head = cells.map(fieldOf);
      const hasHead = head.includes('name') && !/^\d+$/.test(cells[1] ?? '');
      columns = hasHead ? head : (WITHOUT_HEAD[cells.length] ?? null);
      if (columns === null) {
        throw new SourceError(
          `${cells.length} columns without a head: name them in the first line, as name, version, downloads, description.`,
        );
      }
      if (hasHead) return;
    }
    const record: Partial<Record<DocumentField, unknown>> = {};
    columns.forEach((field, place) => {
      const cell = cells[place];
      if (field !== null && cell !== undefined && cell !== '') record[field] = cell;
    });
    const result = toDocument(record);
    if (result.kind === 'document') rows.documents.push(result.document);
    else rows.bad.push({ at, reason: result.reason });
  };

  const readAll = (all: readonly Line[]): SourceRows => {
    const rows = { documents: [], bad: [] };
    for (const line of all) read(line, rows);
    return rows;
  };
  return { push: (text) => readAll(lines.push(text)), end: () => readAll(lines.end()) };
}
