import { describe, expect, test } from 'vitest';
import type { FoundPackage } from './question.ts';
import { rankPackages } from './rank-packages.ts';

const found = (name: string, more: Partial<FoundPackage> = {}): FoundPackage => ({
  name,
  downloads: 1_000,
  description: null,
  keywords: [],
  readmeStems: '',
  isDeprecated: false,
  edits: 0,
  ...more,
});
const rank = (typed: string, all: readonly FoundPackage[]) =>
  rankPackages(
    { text: typed, words: typed.split(' ').map((text) => ({ text, weight: 1, isOpen: false })) },
    all,
  );
const slip = (name: string, nearby: 'whole' | 'beginning') => found(name, { edits: 1, nearby });

// The page /search/ranking tells these in words.
describe('the points', () => {
  test('are most for the name that was typed, then for its letters and a slip, least for a beginning', () => {
    const all = [slip('tidewise-x', 'beginning'), found('tidewire-kit'), slip('tidewise', 'whole')];
    const ranked = rank('tidewire', [...all, found('tide-wire'), found('tidewire')]);
    expect(ranked.map((each) => each.found.name)).toEqual([
      'tidewire',
      'tide-wire',
      'tidewise',
      'tidewire-kit',
      'tidewise-x',
    ]);
  });

  test('are about one for a doubling of downloads, of one word and another name a fifth', () => {
    const doubled = (typed: string, name: string, more: Partial<FoundPackage> = {}) => {
      const [one, other] = [1_024, 2_048].map(
        (downloads) => rank(typed, [found(name, { ...more, downloads })])[0],
      );
      return (other?.score ?? 0) - (one?.score ?? 0);
    };
    expect(doubled('tide', 'tide-wire')).toBeCloseTo(1);
    expect(doubled('tide', 'tidd', { edits: 1, nearby: 'whole' })).toBeCloseTo(1);
    expect(doubled('red tide', 'wire', { description: 'red tide' })).toBeCloseTo(1, 0);
    expect(doubled('@tide/', '@tide/wire')).toBeCloseTo(1);
    expect(doubled('tide', 'wire', { description: 'tide' })).toBeCloseTo(0.2);
  });

  test('are none of their own for a beginning of several words', () => {
    const [begins] = rank('tide wire', [found('tide-wire-kit')]);
    expect(begins?.parts.map(({ kind }) => kind)).not.toContain('name');
  });
});
