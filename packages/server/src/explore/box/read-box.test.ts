import { describe, expect, it } from 'vitest';
import { readBox } from './read-box.ts';

describe('the box', () => {
  it.each([
    ['pkg:hono', '/pkg:hono'],
    [' pkg:hono@4.0.0 ', '/pkg:hono@4.0.0'],
    ['PKG: react@next', '/pkg:react@next'],
    ['pkg:@babel/core', '/pkg:@babel/core'],
    ['@babel/core', '/pkg:@babel/core'],
    ['@babel/core@7.0.0-beta.1', '/pkg:@babel/core@7.0.0-beta.1'],
    ['@types/node', '/pkg:@types/node'],
    ['@sindresorhus', '/@sindresorhus'],
    ['pkg:a?b#c', '/pkg:a%3Fb%23c'],
  ])('leads from %j to %s', (typed, href) => {
    expect(readBox(typed)).toEqual({ kind: 'go', href });
  });

  it.each([
    '',
    'react',
    'foo@bar',
    'web framework',
    '@',
    '@a b',
    'pkg:',
    'pkg:a b',
    'pkg:../x/y',
    'see pkg:x',
  ])('searches for %j', (typed) => {
    expect(readBox(typed)).toEqual({ kind: 'search' });
  });
});
