import { constants } from 'node:buffer';
import { ConnectorError } from '@shipstats/core';
import { JsonSyntaxError } from './json-syntax-error.ts';

/** A growing run of bytes that keeps its memory when cleared, so that equal-sized elements reuse it. */
export class ByteBuffer {
  #bytes = new Uint8Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Copies `bytes[start..end)` to the end; the source may be reused afterwards. */
  append(bytes: Uint8Array, start = 0, end = bytes.length): void {
    const needed = this.#length + (end - start);
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end), this.#length);
    this.#length = needed;
  }

  clear(): void {
    this.#length = 0;
  }

  /** The bytes so far; valid until the next `append`. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes UTF-8 strictly: a wrong byte is a JsonSyntaxError, never a replacement character.
 *
 * A byte order mark is kept (as U+FEFF), because JSON may not start with one.
 * Text longer than the engine's strings can be (about 512 Mi characters) is a ConnectorError `too-large`.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  if (bytes.length > constants.MAX_STRING_LENGTH) {
    throw new ConnectorError(`One JSON value of ${bytes.length} bytes is more than can be held as text.`, {
      code: 'too-large',
    });
  }
  try {
    return utf8.decode(bytes);
  } catch {
    // The only failure of a fatal decoder: bytes that are not UTF-8.
    throw new JsonSyntaxError('it holds bytes that are not UTF-8');
  }
}
