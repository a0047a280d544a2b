import { writeNpmConfig } from '@shipstats/registry';
import { describe, expect, it } from 'vitest';
import { npmOptions } from './options.ts';

const followed = (kind: 'package' | 'user', ...names: string[]) =>
  names.map((name) => ({ kind, name, since: '2026-11-22T00:00:00.000Z' }));

/** What somebody who pastes the text has. */
const paste = (text: string): { readonly config: unknown } => new Function(`${text}\nreturn npm;`)();

describe('the options', () => {
  it('take whatever can be followed, as it is written for a configuration', () => {
    const users = ['-foo', 'a~b', 'Old.Name_1', 'sindresorhus', '~tilde'];
    const packages = ['@babel/core', 'JSONStream', 'hono', "it's"];
    const text = writeNpmConfig([
      ...followed('user', ...users),
      ...followed('package', ...packages, 'héllo'),
    ]);
    expect(npmOptions.parse(paste(text).config)).toMatchObject({
      users: users.toSorted(),
      packages: packages.toSorted(),
    });
    expect(text).toContain('    // npm has no counts of "héllo".\n');
  });

  it('take the sign before a user’s name for none of it', () => {
    expect(npmOptions.parse({ users: ['@ada', '~bob', ' carl '] }).users).toEqual(['ada', 'bob', 'carl']);
    expect(npmOptions.safeParse({ users: ['a b'] }).success).toBe(false);
    expect(npmOptions.safeParse({ users: ['../x'] }).success).toBe(false);
  });
});
