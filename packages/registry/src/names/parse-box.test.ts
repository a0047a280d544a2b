import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBox } from './parse-box.ts';

describe('parseBox', () => {
  it.each([
    ['', { kind: 'empty' }],
    ['  \n ', { kind: 'empty' }],
    ['pkg:hono', { kind: 'package', name: 'hono', spec: undefined }],
    ['  pkg:hono@4.0.0 ', { kind: 'package', name: 'hono', spec: '4.0.0' }],
    ['PKG: hono', { kind: 'package', name: 'hono', spec: undefined }],
    ['pkg:@babel/core@next', { kind: 'package', name: '@babel/core', spec: 'next' }],
    ['@sindresorhus', { kind: 'user', name: 'sindresorhus' }],
    ['@types/node', { kind: 'package', name: '@types/node', spec: undefined }],
    ['@types/node@20.1.0', { kind: 'package', name: '@types/node', spec: '20.1.0' }],
  ])('reads %j', (text, box) => {
    expect(parseBox(text)).toEqual(box);
  });

  it.each([
    'foo@bar',
    'a @b',
    'hono',
    'react router',
    '@',
    '@types/',
    '@a b',
    '@types/node and more',
    '@types/..',
    '@..',
    '@types/node@',
    '@a/b/c',
    'see pkg:hono',
    '@user@host',
  ])('searches for %j', (text) => {
    expect(parseBox(text)).toEqual({ kind: 'search', text });
  });

  it.each(['pkg:', 'pkg:..', 'pkg:a b', 'pkg:@scope', 'pkg:a/b', 'pkg:hono@^4', 'pkg:a\u202eb'])(
    'says what is wrong with %j',
    (text) => {
      expect(parseBox(text)).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(/\.$/) });
    },
  );

  it('takes whatever is typed, and without pkg: always leads somewhere', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const box = parseBox(text);
        if (text.trim() === '') expect(box.kind).toBe('empty');
        else if (!/^pkg:/i.test(text.trim())) expect(box.kind).not.toBe('invalid');
      }),
      { numRuns: 400 },
    );
  });
});
