import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from './edit-distance.ts';

/** The whole table, as a textbook has it: what the bounded one is compared with. */
function textbookDistance(one: string, other: string): number {
  const table = Array.from({ length: one.length + 1 }, (_, row) =>
    Array.from({ length: other.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const at = (row: number, column: number) => table[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= one.length; row++) {
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      (table[row] as number[])[column] = Math.min(
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return at(one.length, other.length);
}

describe('editDistance', () => {
  it.each([
    ['exress', 'express', 1],
    ['lodahs', 'lodash', 1],
    ['reakt', 'react', 1],
    ['reactt', 'react', 1],
    ['expres', 'expresso', 2],
    ['same', 'same', 0],
  ])('counts from %s to %s %i edits', (text, target, edits) => {
    expect(editDistance(text, target, 2).whole).toBe(edits);
  });

  it('is the textbook distance up to the limit, and one more than the limit beyond', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });
    fc.assert(
      fc.property(word, word, fc.constantFrom(1, 2), (text, target, limit) => {
        const exact = textbookDistance(text, target);
        const beginnings = Array.from({ length: target.length + 1 }, (_, end) =>
          textbookDistance(text, target.slice(0, end)),
        );
        expect(editDistance(text, target, limit)).toEqual({
          whole: Math.min(exact, limit + 1),
          beginning: Math.min(...beginnings, limit + 1),
        });
      }),
      { numRuns: 2_000 },
    );
  });
});
