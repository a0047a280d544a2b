import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stemWord } from './stem-words.ts';

test('forms of a word have the same stem', () => {
  expect(new Set(['merge', 'merged', 'merges', 'merging'].map(stemWord)).size).toBe(1);
});

test('short words, numbers and other scripts stay as they are', () => {
  for (const word of ['is', 'css', 'vue3', 'größe', '水']) expect(stemWord(word)).toBe(word);
});

test('begins with the letter of its word, which ranking relies on', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: 1 });
  fc.assert(
    fc.property(word, (text) => {
      expect(stemWord(text).charAt(0)).toBe(text.charAt(0));
    }),
  );
});
