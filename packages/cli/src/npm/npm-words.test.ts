import { describe, expect, it } from 'vitest';
import { countStamp } from './npm-words.ts';

describe('the stamp of a count', () => {
  it.each([
    ['store', 'npm downloads · through 21 Nov'],
    ['index', 'package list · of 21 Nov 2026'],
    ['search', 'npm search · as it said on 21 Nov'],
  ] as const)('tells of %s what is known: %s', (from, expected) => {
    expect(countStamp({ downloads: 7, through: '2026-11-21', from })).toBe(expected);
  });
});
