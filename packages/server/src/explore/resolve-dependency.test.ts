import { describe, expect, it } from 'vitest';
import { testFacts } from './attention/test-conditions.ts';
import { dependencyTarget, resolveVersion } from './resolve-dependency.ts';

const summary = (version: string, deprecated: string | null = null) => ({
  version,
  publishedAt: null,
  deprecated,
  isPrerelease: version.includes('-'),
});

const rope = testFacts({
  name: 'rope',
  distTags: { latest: '2.1.0', next: '3.0.0-rc.1' },
  versions: [
    summary('3.0.0-rc.1'),
    summary('2.2.0'),
    summary('2.1.0'),
    summary('1.9.1', 'bad'),
    summary('1.9.0'),
    summary('0.1.0', 'old'),
  ],
});

describe('what a dependency stands for', () => {
  it.each([
    ['^1.0.0', 'rope', '^1.0.0'],
    ['', 'rope', '*'],
    ['next', 'rope', 'next'],
    ['npm:cord@^1', 'cord', '^1'],
    ['npm:@sea/cord@^1', '@sea/cord', '^1'],
    ['npm:cord', 'cord', '*'],
    ['github:a/b', 'rope', null],
    ['file:../rope', 'rope', null],
    ['https://example.com/rope.tgz', 'rope', null],
    ['workspace:*', 'rope', null],
  ])('reads %j', (range, name, wanted) => {
    expect(dependencyTarget({ name: 'rope', range })).toEqual({ name, range: wanted });
  });
});

describe('the version that a fresh install takes', () => {
  it('is the latest where it fits, though a higher one would too', () => {
    expect(resolveVersion('^2.0.0', rope)).toBe('2.1.0');
    expect(resolveVersion('*', rope)).toBe('2.1.0');
  });

  it('is else the highest that is not deprecated, and a deprecated one only where nothing else fits', () => {
    expect(resolveVersion('^1.0.0', rope)).toBe('1.9.0');
    expect(resolveVersion('=1.9.1', rope)).toBe('1.9.1');
    expect(resolveVersion('^0.1.0', rope)).toBe('0.1.0');
  });

  it('is what a tag points to, and never what every object has', () => {
    expect(resolveVersion('next', rope)).toBe('3.0.0-rc.1');
    expect(resolveVersion('constructor', rope)).toBeNull();
    expect(resolveVersion('^9.0.0', rope)).toBeNull();
  });
});
