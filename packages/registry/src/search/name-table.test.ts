import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNameTable } from './name-table.ts';
import { splitWords, squash } from './tokenize.ts';

const name = fc.string({ unit: fc.constantFrom(...'abz09@/._~-AÅß'), minLength: 1, maxLength: 12 });

describe('a table of names', () => {
  it('finds the names with a word, and those with a word that begins so', () => {
    const table = createNameTable([
      'react',
      '@types/react-dom',
      'preact',
      'reactive',
      'JSONStream',
      'a.react.react',
    ]);
    expect(table.placesOf('react', false)).toEqual([0, 1, 5]);
    expect(table.placesOf('react', true)).toEqual([0, 1, 3, 5]);
    expect(table.placesOf('stream', false)).toEqual([4]);
    expect(table.placesOf('none', true)).toEqual([]);
    expect(table.countWords().get('react')).toBe(4);
  });

  it('finds in any names what taking each apart finds', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 30 }), (names) => {
        const table = createNameTable(names);
        const words = names.map(splitWords);
        expect(table.squashed).toEqual(names.map(squash));
        for (const word of new Set(words.flat())) {
          const places = [...words.keys()];
          expect(table.placesOf(word, false)).toEqual(places.filter((place) => words[place]?.includes(word)));
          expect(table.placesOf(word, true)).toEqual(
            places.filter((place) => words[place]?.some((each) => each.startsWith(word))),
          );
          expect(table.countWords().get(word)).toBe(words.flat().filter((each) => each === word).length);
        }
      }),
    );
  });

  it('knows how much of a name is its scope', () => {
    const table = createNameTable(['@babel/core', 'babel', '@a-b/c', '@odd']);
    expect([...table.scopeLength]).toEqual([5, 0, 2, 0]);
  });

  it('is empty without names', () => {
    expect(createNameTable([]).placesOf('a', true)).toEqual([]);
  });
});
