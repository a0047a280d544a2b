import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatNanos, writeAmount } from './decimal.ts';
import { nanosOf } from './test-client.ts';

it('writes nano-units exactly and without trailing zeros', () => {
  expect([0n, 1n, -1n, 12_500_000_000n, -1_500_000_001n].map(formatNanos)).toEqual([
    '0',
    '0.000000001',
    '-0.000000001',
    '12.5',
    '-1.500000001',
  ]);
});

it('writes an amount in the asked form', () => {
  expect(writeAmount(173_915_000n, 'string28', '')).toBe('"0.1739150000000000000000000000"');
  expect(writeAmount(12_500_000_000n, 'string', '')).toBe('"12.5"');
  expect(writeAmount(100n, 'number', '')).toBe('0.0000001');
  const forms = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => writeAmount(100n, 'exponent', key));
  expect(new Set(forms)).toEqual(new Set(['1e-7', '"1E-7"']));
});

it('keeps the amount in every form', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.string(), (nanos, key) => {
      for (const form of ['number', 'string', 'string28', 'exponent', 'mixed'] as const) {
        expect(nanosOf(writeAmount(nanos, form, key).replaceAll('"', ''))).toBe(nanos);
      }
    }),
  );
});
