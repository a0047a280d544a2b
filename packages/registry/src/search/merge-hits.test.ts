import { describe, expect, it } from 'vitest';
import { mergeHits } from './merge-hits.ts';
import type { ServiceHit } from './parse-search-answer.ts';
import { type IndexHit, NO_TRAITS, type SearchMatch } from './search-index.ts';

const local = (name: string, match: SearchMatch = 'prefix'): IndexHit => ({
  ...NO_TRAITS,
  name,
  match,
  downloads: 1_000_000,
  why: [],
  isUnknown: [],
});
const remote = (name: string, downloads: number | null = null): ServiceHit => ({
  name,
  version: '1.0.0',
  description: null,
  publishedAt: null,
  license: null,
  keywords: [],
  publisher: null,
  maintainers: null,
  homepage: null,
  repository: null,
  downloads,
  dependents: null,
});
const names = (...args: Parameters<typeof mergeHits>) =>
  mergeHits(...args)
    .map((hit) => hit.name)
    .join(' ');

describe('mergeHits', () => {
  it('keeps the places of what the index found, then comes what only the service knows, each once', () => {
    const merged = mergeHits(
      'ab',
      [local('abc'), local('abd')],
      [remote('xyz'), remote('abd'), remote('xyz')],
    );
    expect(merged.map((hit) => hit.name)).toEqual(['abc', 'abd', 'xyz']);
    expect(merged.map((hit) => [hit.local !== null, hit.remote !== null])).toEqual([
      [true, false],
      [true, true],
      [false, true],
    ]);
  });

  it('leaves the order of the index as it is, slips and parts included, where it is alone', () => {
    const hits = [local('immer', 'corrected'), local('a', 'partial'), local('b'), local('c', 'partial')];
    expect(names('immerr', hits, [])).toBe('immer a b c');
    expect(names('immerr', hits, [remote('d', 5_000_000)])).toBe('immer a b d c');
  });

  it('puts names that have only some of the words behind what the service found', () => {
    expect(names('a b', [local('a-x', 'partial')], [remote('csv')])).toBe('csv a-x');
  });

  it('puts what fits a slip behind names that hold what was typed, and before the rest of the service', () => {
    const hits = [remote('csv'), remote('tidewire', 5_000_000), remote('tide-steals', 30), remote('time')];
    expect(names('tide', [local('time', 'corrected')], hits)).toBe('tidewire time csv tide-steals');
  });

  it('puts a typed name first, also where only the service knows it', () => {
    expect(names('expr', [local('express')], [remote('other'), remote('Expr', 20_000)])).toBe(
      'Expr express other',
    );
  });

  it('puts a typed name that hardly anybody downloads second', () => {
    expect(names('expr', [local('express')], [remote('other'), remote('expr', 40)])).toBe(
      'express expr other',
    );
    expect(names('expr', [local('express')], [remote('expr')])).toBe('express expr');
    expect(names('expr', [], [remote('other'), remote('expr')])).toBe('expr other');
  });

  it('puts a typed name below what a hundred times as many mean by other signs', () => {
    const many = { ...local('socket.io', 'joined'), downloads: 30_000_000 };
    expect(names('socketio', [many], [remote('socketio', 16_000)])).toBe('socket.io socketio');
    expect(names('socketio', [many], [remote('socketio', 400_000)])).toBe('socketio socket.io');
    const next = { ...local('next', 'without-js'), downloads: 60_000_000 };
    expect(names('next.js', [next], [remote('next.js', 16_000)])).toBe('next next.js');
  });

  it('puts a typed name first however few download it where what the index found is not what was meant', () => {
    const few = { ...local('shipstat', 'corrected'), downloads: 12 };
    expect(names('shipstats', [few], [remote('shipstats', 900)])).toBe('shipstats shipstat');
    const other = { ...local('ship-stats', 'joined'), downloads: 500_000 };
    expect(names('shipstats', [other], [remote('shipstats', 900)])).toBe('shipstats ship-stats');
    expect(names('shipstat', [{ ...few, name: 'shipstat-x' }], [remote('shipstat', 900)])).toBe(
      'shipstat shipstat-x',
    );
  });

  it('leaves room for the service where the index has very many', () => {
    const many = Array.from({ length: 60 }, (_, at) => local(`a${at}`));
    expect(mergeHits('a', many, [remote('z')]).findIndex((hit) => hit.name === 'z')).toBe(40);
    expect(mergeHits('a', many, [remote('z')])).toHaveLength(61);
  });

  it('is empty where nothing was found', () => {
    expect(mergeHits('', [], [])).toEqual([]);
  });
});
