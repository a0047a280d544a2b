import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  compare,
  divide,
  formatDecimal,
  fromNumber,
  multiply,
  parseDecimal,
  round,
  subtract,
  sum,
  toNumber,
  trimDecimal,
} from './decimal.ts';

const read = (text: string) => {
  const value = parseDecimal(text);
  if (!value) throw new Error(`cannot read ${text}`);
  return value;
};

/** Decimals with up to 40 places, as text. */
const decimalText = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 40 }))
  .map(([coefficient, scale]) => formatDecimal({ coefficient, scale }));

describe('parseDecimal', () => {
  it.each([
    ['12.5', '12.5'],
    ['12.50', '12.5'],
    ['0.1739150000000000000000000000', '0.173915'],
    ['0.1234567890123456789012345678', '0.1234567890123456789012345678'],
    ['1e-7', '0.0000001'],
    ['1E-7', '0.0000001'],
    ['2.5e3', '2500'],
    ['-3.21', '-3.21'],
    ['0', '0'],
    ['-0', '0'],
    ['0.34090000000000000', '0.3409'],
    ['  7 ', '7'],
  ])('reads %s as exactly %s', (text, exact) => {
    expect(formatDecimal(read(text))).toBe(exact);
  });

  it.each(['NaN', 'Infinity', '', '12,50', '1.2.3', '0x10', 'e5', '.5', '--1'])('refuses %s', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it('gives back what it wrote', () => {
    fc.assert(fc.property(decimalText, (text) => formatDecimal(read(text)) === text));
  });
});

describe('arithmetic', () => {
  it('adds a tenth three times to exactly three tenths', () => {
    expect(formatDecimal(sum([read('0.1'), read('0.1'), read('0.1')]))).toBe('0.3');
  });

  it('does not depend on the order of adding', () => {
    fc.assert(
      fc.property(fc.array(decimalText, { maxLength: 20 }), (texts) => {
        const values = texts.map(read);
        return formatDecimal(sum(values)) === formatDecimal(sum(values.toReversed()));
      }),
    );
  });

  it('takes away what it added', () => {
    fc.assert(
      fc.property(
        decimalText,
        decimalText,
        (left, right) => formatDecimal(subtract(add(read(left), read(right)), read(right))) === left,
      ),
    );
  });

  it('rounds halves away from zero', () => {
    expect(['2.345', '-2.345', '2.344'].map((text) => formatDecimal(round(read(text), 2)))).toEqual([
      '2.35',
      '-2.35',
      '2.34',
    ]);
  });

  it('divides to twelve places, and not by zero', () => {
    const third = divide(read('1'), read('3'));
    expect(third && formatDecimal(third)).toBe('0.333333333333');
    expect(divide(read('1'), read('0.000'))).toBeUndefined();
  });

  it('orders numbers of different scales', () => {
    expect(compare(read('0.10'), read('0.1'))).toBe(0);
    expect(compare(read('-2'), read('-1.999'))).toBe(-1);
  });

  it('multiplies without loss', () => {
    expect(formatDecimal(multiply(read('1.5'), fromNumber(1_000_000)))).toBe('1500000');
  });

  it('comes near with a JavaScript number', () => {
    expect(toNumber(read('2723.590000000000000000000000001'))).toBe(2723.59);
  });
});

it.each([
  [1200n, 2, 12n, 0],
  [1200n, 1, 120n, 0],
  [-1050n, 3, -105n, 2],
  [0n, 9, 0n, 0],
])('trims %d with %d decimals without changing its value', (coefficient, scale, trimmed, digits) => {
  expect(trimDecimal({ coefficient, scale })).toEqual({ coefficient: trimmed, scale: digits });
});
