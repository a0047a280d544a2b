import { describe, expect, it } from 'vitest';
import type { SearchHit } from './search.ts';
import { sumPoints, toWhyLines } from './why-words.ts';

const hit: SearchHit = {
  name: 'express',
  version: null,
  description: null,
  publishedAt: null,
  downloads: null,
  isDeprecated: false,
  match: 'prefix',
  why: [
    { kind: 'name', points: 12, figure: null },
    { kind: 'downloads', points: 20.04, figure: 1_000_000 },
    { kind: 'in-name', points: 3, figure: 0.5 },
    { kind: 'edits', points: -6, figure: 1 },
  ],
};

describe('why a package stands where it does', () => {
  it('is told in words and figures', () => {
    expect(toWhyLines(hit).map(({ words, points }) => `${points} ${words}`)).toEqual([
      '+12.0 its name begins with what you typed',
      expect.stringMatching(/^\+20\.0 1\s?M downloads in 30 days$/),
      '+3.0 what you typed is 50 % of its name',
      '−6.0 one slip was mended',
    ]);
    expect(sumPoints(hit)).toBe('29.0');
  });

  it.each([
    ['prefix', 'its name begins with what you typed: behind those with points'],
    ['words', 'it has every word that you typed: behind those with points'],
    ['filter', 'it passes the filters: without a text'],
  ] as const)('is told of what has no points (%s)', (match, words) => {
    expect(toWhyLines({ ...hit, match, why: [] })).toMatchObject([
      { words: expect.stringContaining(words), points: null },
    ]);
  });

  it('does not claim that filters are passed of which nobody can tell', () => {
    const lines = toWhyLines({ ...hit, match: 'filter', why: [], isUnknown: ['maintainer'] });
    expect(lines.map(({ words }) => words)).toEqual([
      'it may pass the filters: nobody knows yet',
      'maintainers not known: it stands behind those that surely fit',
    ]);
  });

  it('names the filters that could not be answered', () => {
    expect(
      toWhyLines({ ...hit, match: 'service', why: [], isUnknown: ['types'] }).map(({ words }) => words),
    ).toEqual([
      expect.stringContaining('only npm’s search has found it'),
      'types not known: it stands behind those that surely fit',
    ]);
    expect(sumPoints({ ...hit, why: [] })).toBeNull();
  });
});
