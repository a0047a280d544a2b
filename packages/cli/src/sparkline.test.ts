import { fromNumber } from '@shipstats/core';
import { expect, test } from 'vitest';
import { renderSparkline } from './sparkline.ts';

const values = (...numbers: (number | null)[]) =>
  numbers.map((each) => (each === null ? null : fromNumber(each)));

test('draws from zero to the highest, and a gap where nothing is known', () => {
  expect(renderSparkline(values(0, 50, null, 100))).toBe('▁▅·█');
  expect(renderSparkline(values(0, 0))).toBe('▁▁');
  expect(renderSparkline([])).toBe('');
});

test('averages groups where there are more values than room', () => {
  expect(renderSparkline(values(100, 100, 0, 0), 2)).toBe('█▁');
});
