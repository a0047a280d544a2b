import { createDelimitedReader } from './read-delimited.ts';
import { createJsonReader } from './read-json.ts';
import { createJsonLinesReader } from './read-json-lines.ts';
import { SourceError } from './source-error.ts';
import { MAX_ROW_LENGTH, type SourceReader, type SourceRows } from './source-rows.ts';
import { unpackChunks } from './unpack-chunks.ts';

/** So much is enough to tell the format, once the first line is whole: JSON lines are told by theirs. */
const HEAD_LENGTH = 65_536;

/**
 * Reads a list of packages as it arrives, packed with gzip or not: JSON, JSON lines, or a table with tabs. Memory does
 * not grow with the list.
 *
 * @throws SourceError where it is none
 * @throws whatever the chunks throw
 */
export async function* readSource(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<SourceRows> {
  const decoder = new TextDecoder();
  let reader: SourceReader | null = null;
  let head = '';
  let hasBegun = false;
  let hasFirstLine = false;
  for await (const chunk of unpackChunks(chunks)) {
    const text = decoder.decode(chunk, { stream: true });
    if (reader !== null) {
      yield reader.push(text);
      continue;
    }
    head += text;
    // In the new text alone: in all of the head it would cost the square of its length.
    hasFirstLine ||= (hasBegun ? text : text.trimStart()).includes('\n');
    hasBegun ||= text.trim() !== '';
    if (head.length < HEAD_LENGTH || (!hasFirstLine && head.length <= MAX_ROW_LENGTH)) continue;
    reader = createReader(head);
    yield reader.push(head);
  }
  const rest = decoder.decode();
  if (reader === null) {
    if ((head + rest).trim() === '') throw new SourceError('It is empty.');
    reader = createReader(head);
    yield reader.push(head);
  }
  yield reader.push(rest);
  yield reader.end();
}

/** By the beginning: names of files say little. */
function createReader(head: string): SourceReader {
  if (head.includes('\0'))
    throw new SourceError('It is no text: expected JSON, JSON lines, or a table with tabs.');
  const text = head.trimStart();
  if (text.startsWith('[')) return isWholeLine(text) ? createJsonLinesReader() : createJsonReader();
  if (text.startsWith('"') && !text.includes('\t')) return createJsonLinesReader();
  if (!text.startsWith('{')) return createDelimitedReader();
  return isWholeLine(text) ? createJsonLinesReader() : createJsonReader();
}

/** Whether the first line is a package by itself, so that the next ones are as well. */
function isWholeLine(text: string): boolean {
  const end = text.indexOf('\n');
  try {
    const value: unknown = JSON.parse(end < 0 ? text : text.slice(0, end));
    if (Array.isArray(value))
      return value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number';
    return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
  } catch {
    return false; // one value over several lines
  }
}
