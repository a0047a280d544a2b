import { type Decimal, formatDecimal, fromNumber, type MeasureValue, trimDecimal } from '@shipstats/core';

/** A whole number that SQLite holds in 64 bits. */
export type Integer = number | bigint;

const LIMB = 10n ** 9n;
const MAX_SCALE = 36;
/** Columns of a decimal after the one for its whole part. */
const FRACTION_LIMBS = 4;

/**
 * Writes a number into the columns of its measure, from `offset` on; null leaves them null.
 *
 * Whole numbers are one column. A decimal is five: its whole part, then the rest in 10^-9, 10^-18, 10^-27 and
 * 10^-36, each below 10^9 and with the number's sign. A SUM over each column is exact, and so is their combination.
 *
 * @returns what is wrong with the number, for an error message; undefined if it was written
 */
export function writeMeasure(
  target: (Integer | null)[],
  offset: number,
  value: MeasureValue,
  type: 'integer' | 'decimal',
): string | undefined {
  if (value === null) return undefined;
  return type === 'integer' ? writeWhole(target, offset, value) : writeDecimal(target, offset, value);
}

/** Puts the sums of a measure's columns together again, without trailing zeros; null where there was no number. */
export function readMeasure(
  columns: readonly (Integer | null)[],
  offset: number,
  type: 'integer' | 'decimal',
): Decimal | null {
  const first = columns[offset] ?? null;
  if (first === null) return null;
  if (type === 'integer') return { coefficient: BigInt(first), scale: 0 };
  let coefficient = BigInt(first);
  let scale = 0;
  let last = FRACTION_LIMBS;
  while (last > 0 && isZero(columns[offset + last])) last -= 1;
  for (let limb = 1; limb <= last; limb += 1) {
    coefficient = coefficient * LIMB + BigInt(columns[offset + limb] ?? 0);
    scale += 9;
  }
  return trimDecimal({ coefficient, scale });
}

function isZero(value: Integer | null | undefined): boolean {
  return value === undefined || value === null || value === 0 || value === 0n;
}

function writeWhole(target: (Integer | null)[], offset: number, value: number | Decimal): string | undefined {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) return `${value} is no whole number up to 2^53`;
    target[offset] = value;
    return undefined;
  }
  const { coefficient, scale } = trimDecimal(value);
  if (scale !== 0) return `${formatDecimal(value)} is not whole`;
  if (!fitsInt64(coefficient)) return `${formatDecimal(value)} is too big`;
  target[offset] = toInteger(coefficient);
  return undefined;
}

function writeDecimal(
  target: (Integer | null)[],
  offset: number,
  value: number | Decimal,
): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return `${value} is no number`;
  const exact = typeof value === 'number' ? fromNumber(value) : value;
  const { coefficient, scale } = exact.scale <= MAX_SCALE ? exact : trimDecimal(exact);
  if (scale > MAX_SCALE) return `${formatDecimal(exact)} has more than ${MAX_SCALE} decimals`;
  const power = 10n ** BigInt(scale);
  const whole = coefficient / power;
  if (!fitsInt64(whole)) return `${formatDecimal(exact)} is too big`;
  target[offset] = toInteger(whole);
  let rest = (coefficient - whole * power) * 10n ** BigInt(MAX_SCALE - scale);
  for (let limb = FRACTION_LIMBS; limb > 0; limb -= 1) {
    target[offset + limb] = Number(rest % LIMB);
    rest /= LIMB;
  }
  return undefined;
}

export function fitsInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

/** As a number where that is exact: those are bound and added faster. */
export function toInteger(value: bigint): Integer {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
