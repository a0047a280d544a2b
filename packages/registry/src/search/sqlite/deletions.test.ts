import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deletionsOf, hashText } from './deletions.ts';

const slips: readonly ((text: string, at: number) => string)[] = [
  (text, at) => text.slice(0, at) + text.slice(at + 1),
  (text, at) => `${text.slice(0, at)}q${text.slice(at)}`,
  (text, at) => `${text.slice(0, at)}q${text.slice(at + 1)}`,
  (text, at) =>
    text.slice(0, at) +
    text
      .slice(at, at + 2)
      .split('')
      .reverse()
      .join('') +
    text.slice(at + 2),
];

test('texts that are a letter left out, put in, changed or swapped apart have a hash in common', () => {
  const word = fc.stringMatching(/^[a-z]{3,20}$/);
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom(...slips), (text, place, slip) => {
      const mistyped = slip(text, place % text.length);
      const hashes = new Set([...deletionsOf(text)].map(hashText));
      expect([...deletionsOf(mistyped)].some((each) => hashes.has(hashText(each)))).toBe(true);
    }),
  );
});

test('different texts have different hashes that are whole numbers', () => {
  const texts = Array.from({ length: 50_000 }, (_, at) => `package-${at}`);
  const hashes = texts.map(hashText);
  expect(new Set(hashes).size).toBe(texts.length);
  expect(hashes.every((hash) => Number.isSafeInteger(hash) && hash >= 0)).toBe(true);
});
