import { ConnectorError } from '@shipstats/core';
import { ElementScanner } from './element-scanner.ts';

/** What `readJsonStream` splits, and where the pieces go. */
export interface JsonStreamOptions {
  /** Name of the top-level array whose elements are handed out one by one. */
  readonly arrayPath: string;
  /** Receives each element's JSON text, in order. What it throws ends the reading. */
  readonly onElement: (text: string) => void;
  /** Cap on the bytes read; more is a ConnectorError `too-large`. Default: no cap. */
  readonly maxBytes?: number;
  /** Parses the envelope; default `JSON.parse`. */
  readonly parse?: (text: string) => unknown;
}

/**
 * Reads one huge JSON object and hands out the elements of one of its top-level arrays as they arrive.
 *
 * Resolves to the rest of the object with that array emptied. Memory holds one element and the envelope, never
 * the whole text. Only the outer structure is checked here: an element's own text is checked by whoever parses it.
 * When the array is missing, or is not an array, nothing is handed out and the envelope holds what is there.
 *
 * @throws JsonSyntaxError when the text is malformed, cut off, not an object, or not UTF-8
 * @example
 * ```ts
 * const envelope = await readJsonStream(body, { arrayPath: 'data', onElement: (text) => rows.push(JSON.parse(text)) });
 * // envelope: { object: 'page', data: [], has_more: false, next_page: null }
 * ```
 */
export async function readJsonStream(
  body: AsyncIterable<Uint8Array>,
  { arrayPath, onElement, maxBytes = Number.POSITIVE_INFINITY, parse = JSON.parse }: JsonStreamOptions,
): Promise<unknown> {
  const scanner = new ElementScanner(arrayPath, onElement);
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new ConnectorError(`The answer is larger than the cap of ${maxBytes} bytes.`, {
        code: 'too-large',
      });
    }
    scanner.push(chunk);
  }
  return scanner.end(parse);
}
