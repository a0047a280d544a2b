import { ByteBuffer, decodeUtf8 } from './byte-buffer.ts';
import { JsonSyntaxError } from './json-syntax-error.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

// What a byte outside of strings means for the nesting; every other byte is skipped over.
const PLAIN = 0;
const STRING = 1;
const OPEN = 2;
const CLOSE = 3;
const MEANING = new Uint8Array(256);
MEANING[QUOTE] = STRING;
MEANING[OPEN_BRACE] = OPEN;
MEANING[OPEN_BRACKET] = OPEN;
MEANING[CLOSE_BRACE] = CLOSE;
MEANING[CLOSE_BRACKET] = CLOSE;

/** Where the scanner stands between two values; inside a value it is `inside`. */
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
  #inside: 'nested' | 'string' | 'scalar' | undefined;
  #inArray = false;
  #arraySeen = false;
  #key = '';
  // Of the value being read: its nesting, whether a string is open, whether the next byte is escaped.
  #depth = 0;
  #inString = false;
  #escaped = false;
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
      if (this.#inside !== undefined) {
        i = this.#scanValue(chunk, i);
        if (this.#inside === undefined) this.#finishValue(chunk, i);
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

  /** Opens a value or a key at index `i`. */
  #enter(byte: number, i: number): number {
    const meaning = MEANING[byte];
    if (meaning === CLOSE || byte === COMMA || byte === COLON) throw unexpected(byte, 'a value');
    if (meaning === PLAIN) {
      this.#inside = 'scalar';
      return i;
    }
    this.#inside = meaning === STRING ? 'string' : 'nested';
    this.#inString = meaning === STRING;
    this.#depth = meaning === STRING ? 0 : 1;
    return i + 1;
  }

  /** Scans on in the open value; gives the index behind it, with `#inside` unset, or the chunk's length. */
  #scanValue(chunk: Uint8Array, from: number): number {
    if (this.#inside === 'scalar') {
      const end = endOfScalar(chunk, from);
      if (end < chunk.length) this.#inside = undefined;
      return end;
    }
    // The hot loop: local variables only, nothing but bytes looked at.
    const { length } = chunk;
    let i = from;
    let depth = this.#depth;
    let inString = this.#inString;
    if (this.#escaped) {
      this.#escaped = false;
      i += 1;
    }
    while (i < length) {
      if (inString) {
        while (i < length) {
          const byte = chunk[i++];
          if (byte === QUOTE) {
            inString = false;
            break;
          }
          if (byte === BACKSLASH) i += 1;
        }
        if (inString || depth === 0) break;
      }
      let meaning: number | undefined = PLAIN;
      while (i < length && meaning === PLAIN) meaning = MEANING[chunk[i++] ?? 0];
      if (meaning === STRING) {
        inString = true;
      } else if (meaning === OPEN) {
        depth += 1;
      } else if (meaning === CLOSE) {
        depth -= 1;
        if (depth === 0) break;
      }
    }
    this.#depth = depth;
    this.#inString = inString;
    if (i > length) {
      // A backslash was the chunk's last byte: what it escapes comes next.
      this.#escaped = true;
      return length;
    }
    if (depth === 0 && !inString) this.#inside = undefined;
    return i;
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

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function endOfScalar(chunk: Uint8Array, from: number): number {
  let i = from;
  while (i < chunk.length) {
    const byte = chunk[i] ?? 0;
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isSpace(byte)) break;
    i += 1;
  }
  return i;
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
