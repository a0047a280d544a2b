import { formatDecimal, sum } from '@shipstats/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteDecimals, readDecimal } from './parse-decimal.ts';

/** An amount as it comes out of an answer in which it stands as this JSON text. */
function fromWire(json: string): unknown {
  return JSON.parse(quoteDecimals(`{"value" : ${json}}`)).value;
}

/** Reads a JSON text as it stands in an answer. */
function read(json: string): string {
  const reading = readDecimal(fromWire(json));
  return 'value' in reading ? formatDecimal(reading.value) : `! ${reading.problem}`;
}

describe('R08 exact money', () => {
  it('leaves texts alone that look like a number', () => {
    const json = JSON.stringify({ line_item: '"value": 1.5, {"quantity":2}', value: 'x', quantity: null });
    expect(quoteDecimals(json)).toBe(json);
  });

  it.each([
    ['12.5', '12.5'],
    ['"12.50"', '12.5'],
    ['"0.1739150000000000000000000000"', '0.173915'],
    ['0.1234567890123456789012345678', '0.1234567890123456789012345678'],
    ['1e-7', '0.0000001'],
    ['"1E-7"', '0.0000001'],
    ['-3.21', '-3.21'],
    ['"0"', '0'],
    ['-0', '0'],
    ['0.34090000000000000', '0.3409'],
    ['9007199.254740993', '9007199.254740993'],
    ['9223372035.999999999', '9223372035.999999999'],
    ['"0.000000000000000000000000000000000001"', '0.000000000000000000000000000000000001'],
  ])('reads %s as %s', (json, expected) => {
    expect(read(json)).toBe(expected);
  });

  it('adds three times 0.1 up to 0.3', () => {
    const amounts = ['0.1', '"0.1"', '1e-1'].map((json) => readDecimal(fromWire(json)));
    expect(formatDecimal(sum(amounts.flatMap((amount) => ('value' in amount ? [amount.value] : []))))).toBe(
      '0.3',
    );
  });

  it('keeps every digit of any amount, as a number and as a string', () => {
    const amount = fc.tuple(
      fc.constantFrom('', '-'),
      fc.bigInt({ min: 0n, max: 999_999_999_999_999n }),
      fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 28 }),
    );
    fc.assert(
      fc.property(amount, ([sign, whole, fraction]) => {
        const text = `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
        const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
        const expected = trimmed === '-0' ? '0' : trimmed;
        expect(read(text)).toBe(expected);
        expect(read(JSON.stringify(text))).toBe(expected);
      }),
    );
  });

  it('reads any JSON number of JavaScript back as that number', () => {
    fc.assert(
      fc.property(fc.double({ min: -9e9, max: 9e9, noNaN: true }), (value) => {
        const text = read(JSON.stringify(value));
        if (!text.startsWith('!')) expect(Number(text)).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe('R09 a bad amount is unknown, not zero', () => {
  it.each([
    ['"NaN"', 'is not a number'],
    ['"Infinity"', 'is not a number'],
    ['""', 'is not a number'],
    ['null', 'is missing'],
    ['"12,50"', 'is not a number'],
    ['"0x10"', 'is not a number'],
    ['true', 'is not a number but a boolean'],
    ['{"value":1}', 'is not a number but an object'],
    ['[1]', 'is not a number but a list'],
    ['1e-37', 'has more than 36 decimals'],
    ['"1e9999"', 'is larger than'],
    ['1000000000000001', 'is larger than'],
    ['-9007199254740993', 'is larger than'],
    [`"${'9'.repeat(200)}"`, 'is longer than 100 characters'],
  ])('refuses %s: it %s', (json, problem) => {
    expect(read(json)).toMatch(/^! /);
    expect(read(json)).toContain(problem);
  });

  it('reads no text at all as an amount that is not one', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const looksLikeOne = /^\s*[+-]?\d+(\.\d*)?([eE][+-]?\d+)?\s*$/.test(text);
        expect(read(JSON.stringify(text)).startsWith('!')).toBe(!looksLikeOne);
      }),
    );
  });
});
