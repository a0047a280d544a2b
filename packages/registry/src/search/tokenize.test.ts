import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanQuery, dropStopWords, joinCompounds, splitWords, squash } from './tokenize.ts';

/** Any text, unpaired surrogates included. */
const anyText = fc.string({ unit: 'binary' });

describe('splitWords', () => {
  it.each([
    ['socket.io', ['socket', 'io']],
    ['@babel/plugin-syntax-jsx', ['babel', 'plugin', 'syntax', 'jsx']],
    ['JSONStream', ['json', 'stream']],
    ['lodash.isPlainObject', ['lodash', 'is', 'plain', 'object']],
    ['utf8Parser', ['utf8', 'parser']],
    ['Crème Brûlée', ['creme', 'brulee']],
    ['ﬁle', ['file']],
    ['שלום עולם', ['שלום', 'עולם']],
    ['-', []],
    ['', []],
  ])('takes %s apart', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  it('gives lower-case words without signs for any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const word of splitWords(text)) expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
      }),
    );
  });
});

describe('joinCompounds', () => {
  it.each([
    ['Easy e-mail for Node.js', ['email']],
    ['Real-time and open-source', ['realtime', 'opensource']],
    ['state-of-the-art', []],
    ['a - b, c-', []],
    ['Ü-Ei', ['uei']],
    ['plain', []],
  ])('finds in %j', (text, words) => {
    expect(joinCompounds(text)).toEqual(words);
  });
});

describe('squash', () => {
  it('leaves letters and digits', () => {
    expect(squash('Socket.IO')).toBe('socketio');
  });
});

describe('dropStopWords', () => {
  it('drops words that say nothing, unless they are all there is', () => {
    expect(dropStopWords(['how', 'to', 'parse', 'csv'])).toEqual(['parse', 'csv']);
    expect(dropStopWords(['to', 'the'])).toEqual(['to', 'the']);
  });
});

describe('cleanQuery', () => {
  it('leaves no control or direction signs and no half characters', () => {
    expect(cleanQuery('  ex\u0000pr\u202Eess \ud800 ')).toBe('ex pr ess');
  });

  it('bounds any text and makes it well-formed', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const clean = cleanQuery(text);
        expect(clean.isWellFormed()).toBe(true);
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
    expect(cleanQuery('x'.repeat(10_000)).length).toBeLessThanOrEqual(256);
  });
});
