import { expect, it } from 'vitest';
import { sortFound } from './sort-found.ts';

const row = (downloads: number | null, trend: number | null, publishedAt: string | null) => ({
  downloads,
  trend,
  publishedAt,
  match: 'words' as const,
  isUnknown: [],
});
const a = row(5, 0.1, '2026-01-01T00:00:00Z');
const b = row(null, null, null);
const c = row(9, -0.2, '2026-02-01T00:00:00Z');

it('sorts by what was asked for, what is not known last', () => {
  expect(sortFound([b, a, c], 'downloads')).toEqual([c, a, b]);
  expect(sortFound([b, c, a], 'trend')).toEqual([a, c, b]);
  expect(sortFound([b, a, c], 'released')).toEqual([c, a, b]);
  expect(sortFound([b, a, c], 'relevance')).toEqual([b, a, c]);
});

it('keeps those that may not fit behind those that do', () => {
  const doubtful = { ...c, isUnknown: ['types' as const] };
  expect(sortFound([doubtful, a], 'downloads')).toEqual([a, doubtful]);
});

it('keeps those that have only some of the words behind those that have all, whatever their figures', () => {
  const partial = { ...c, match: 'partial' as const };
  expect(sortFound([partial, b, a], 'downloads')).toEqual([a, b, partial]);
  const doubtful = { ...c, isUnknown: ['types' as const] };
  expect(sortFound([doubtful, partial], 'released')).toEqual([partial, doubtful]);
});
