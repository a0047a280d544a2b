import { describe, expect, it } from 'vitest';
import { readBox } from './read-box.ts';

describe('the box', () => {
  it.each([
    ['pkg:hono', '/pkg:hono'],
    [' pkg:hono@4.0.0 ', '/pkg:hono@4.0.0'],
    ['PKG: react@next', '/pkg:react@next'],
    ['pkg:@babel/core', '/pkg:@babel/core'],
    ['@babel/core', '/pkg:@babel/core'],
    ['@babel/core@7.0.0-beta.1+x', '/pkg:@babel/core@7.0.0-beta.1%2Bx'],
    ['@types/node', '/pkg:@types/node'],
    ['@sindresorhus', '/@sindresorhus'],
    ['  ', '/'],
  ])('leads from %j to %s', (typed, href) => {
    expect(readBox(typed)).toEqual({ kind: 'go', href });
  });

  it.each(['react', 'foo@bar', 'web framework', 'see pkg:x'])('searches for %j', (typed) => {
    expect(readBox(typed)).toEqual({ kind: 'search', text: typed });
  });

  it.each(['pkg:', 'pkg:a b', 'pkg:../x/y'])('tells what is wrong with %j', (typed) => {
    expect(readBox(typed)).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(/\.$/) });
  });
});
