import { HttpError } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { testLine } from '../attention/test-conditions.ts';
import { type PackageRow, readSorting, sortPackages } from './sort-packages.ts';

const row = (name: string, changes: Partial<PackageRow['hit']>, line?: PackageRow['line']): PackageRow => ({
  hit: {
    name,
    version: '1.0.0',
    description: null,
    publishedAt: null,
    downloads: null,
    isDeprecated: false,
    ...changes,
  },
  line,
});

const rows = [
  row('b', { publishedAt: '2026-01-01T00:00:00Z' }, testLine({ downloads: 10, trend: -0.5 })),
  row('unknown', {}),
  row('a', { publishedAt: '2025-01-01T00:00:00Z' }, testLine({ downloads: 500, trend: 0.1 })),
  row('c', { publishedAt: 'no day', downloads: { downloads: 70, through: '2026-11-01', from: 'search' } }),
];
const names = (sort?: string, order?: string) =>
  sortPackages(rows, readSorting(sort, order)).map(({ hit }) => hit.name);

describe('the order of packages', () => {
  it('is by downloads unless told otherwise, the store’s number before the search’s', () => {
    expect(names()).toEqual(['a', 'c', 'b', 'unknown']);
    expect(names('downloads', 'asc')).toEqual(['b', 'c', 'a', 'unknown']);
  });

  it('puts what is unknown last in both directions', () => {
    expect(names('trend')).toEqual(['a', 'b', 'c', 'unknown']);
    expect(names('trend', 'asc')).toEqual(['b', 'a', 'c', 'unknown']);
    expect(names('released')).toEqual(['b', 'a', 'c', 'unknown']);
  });

  it('is by name from A on', () => {
    expect(names('name')).toEqual(['a', 'b', 'c', 'unknown']);
    expect(names('name', 'desc')).toEqual(['unknown', 'c', 'b', 'a']);
  });

  it('refuses words that are none of the valid ones', () => {
    expect(() => readSorting('size', undefined)).toThrow(HttpError);
    expect(() => readSorting('name', 'up')).toThrow('There is no order "up".');
  });
});
