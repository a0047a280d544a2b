import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameWarning } from './name-warning.ts';
import { parsePackageName } from './package-name.ts';
import { parsePackageSpec } from './package-spec.ts';
import { registryPath } from './registry-path.ts';
import { parseUserName } from './user-name.ts';

describe('parsePackageName', () => {
  it.each([
    ['hono', null, false],
    ['@babel/core', '@babel', false],
    ['lodash.merge', null, false],
    ['JSONStream', null, true],
    ['@Scope/Name', '@Scope', true],
    ["crazy!'name", null, true],
    ['http', null, true],
    ['ಠ_ಠ', null, true],
    ['x'.repeat(214), null, false],
  ])('takes %j', (name, scope, isLegacy) => {
    expect(parsePackageName(name)).toEqual({ kind: 'name', name, scope, isLegacy });
  });

  it.each([
    ['', 'missing'],
    ['x'.repeat(215), '214'],
    ['.', 'path'],
    ['..', 'path'],
    ['@scope/..', 'path'],
    ['@./x', 'path'],
    ['@../x', 'path'],
    ['../etc/passwd', 'slashes'],
    ['a/b', 'slashes'],
    ['@a/b/c', 'slashes'],
    ['/a', 'slashes'],
    ['@a', 'scope'],
    ['@/a', 'scope'],
    ['@a/', 'scope'],
    ['.hidden', 'period'],
    ['@scope/.hidden', 'period'],
    ['_private', 'underscore'],
    ['node_modules', 'not a valid'],
    ['a b', 'spaces'],
    [' a', 'spaces'],
    ['a\u0000b', 'invisible'],
    ['a\nb', 'invisible'],
    ['a\u202eb', 'invisible'],
    ['a\u200bb', 'invisible'],
    ['a%2fb', 'characters'],
    ['a\\b', 'characters'],
    ['a?b', 'characters'],
    ['a#b', 'characters'],
    ['<img>', 'characters'],
    ['foo@bar', '@'],
    ['a\ud800', 'invisible'],
  ])('refuses %j and says why', (name, word) => {
    const parsed = parsePackageName(name);
    expect(parsed.kind).toBe('invalid');
    expect(parsed.kind === 'invalid' && parsed.reason).toContain(word);
  });

  it('gives nothing that leads to another place of the registry, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({ unit: fc.constantFrom('@', '/', '.', '%', '2', 'f', 'a', '\\', '?') }),
        ),
        (text) => {
          const parsed = parsePackageName(text);
          if (parsed.kind === 'invalid') return;
          expect(parsed.name).toBe(text);
          const url = new URL(registryPath(text), 'https://registry.invalid/base/');
          expect(url.search + url.hash).toBe('');
          expect(url.pathname.startsWith('/base/')).toBe(true);
          const path = url.pathname.slice('/base/'.length);
          expect(path).not.toContain('/');
          expect(decodeURIComponent(path)).toBe(text);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('registryPath', () => {
  it('writes the slash of a scope as npm does', () => {
    expect(registryPath('hono')).toBe('hono');
    expect(registryPath('@babel/core')).toBe('@babel%2Fcore');
  });
});

describe('parsePackageSpec', () => {
  it.each([
    ['hono', 'hono', undefined],
    ['hono@4.0.0', 'hono', '4.0.0'],
    ['react@next', 'react', 'next'],
    ['@babel/core', '@babel/core', undefined],
    ['@babel/core@7.0.0-beta.4+build', '@babel/core', '7.0.0-beta.4+build'],
  ])('reads %j', (text, name, spec) => {
    expect(parsePackageSpec(text)).toEqual({ kind: 'spec', name, spec });
  });

  it.each([
    '',
    'hono@',
    'hono@^4',
    'hono@>=1',
    'hono@1.x || 2',
    'hono@a/b',
    'hono@@1',
    '@1.0.0',
    'hono@<img>',
  ])('refuses %j', (text) => {
    expect(parsePackageSpec(text)).toMatchObject({ kind: 'invalid', reason: expect.stringMatching(/\.$/) });
  });

  it('reads what it was made of', () => {
    const name = fc.stringMatching(/^(@[a-z0-9-]{1,9}\/)?[a-z0-9][a-z0-9.-]{0,9}$/);
    const spec = fc.stringMatching(/^[0-9a-z][0-9a-z.+-]{0,9}$/);
    fc.assert(
      fc.property(name, spec, (one, other) => {
        if (parsePackageName(one).kind === 'invalid') return;
        expect(parsePackageSpec(`${one}@${other}`)).toEqual({ kind: 'spec', name: one, spec: other });
      }),
    );
  });
});

describe('parseUserName', () => {
  it.each(['sindresorhus', 'yusuke.be', 'types', 'A_b-c', '~tilde'])('takes %j', (name) => {
    expect(parseUserName(name)).toEqual({ kind: 'name', name });
  });
  it.each(['', '.', '..', '.x', 'a/b', 'a b', 'a\u202eb', 'x'.repeat(215), '<b>', 'a%b'])(
    'refuses %j',
    (name) => {
      expect(parseUserName(name).kind).toBe('invalid');
    },
  );
});

describe('nameWarning', () => {
  it.each([
    ['lоdash', /mixes Latin and Cyrillic/], // the o is Cyrillic
    ['аррӏе'.replace('ӏ', 'е'), /All letters of this name are Cyrillic/],
    ['@types/שלום', /right to left/],
    ['ಠ_ಠ', /takes no longer/],
    ['JSONStream', /capital letters/],
  ])('warns of %j', (name, sentence) => {
    expect(nameWarning(name)).toMatch(sentence);
  });
  it.each(['lodash', '@babel/core', 'lodash.merge', "it's"])('says nothing of %j', (name) => {
    expect(nameWarning(name)).toBeNull();
  });
});
