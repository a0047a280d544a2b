import { splitManyNames, squash } from './tokenize.ts';

/** The names of a list, taken apart for searching; a package is its place in the list. */
export interface NameTable {
  readonly names: readonly string[];
  /** Letters and digits of the whole name. */
  readonly squashed: readonly string[];
  /** How many letters of `squashed` are the scope's; 0 without a scope. */
  readonly scopeLength: Uint8Array;
  /** Every word that a name has, and how many have it. */
  readonly words: ReadonlyMap<string, { readonly count: number }>;
  /** Places of the names with a word, ascending. */
  placesOf(word: string): Uint32Array;
}

interface Word {
  count: number;
  /** Where its places begin in the list of all words' places. */
  start: number;
}

/** Takes the names apart, once. Plain loops and whole-list operations: a first search waits for it. */
export function createNameTable(names: readonly string[]): NameTable {
  const lines = splitManyNames(names);
  const { words, places } = listPlaces(lines);
  return {
    names,
    squashed: lines.join('\n').replaceAll(' ', '').split('\n'),
    scopeLength: Uint8Array.from(names, scopeLengthOf),
    words,
    placesOf(word) {
      const known = words.get(word);
      return known === undefined
        ? places.subarray(0, 0)
        : places.subarray(known.start, known.start + known.count);
    },
  };
}

function scopeLengthOf(name: string): number {
  if (!name.startsWith('@')) return 0;
  const slash = name.indexOf('/');
  return /^@[a-z0-9]+\//.test(name) ? slash - 1 : squash(name.slice(0, slash + 1)).length;
}

/** Two passes over all words: one counts, one fills a single list, since an array a word takes thrice as long. */
function listPlaces(lines: readonly string[]): { words: Map<string, Word>; places: Uint32Array } {
  const words = new Map<string, Word>();
  const entries: Word[] = [];
  const entryPlaces: number[] = [];
  for (let place = 0; place < lines.length; place++) {
    for (const text of (lines[place] as string).split(' ')) {
      if (text === '') continue;
      let word = words.get(text);
      if (word === undefined) {
        word = { count: 0, start: 0 };
        words.set(text, word);
      }
      word.count++;
      entries.push(word);
      entryPlaces.push(place);
    }
  }
  let start = 0;
  for (const word of words.values()) {
    word.start = start;
    start += word.count;
    word.count = 0;
  }
  const places = new Uint32Array(start);
  for (let at = 0; at < entries.length; at++) {
    const word = entries[at] as Word; // as many as counted
    const place = entryPlaces[at] as number; // as many as entries
    // A name that has a word twice is listed once.
    if (word.count > 0 && places[word.start + word.count - 1] === place) continue;
    places[word.start + word.count++] = place;
  }
  return { words, places };
}
