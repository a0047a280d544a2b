import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { JsonSyntaxError } from './json-syntax-error.ts';
import { type LosslessJson, NumberText, parseLossless } from './lossless-json.ts';

describe('parseLossless', () => {
  test.each([
    '12.5',
    '0.1739150000000000000000000000',
    '0.1234567890123456789012345678',
    '0.34090000000000000',
    '1e-7',
    '1E-7',
    '-3.21',
    '1e400',
    '9007199254740992',
    '9007199254740993',
    '-9007199254740992',
    '1.0000000000000000000000001',
    '9007199254740991.5',
    '1e-400',
  ])('keeps %s as it was sent', (source) => {
    expect(parseLossless(`{"amount":{"value":${source}}}`)).toEqual({
      amount: { value: new NumberText(source) },
    });
    expect(parseLossless(source)).toEqual(new NumberText(source));
    expect(parseLossless(`[0, ${source}]`)).toEqual([0, new NumberText(source)]);
  });

  test.each([
    ['0', 0],
    ['12', 12],
    ['-12', -12],
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
    ['12.0', 12],
    ['0.000', 0],
    ['1e3', 1000],
    ['1.5e1', 15],
    ['100e-2', 1],
    ['0e5', 0],
  ])('gives the exact integer %s as a number', (source, expected) => {
    expect(parseLossless(`{"n":${source}}`)).toEqual({ n: expected });
  });

  test('leaves numbers inside of strings alone', () => {
    const text = '{"a":"x, 1.5","b":": 12345678901234567890","c":["gpt-4.1", "1e-7"]}';
    expect(parseLossless(text)).toEqual(JSON.parse(text));
  });

  test('finds an inexact number behind any white space', () => {
    expect(parseLossless('{"a":\r\n\t 0.1}')).toEqual({ a: new NumberText('0.1') });
  });

  test('shows and serialises the text as it was sent', () => {
    const value = new NumberText('0.10');
    expect(`${value}`).toBe('0.10');
    expect(JSON.stringify({ value })).toBe('{"value":"0.10"}');
  });

  test.each(['', '{', '{"a":1,}', '[NaN]', '{"a":.5}', '{"a":1.}', '01'])('refuses %j', (text) => {
    expect(() => parseLossless(text)).toThrow(JsonSyntaxError);
  });

  test('agrees with JSON.parse wherever that loses nothing', () => {
    const lossy = (value: LosslessJson): unknown => {
      if (value instanceof NumberText) return Number(value.source);
      if (Array.isArray(value)) return value.map(lossy);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, lossy(item)]));
    };
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 1, '\t'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        expect(JSON.stringify(lossy(parseLossless(text)))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  test('keeps every digit of any decimal', () => {
    const decimal = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.stringMatching(/^\d{1,30}$/));
    fc.assert(
      fc.property(decimal, ([whole, fraction]) => {
        const source = `${whole}.${fraction}`;
        const value = parseLossless(source);
        if (value instanceof NumberText) expect(value.source).toBe(source);
        else expect([`${value}`, /^0+$/.test(fraction)]).toEqual([`${whole}`, true]);
      }),
    );
  });

  test('is typed without unknown and any', () => {
    expectTypeOf(parseLossless).returns.toEqualTypeOf<LosslessJson>();
  });
});
