import { type Decimal, fromBigInt, parseDecimal } from '@shipstats/core';

/** Longer texts are no amounts, and costly to turn into one. */
const MAX_CHARACTERS = 100;
/** What a decimal measure may hold: see MeasureSpec. */
const MAX_DECIMALS = 36;
/** Far beyond any bill; a store adds up whole parts in 64 bits, and many of these still fit. */
const MAX_WHOLE = 10n ** 15n;

/** A decimal that was read, or why it could not be, in words that go on from the field's name. */
export type DecimalReading = { readonly value: Decimal } | { readonly problem: string };

/** In JSON this matches at keys only: within a text the quotes would be escaped. */
const DECIMALS = /("(?:value|quantity)"\s*:\s*)(-?\d[\d.eE+-]*)/g;

/**
 * Puts the decimals of a bucket's JSON into quotes, so that `JSON.parse` keeps every digit; twenty times faster than
 * a lossless parse of the whole.
 */
export function quoteDecimals(json: string): string {
  return json.replace(DECIMALS, '$1"$2"');
}

/**
 * Reads an amount as the API writes it, a JSON number or a string, without loss.
 *
 * Numbers must have come through `quoteDecimals`. `null`, empty texts, `NaN`, `Infinity` and `12,50` are problems, as are
 * more than 36 decimals and absurd sizes: an amount is exact or unknown, never guessed.
 */
export function readDecimal(input: unknown): DecimalReading {
  if (input === undefined || input === null) return { problem: 'is missing' };
  if (Number.isSafeInteger(input)) return check(fromBigInt(BigInt(Number(input))));
  if (typeof input !== 'string') return { problem: `is not a number but ${kindOf(input)}` };
  if (input.length > MAX_CHARACTERS) return { problem: `is longer than ${MAX_CHARACTERS} characters` };
  const value = parseDecimal(input);
  return value === undefined ? { problem: `is not a number: ${JSON.stringify(input)}` } : check(value);
}

function check(value: Decimal): DecimalReading {
  if (value.scale > MAX_DECIMALS) return { problem: `has more than ${MAX_DECIMALS} decimals` };
  const size = value.coefficient < 0n ? -value.coefficient : value.coefficient;
  if (size >= MAX_WHOLE * 10n ** BigInt(value.scale))
    return { problem: `is larger than ${MAX_WHOLE}, more than can be stored` };
  return { value };
}

/** A value's kind in words: `null`, `a list`, `an object`, `a boolean`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
