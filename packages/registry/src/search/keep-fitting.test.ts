import { describe, expect, it } from 'vitest';
import { type Filtered, keepFitting } from './keep-fitting.ts';
import { NO_TRAITS, type PackageTraits } from './search-index.ts';
import type { SearchFilters } from './search-query.ts';

const now = new Date('2026-11-26T12:00:00Z');
const one = (name: string, traits: Partial<PackageTraits> = {}): Filtered => ({
  ...NO_TRAITS,
  name,
  downloads: 5_000,
  match: 'words',
  ...traits,
});
const keep = (found: readonly Filtered[], filters: SearchFilters) =>
  keepFitting(found, filters, now).kept.map(({ name }) => name);

describe('keepFitting', () => {
  it.each<[SearchFilters, Partial<PackageTraits>, Partial<PackageTraits>]>([
    [{ types: 'included' }, { types: 'included' }, { types: 'separate' }],
    [{ types: 'any' }, { types: 'separate' }, { types: 'none' }],
    [{ module: 'esm' }, { module: 'dual' }, { module: 'cjs' }],
    [{ license: 'mit' }, { license: '(MIT OR Apache-2.0)' }, { license: 'MIT-0' }],
    [{ deprecated: 'only' }, { deprecated: true }, { deprecated: false }],
    [
      { updatedWithinDays: 30 },
      { publishedAt: '2026-11-01T00:00:00Z' },
      { publishedAt: '2026-10-01T00:00:00Z' },
    ],
    [{ keyword: 'CLI' }, { keywords: ['cli'] }, { keywords: ['client'] }],
    [{ maintainer: 'ada' }, { maintainers: ['Ada'] }, { maintainers: ['bob'] }],
  ])('by %j keeps %j, leaves %j out, and puts what is not known behind', (filters, fitting, other) => {
    const found = [one('unknown'), one('other', other), one('fitting', fitting)];
    const { kept } = keepFitting(found, filters, now);
    expect(kept.map(({ name, isUnknown }) => [name, isUnknown.length])).toEqual([
      ['fitting', 0],
      ['unknown', 1],
    ]);
    expect(kept[1]?.isUnknown).toEqual(Object.keys(filters));
  });

  it('judges scopes and downloads by what every package has', () => {
    expect(keep([one('@ab/c'), one('ab')], { scope: 'AB' })).toEqual(['@ab/c']);
    expect(keep([one('few'), { ...one('many'), downloads: 9_999 }], { minDownloads: 9_999 })).toEqual([
      'many',
    ]);
  });

  it('hides deprecated packages and counts them, but none whose name was typed, and none that is asked for', () => {
    const found = [
      one('old', { deprecated: true }),
      { ...one('typed', { deprecated: true }), match: 'exact' as const },
    ];
    expect(keepFitting(found, {}, now)).toMatchObject({
      kept: [{ name: 'typed' }],
      hiddenDeprecated: ['old'],
    });
    expect(keep(found, { deprecated: 'show' })).toEqual(['old', 'typed']);
  });

  it('does not count what would not fit anyway as hidden', () => {
    const found = [one('old', { deprecated: true, types: 'none' })];
    expect(keepFitting(found, { types: 'any' }, now).hiddenDeprecated).toEqual([]);
  });
});
