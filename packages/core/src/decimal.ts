/**
 * An exact decimal number: `coefficient × 10^-scale`.
 *
 * Money travels as this from the source's text to the page, so that no digit is ever rounded on the way.
 */
export interface Decimal {
  readonly coefficient: bigint;
  /** Digits after the point, 0 or more. */
  readonly scale: number;
}

/** Nothing: the start of a sum. */
export const ZERO: Decimal = { coefficient: 0n, scale: 0 };

const NUMBER = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/**
 * Reads a number as JSON or an API writes it (`12.50`, `-3.21`, `1e-7`, `"1E-7"`), without loss.
 *
 * Returns undefined for what is not such a number: an empty text, `NaN`, `Infinity`, `12,50`.
 */
export function parseDecimal(text: string): Decimal | undefined {
  const match = NUMBER.exec(text.trim());
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  const signed = sign === '-' ? -digits : digits;
  return scale >= 0
    ? trimDecimal({ coefficient: signed, scale })
    : { coefficient: signed * 10n ** BigInt(-scale), scale: 0 };
}

/**
 * Turns an integer or a short decimal number of JavaScript into a Decimal, by its shortest text.
 *
 * @throws RangeError for `NaN` and infinities
 */
export function fromNumber(value: number): Decimal {
  const decimal = parseDecimal(String(value));
  if (!decimal) throw new RangeError(`not a finite number: ${value}`);
  return decimal;
}

/** Turns a whole number into a Decimal. */
export function fromBigInt(value: bigint): Decimal {
  return { coefficient: value, scale: 0 };
}

/** Writes the exact value without exponent and without trailing zeros: `2723.59`, `-0.0000001`, `0`. */
export function formatDecimal(value: Decimal): string {
  const { coefficient, scale } = trimDecimal(value);
  const negative = coefficient < 0n;
  const digits = (negative ? -coefficient : coefficient).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : `.${digits.slice(digits.length - scale)}`;
  return `${negative ? '-' : ''}${whole}${fraction}`;
}

/** The same value without trailing zeros after the point: the form that `parseDecimal` gives. */
export function trimDecimal(value: Decimal): Decimal {
  let { coefficient, scale } = value;
  while (scale > 0 && coefficient % 10n === 0n) {
    coefficient /= 10n;
    scale -= 1;
  }
  return { coefficient, scale };
}

/** The nearest JavaScript number: for drawing and sorting, never for adding up. */
export function toNumber(value: Decimal): number {
  if (value.scale === 0) return Number(value.coefficient);
  return Number(formatDecimal(value));
}

/** Adds exactly. */
export function add(left: Decimal, right: Decimal): Decimal {
  const [a, b, scale] = align(left, right);
  return { coefficient: a + b, scale };
}

/** Takes `right` from `left`, exactly. */
export function subtract(left: Decimal, right: Decimal): Decimal {
  const [a, b, scale] = align(left, right);
  return { coefficient: a - b, scale };
}

/** Multiplies exactly: the decimals of both add up, and none are rounded away. */
export function multiply(left: Decimal, right: Decimal): Decimal {
  return { coefficient: left.coefficient * right.coefficient, scale: left.scale + right.scale };
}

/** Divides to `digits` decimals, half away from zero; undefined where the divisor is zero. */
export function divide(left: Decimal, right: Decimal, digits = 12): Decimal | undefined {
  if (right.coefficient === 0n) return undefined;
  const [a, b] = align(left, right);
  return { coefficient: divideRounded(a * 10n ** BigInt(digits), b), scale: digits };
}

/** Rounds to `digits` decimals, half away from zero. */
export function round(value: Decimal, digits: number): Decimal {
  if (value.scale <= digits) return value;
  return {
    coefficient: divideRounded(value.coefficient, 10n ** BigInt(value.scale - digits)),
    scale: digits,
  };
}

/** -1, 0 or 1, as `Array.prototype.sort` wants it. */
export function compare(left: Decimal, right: Decimal): -1 | 0 | 1 {
  const [a, b] = align(left, right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether a value is zero, however it is scaled. */
export function isZero(value: Decimal): boolean {
  return value.coefficient === 0n;
}

/** Adds up exactly; zero where there are no values. */
export function sum(values: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const value of values) total = add(total, value);
  return total;
}

function align(left: Decimal, right: Decimal): [bigint, bigint, number] {
  if (left.scale === right.scale) return [left.coefficient, right.coefficient, left.scale];
  const scale = Math.max(left.scale, right.scale);
  return [
    left.coefficient * 10n ** BigInt(scale - left.scale),
    right.coefficient * 10n ** BigInt(scale - right.scale),
    scale,
  ];
}

function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const a = dividend < 0n ? -dividend : dividend;
  const b = divisor < 0n ? -divisor : divisor;
  const quotient = (a * 2n + b) / (b * 2n);
  return negative ? -quotient : quotient;
}
