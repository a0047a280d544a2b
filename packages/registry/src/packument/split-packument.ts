/** What is wrong with a packument; the message is the rest of a sentence: "what came …". */
export class PackumentError extends Error {
  override readonly name = 'PackumentError';
}

export interface SplitOptions {
  /** Fields of the packument that are wanted, `versions` aside; all others are passed over without being kept. */
  readonly fields: ReadonlySet<string>;
  /** A field that is longer is passed over. */
  readonly maxFieldBytes: number;
  /** One version that is longer comes as null. */
  readonly maxVersionBytes: number;
  readonly onField: (name: string, json: Buffer) => void;
  readonly onVersion: (version: string, json: Buffer | null) => void;
}

export interface PackumentSplitter {
  /** @throws PackumentError */
  push(chunk: Uint8Array): void;
  /** @throws PackumentError where the packument has not come to its end */
  end(): void;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MAX_KEY_BYTES = 1_024;
/** npm's packuments are some ten levels deep. */
const MAX_DEPTH = 1_000;

const isOpening = (byte: number) => byte === 0x7b || byte === 0x5b;
const isClosing = (byte: number) => byte === 0x7d || byte === 0x5d;
const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Cuts a packument into the JSON of its fields and of each version while it arrives, so that a large one never lies in
 * memory as a whole: what is parsed at a time is one version.
 */
export function createPackumentSplitter(options: SplitOptions): PackumentSplitter {
  const { fields, maxFieldBytes, maxVersionBytes, onField, onVersion } = options;
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isDone = false;
  /** How deep the objects lie whose entries are taken apart: 1 is the packument, 2 its `versions`. */
  let level = 1;
  let isKeyNext = true;
  let isKey = false;
  let key = '';
  let isValueNext = false;
  let pieces: Buffer[] = [];
  let bytes = 0;
  /** Most bytes of what is being kept; 0 keeps nothing. */
  let maxBytes = 0;
  let isTooLong = false;

  const start = (limit: number) => {
    pieces = [];
    bytes = 0;
    isTooLong = false;
    maxBytes = limit;
  };
  const keep = (piece: Buffer) => {
    if (maxBytes === 0 || isTooLong) return;
    bytes += piece.length;
    if (bytes > maxBytes) {
      isTooLong = true;
      pieces = [];
    } else pieces.push(piece);
  };
  const take = (): Buffer | null => {
    const taken = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    pieces = [];
    maxBytes = 0;
    return isTooLong ? null : taken;
  };
  const endValue = () => {
    if (maxBytes === 0) return;
    const json = take();
    if (level === 2) onVersion(key, json);
    else if (json !== null) onField(key, json);
  };

  /** A character outside of strings; `at` is where it stands, `from` where what is not yet kept begins. */
  const structural = (byte: number, chunk: Buffer, at: number, from: number): number => {
    if (isOpening(byte)) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new PackumentError('is nested too deeply');
      if (depth === 1 && byte !== 0x7b) throw new PackumentError('is not an object');
      if (depth === 2 && level === 1 && isValueNext && key === 'versions' && byte === 0x7b) {
        level = 2;
        isKeyNext = true;
        maxBytes = 0;
      }
      isValueNext = false;
      return from;
    }
    if (isClosing(byte)) {
      if (depth === level) {
        keep(chunk.subarray(from, at));
        endValue();
        if (level === 2) level = 1;
        else isDone = true;
        from = at + 1;
      }
      depth -= 1;
      return from;
    }
    if (depth !== level) return from;
    if (byte === COMMA) {
      keep(chunk.subarray(from, at));
      endValue();
      isKeyNext = true;
      return at + 1;
    }
    if (byte === COLON) {
      isValueNext = true;
      if (level === 2) start(maxVersionBytes);
      else start(fields.has(key) ? maxFieldBytes : 0);
      return at + 1;
    }
    return from;
  };

  /**
   * Goes on to the end of a string or of what is nested: nearly all of a packument, so that it is done with nothing but
   * numbers at hand. Gives the place of what follows, or of the bracket that ends it.
   */
  const skipNested = (chunk: Buffer, start: number): number => {
    const { length } = chunk;
    const top = level;
    let at = start;
    let nested = depth;
    let inString = isInString;
    let escaped = isEscaped;
    while (at < length) {
      const byte = chunk[at] ?? 0;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (nested <= top) break;
      else if (byte === QUOTE) inString = true;
      else if (isOpening(byte)) {
        nested += 1;
        if (nested > MAX_DEPTH) throw new PackumentError('is nested too deeply');
      } else if (isClosing(byte)) nested -= 1;
      at += 1;
    }
    depth = nested;
    isInString = inString;
    isEscaped = escaped;
    return at;
  };

  const endOfString = (chunk: Buffer, at: number, from: number): number => {
    isInString = false;
    if (!isKey) return from;
    keep(chunk.subarray(from, at + 1));
    const json = take();
    isKey = false;
    key = json === null ? '' : parseKey(json);
    return at + 1;
  };

  return {
    push(piece) {
      const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      let from = 0;
      let at = 0;
      while (at < chunk.length) {
        if (depth > level || (isInString && !isKey)) {
          at = skipNested(chunk, at);
          if (at >= chunk.length) break;
        }
        const byte = chunk[at] ?? 0;
        if (isInString) {
          if (isEscaped) isEscaped = false;
          else if (byte === BACKSLASH) isEscaped = true;
          else if (byte === QUOTE) from = endOfString(chunk, at, from);
          at += 1;
          continue;
        }
        if (isDone) {
          if (!isSpace(byte)) throw new PackumentError('goes on behind its end');
        } else if (depth === 0 && !isOpening(byte)) {
          if (!isSpace(byte)) throw new PackumentError('is not JSON');
        } else if (byte === QUOTE) {
          isInString = true;
          if (depth === level && isKeyNext) {
            isKeyNext = false;
            isKey = true;
            start(MAX_KEY_BYTES);
            from = at;
          }
        } else from = structural(byte, chunk, at, from);
        at += 1;
      }
      if (!isDone) keep(chunk.subarray(from));
    },
    end() {
      if (!isDone) throw new PackumentError('broke off');
    },
  };
}

function parseKey(json: Buffer): string {
  try {
    const key: unknown = JSON.parse(json.toString());
    return typeof key === 'string' ? key : '';
  } catch {
    throw new PackumentError('is not JSON'); // SyntaxError: control characters, or a bad escape
  }
}
