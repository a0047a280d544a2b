import { readEntry } from './read-entry.ts';
import { SourceError } from './source-error.ts';
import { MAX_ROW_LENGTH, type SourceReader, type SourceRows } from './source-rows.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Reads one JSON object or array, entry by entry as it arrives: an object with a package a key and its downloads as
 * value, or a list. Only where entries begin and end is looked for here; what is in them `JSON.parse` reads.
 */
export function createJsonReader(): SourceReader {
  let pending = '';
  /** Of `pending`, looked at already. */
  let scanned = 0;
  let entryFrom = 0;
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let root: 'object' | 'array' | null = null;
  let isOver = false;
  let entries = 0;

  const scan = (rows: { documents: SourceRows['documents'][number][]; bad: SourceRows['bad'][number][] }) => {
    const finish = (end: number) => {
      const text = pending.slice(entryFrom, end).trim();
      entryFrom = end + 1;
      if (text === '') return;
      entries += 1;
      const result = readEntry(text, root === 'object');
      if (result.kind === 'document') rows.documents.push(result.document);
      else rows.bad.push({ at: entries, reason: result.reason });
    };
    for (; scanned < pending.length; scanned++) {
      const code = pending.charCodeAt(scanned);
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (code === BACKSLASH) isEscaped = true;
        else if (code === QUOTE) isInString = false;
      } else if (isSpace(code)) {
      } else if (isOver) {
        throw new SourceError('After the end of the list there is something else.');
      } else if (root === null) {
        if (code === OPEN_BRACE) root = 'object';
        else if (code === OPEN_BRACKET) root = 'array';
        else if (code !== BYTE_ORDER_MARK)
          throw new SourceError('It is neither a JSON object nor a JSON array.');
        if (root !== null) depth = 1;
        entryFrom = scanned + 1;
      } else if (code === QUOTE) {
        isInString = true;
      } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        depth += 1;
      } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        depth -= 1;
        if (depth === 0) {
          finish(scanned);
          isOver = true;
        }
      } else if (code === COMMA && depth === 1) {
        finish(scanned);
      }
    }
    if (pending.length - entryFrom > MAX_ROW_LENGTH && !isOver) {
      throw new SourceError(
        `Entry ${entries + 1} is longer than ${MAX_ROW_LENGTH.toLocaleString('en-US')} characters: this is no list of packages.`,
      );
    }
    // What comes after the end is white space, or refused: no reason to keep it.
    pending = isOver ? '' : pending.slice(entryFrom);
    scanned = pending.length;
    entryFrom = 0;
  };

  return {
    push(text) {
      const rows = { documents: [], bad: [] };
      pending += text;
      scan(rows);
      return rows;
    },
    end() {
      if (!isOver) throw new SourceError('It breaks off before its end.');
      return { documents: [], bad: [] };
    },
  };
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
