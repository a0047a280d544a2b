import { expect, test } from 'vitest';
import { popularityId, popularityRange } from './popularity-id.ts';

test('orders packages by their downloads, those that are not known behind all others', () => {
  const ids = [9e9, 4e9, 1_000_000, 1_000, 1, 0].map((downloads) => popularityId(downloads, 5));
  ids.push(popularityId(null, 5));
  expect(ids).toEqual([...ids].sort((one, other) => one - other));
  expect(new Set(ids).size).toBeGreaterThan(5);
  expect(popularityId(null, 0)).toBeGreaterThan(popularityId(0, 2 ** 24 - 1));
});

test('gives packages of about the same downloads neighbouring rows', () => {
  const { start, end } = popularityRange(1_000);
  expect(popularityId(1_010, 7)).toBe(start + 7);
  expect(popularityId(2_500, 7)).toBeLessThan(start);
  expect(popularityId(400, 7)).toBeGreaterThanOrEqual(end);
});
