import { createLinesReader } from './create-lines-reader.ts';
import { SourceError } from './source-error.ts';
import type { SourceReader } from './source-rows.ts';
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
  let columns: readonly (DocumentField | null)[] | null = null;
  return createLinesReader((text) => {
    if (text === '') return null;
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
      if (hasHead) return null;
    }
    const record: Partial<Record<DocumentField, unknown>> = {};
    columns.forEach((field, place) => {
      const cell = cells[place];
      if (field !== null && cell !== undefined && cell !== '') record[field] = cell;
    });
    return toDocument(record);
  });
}
