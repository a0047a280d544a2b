import { JsonSyntaxError } from './json-syntax-error.ts';

/** A JSON number that a JavaScript number would change: exactly the characters that were sent, `1e-7` as `1e-7`. */
export class NumberText {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  toString(): string {
    return this.source;
  }

  /** Serialises as a string, the only JSON that keeps every digit everywhere. */
  toJSON(): string {
    return this.source;
  }
}

/** What `parseLossless` gives: JSON in which every number is exact. */
export type LosslessJson =
  | null
  | boolean
  | string
  | number
  | NumberText
  | readonly LosslessJson[]
  | { readonly [key: string]: LosslessJson };

// Node has the third argument since version 21 (V8 11.4, the "JSON.parse source text access" proposal,
// https://github.com/tc39/proposal-json-parse-with-source); the ES2024 types do not know it yet.
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => LosslessJson;

// The end of a number with a point or exponent, and of one of 16 digits and more. They may also match inside of a
// string, which only costs time. Two patterns, because each starts with a rare character: together with JSON.parse
// they are several times faster than one pattern that starts with the white space before a number.
const DECIMAL = /[.eE][+-]?\d+(?:[\s,}\]]|$)/;
const LONG = /\d{16}(?:[\s,}\]]|$)/;

/**
 * Parses JSON without changing a number: integers within ±(2^53 − 1), however they are written, are numbers, every
 * other number is a NumberText that holds the text as sent.
 *
 * A text that holds plain integers only is parsed at the speed of `JSON.parse`.
 *
 * @throws JsonSyntaxError when the text is not JSON
 * @example
 * ```ts
 * parseLossless('{"requests": 12, "value": 0.1234567890123456789012345678}');
 * // { requests: 12, value: NumberText { source: '0.1234567890123456789012345678' } }
 * ```
 */
export function parseLossless(text: string): LosslessJson {
  try {
    // Safe: JSON.parse gives JSON values, and without inexact numbers they are the lossless ones.
    if (!DECIMAL.test(text) && !LONG.test(text)) return JSON.parse(text) as LosslessJson;
    return parseWithSource(text, (_key, value, { source }) =>
      typeof value === 'number' && source !== undefined && !isExactInteger(value, source)
        ? new NumberText(source)
        : value,
    );
  } catch (error) {
    if (error instanceof SyntaxError) throw new JsonSyntaxError(error.message);
    throw error;
  }
}

/** Tells whether the number written as `source` is, digit for digit, the safe integer `value`. */
function isExactInteger(value: number, source: string): boolean {
  if (!Number.isSafeInteger(value)) return false;
  const [mantissa = '', exponent = '0'] = source.split(/[eE]/);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  const significant = digits.replace(/0+$/, '');
  const isZero = /^-?$/.test(significant);
  const lastDigitAt = Number(exponent) - fraction.length + (digits.length - significant.length);
  return isZero || lastDigitAt >= 0;
}
