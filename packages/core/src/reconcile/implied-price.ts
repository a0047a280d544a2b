import { compare, type Decimal, divide, isZero, multiply, parseDecimal, subtract, ZERO } from '../decimal.ts';
import { DAY, type UnixSeconds } from '../time.ts';

/** A price as the two exact numbers that it is the ratio of; the quantity is above zero. */
export interface ImpliedPrice {
  readonly amount: Decimal;
  readonly quantity: Decimal;
}

export interface PricePoint extends ImpliedPrice {
  readonly start: UnixSeconds;
}

/** A line item whose price per unit is not what it was. */
export interface PriceJump {
  readonly kind: 'price-jump';
  readonly lineItem: string;
  readonly price: ImpliedPrice;
  /** The median of the days before. */
  readonly baseline: ImpliedPrice;
  /** How many days it is the median of. */
  readonly baselineDays: number;
}

/**
 * When a price has jumped: it is more than a tenth off the median of the last seven settled days before it that have
 * a price (three at least, none older than 28 days), and that makes a cent or more on that day. Seven days, so that a
 * price that stays becomes the baseline after four.
 */
export const PRICE_RULE = {
  baselineDays: 7,
  leastBaselineDays: 3,
  lookBackDays: 28,
  /** Of the baseline. */
  threshold: '0.1',
  /** Of the currency. */
  leastDifference: '0.01',
} as const;

const THRESHOLD = parseDecimal(PRICE_RULE.threshold) ?? ZERO;
const LEAST_DIFFERENCE = parseDecimal(PRICE_RULE.leastDifference) ?? ZERO;

/** Finds the days on which a line item's price jumps; points are settled days in order of time. */
export function findPriceJumps(lineItem: string, points: readonly PricePoint[]): Map<UnixSeconds, PriceJump> {
  const jumps = new Map<UnixSeconds, PriceJump>();
  for (const [index, { start, amount, quantity }] of points.entries()) {
    const before = points
      .slice(Math.max(0, index - PRICE_RULE.baselineDays), index)
      .filter((point) => point.start >= start - PRICE_RULE.lookBackDays * DAY);
    if (before.length < PRICE_RULE.leastBaselineDays) continue;
    const baseline = medianPrice(before);
    const price = { amount, quantity };
    if (!baseline || !isJump(price, baseline)) continue;
    jumps.set(start, { kind: 'price-jump', lineItem, price, baseline, baselineDays: before.length });
  }
  return jumps;
}

/** Compares without dividing: `a/b < c/d` is `a·d < c·b` where `b` and `d` are above zero. */
export function comparePrices(left: ImpliedPrice, right: ImpliedPrice): -1 | 0 | 1 {
  return compare(multiply(left.amount, right.quantity), multiply(right.amount, left.quantity));
}

/** The price of one unit, rounded to 18 decimals: to be shown, never to be reckoned with. */
export function perUnit({ amount, quantity }: ImpliedPrice): Decimal {
  return divide(amount, quantity, 18) ?? ZERO;
}

function isJump(price: ImpliedPrice, baseline: ImpliedPrice): boolean {
  // Both sides times both quantities: |p − b| > b ÷ 10.
  const expected = multiply(baseline.amount, price.quantity);
  const off = absolute(subtract(multiply(price.amount, baseline.quantity), expected));
  return (
    !isZero(off) &&
    compare(off, multiply(absolute(expected), THRESHOLD)) > 0 &&
    compare(off, multiply(LEAST_DIFFERENCE, baseline.quantity)) >= 0
  );
}

/** One of the prices, the lower of the two in the middle: an exact one. */
function medianPrice(points: readonly PricePoint[]): ImpliedPrice | undefined {
  const point = points.toSorted(comparePrices)[Math.floor((points.length - 1) / 2)];
  return point && { amount: point.amount, quantity: point.quantity };
}

function absolute(value: Decimal): Decimal {
  return value.coefficient < 0n ? { ...value, coefficient: -value.coefficient } : value;
}
