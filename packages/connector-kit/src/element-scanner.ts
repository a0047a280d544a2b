import { ByteBuffer, decodeUtf8 } from './byte-buffer.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isSpace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from './json-bytes.ts';
import { JsonSyntaxError } from './json-syntax-error.ts';
import { ValueScanner } from './value-scanner.ts';

/** Where the scanner stands between two values; within one, the ValueScanner knows. */
type Place =
  | 'start'
  | 'key'
  | 'colon'
  | 'value'
  | 'after-value'
  | 'first-element'
  | 'next-element'
  | 'after-element'
  | 'end';

/**
 * Splits the elements of one top-level array out of a JSON object that arrives in chunks of bytes.
 *
 * It works on bytes, because every byte that gives JSON its structure is ASCII and no byte of a longer UTF-8
 * character is: a character cut by a chunk border needs no care, each element is decoded when it is whole.
 */
export class ElementScanner {
  readonly #arrayKey: string;
  readonly #onElement: (text: string) => void;
  #place: Place = 'start';
  #inArray = false;
  #arraySeen = false;
  #key = '';
  readonly #value = new ValueScanner();
  // Bytes of the key or element being read, as far as they came in earlier chunks.
  readonly #token = new ByteBuffer();
  #tokenStart = -1;
  readonly #envelope = new ByteBuffer();

  constructor(arrayKey: string, onElement: (text: string) => void) {
    this.#arrayKey = arrayKey;
    this.#onElement = onElement;
  }

  /** Takes the next bytes; calls `onElement` for each element that they complete. */
  push(chunk: Uint8Array): void {
    let envelopeStart = 0;
    let i = 0;
    while (i < chunk.length) {
      if (this.#value.isOpen) {
        i = this.#value.scan(chunk, i);
        if (!this.#value.isOpen) this.#finishValue(chunk, i);
        continue;
      }
      const byte = chunk[i] ?? 0;
      if (isSpace(byte)) {
        i += 1;
        continue;
      }
      const wasInArray = this.#inArray;
      i = this.#step(byte, i);
      // The envelope keeps both brackets of the array and nothing between them.
      if (!wasInArray && this.#inArray) this.#envelope.append(chunk, envelopeStart, i);
      if (wasInArray && !this.#inArray) envelopeStart = i - 1;
    }
    if (!this.#inArray) this.#envelope.append(chunk, envelopeStart, chunk.length);
    if (this.#tokenStart >= 0) {
      this.#token.append(chunk, this.#tokenStart, chunk.length);
      this.#tokenStart = 0;
    }
  }

  /** Ends the input and gives the envelope. */
  end(parse: (text: string) => unknown): unknown {
    if (this.#place === 'start') throw new JsonSyntaxError('it is empty');
    if (this.#place !== 'end') throw new JsonSyntaxError('it breaks off before its end');
    try {
      return parse(decodeUtf8(this.#envelope.view()));
    } catch (error) {
      if (error instanceof SyntaxError) throw new JsonSyntaxError(error.message);
      throw error;
    }
  }

  /** Handles a byte between two values; gives the index to go on at. */
  #step(byte: number, i: number): number {
    switch (this.#place) {
      case 'start':
        if (byte !== OPEN_BRACE) throw new JsonSyntaxError('it does not start as a JSON object');
        this.#place = 'key';
        return i + 1;
      case 'key':
        if (byte === CLOSE_BRACE) return this.#goTo('end', i);
        if (byte !== QUOTE) throw unexpected(byte, 'a name in quotes');
        this.#tokenStart = i;
        return this.#enter(byte, i);
      case 'colon':
        if (byte !== COLON) throw unexpected(byte, '":"');
        return this.#goTo('value', i);
      case 'value':
        if (byte === OPEN_BRACKET && this.#key === this.#arrayKey) {
          this.#inArray = true;
          this.#arraySeen = true;
          return this.#goTo('first-element', i);
        }
        return this.#enter(byte, i);
      case 'after-value':
        if (byte === COMMA) return this.#goTo('key', i);
        if (byte === CLOSE_BRACE) return this.#goTo('end', i);
        throw unexpected(byte, '"," or "}"');
      case 'first-element':
        if (byte === CLOSE_BRACKET) return this.#leaveArray(i);
        this.#tokenStart = i;
        return this.#enter(byte, i);
      case 'next-element':
        this.#tokenStart = i;
        return this.#enter(byte, i);
      case 'after-element':
        if (byte === COMMA) return this.#goTo('next-element', i);
        if (byte === CLOSE_BRACKET) return this.#leaveArray(i);
        throw unexpected(byte, '"," or "]"');
      case 'end':
        throw unexpected(byte, 'nothing more');
    }
  }

  #goTo(place: Place, i: number): number {
    this.#place = place;
    return i + 1;
  }

  #leaveArray(i: number): number {
    this.#inArray = false;
    return this.#goTo('after-value', i);
  }

  /** Opens the value or key that starts at index `i`. */
  #enter(byte: number, i: number): number {
    if (byte === COMMA || byte === COLON || byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
      throw unexpected(byte, 'a value');
    }
    return this.#value.open(byte, i);
  }

  /** Acts on the key, element or envelope value that ended before index `end`. */
  #finishValue(chunk: Uint8Array, end: number): void {
    switch (this.#place) {
      case 'key':
        this.#key = parseKey(this.#takeToken(chunk, end));
        if (this.#arraySeen && this.#key === this.#arrayKey) {
          throw new JsonSyntaxError(`it names "${this.#arrayKey}" twice`);
        }
        this.#place = 'colon';
        return;
      case 'first-element':
      case 'next-element':
        this.#place = 'after-element';
        this.#onElement(this.#takeToken(chunk, end));
        return;
      default:
        this.#place = 'after-value';
    }
  }

  #takeToken(chunk: Uint8Array, end: number): string {
    const start = this.#tokenStart;
    this.#tokenStart = -1;
    if (this.#token.length === 0) return decodeUtf8(chunk.subarray(start, end));
    this.#token.append(chunk, start, end);
    const text = decodeUtf8(this.#token.view());
    this.#token.clear();
    return text;
  }
}

function parseKey(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    // A wrong escape or a raw control character in the name.
    throw new JsonSyntaxError('a name in it is not a JSON string');
  }
}

function unexpected(byte: number, wanted: string): JsonSyntaxError {
  const found = byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16)}`;
  return new JsonSyntaxError(`it has ${found} where ${wanted} should be`);
}
