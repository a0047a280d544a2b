import { splitNames, squash } from './tokenize.ts';

/** The names of a list, made ready for searching; a package is its place in the list. */
export interface NameTable {
  readonly names: readonly string[];
  /** Letters and digits of the whole name. */
  readonly squashed: readonly string[];
  /** How many letters of `squashed` are the scope's; 0 without a scope. */
  readonly scopeLength: Uint8Array;
  /** Places of the names with a word, or with `isOpen` with a word that begins so; ascending. */
  placesOf(word: string, isOpen: boolean): readonly number[];
  /** How many names have each word. */
  countWords(): ReadonlyMap<string, number>;
}

/** Names, one a line, and where each line begins. */
interface Lines {
  readonly text: string;
  readonly starts: Uint32Array;
}

interface Places {
  readonly whole: readonly number[];
  readonly open: readonly number[];
}

/** The words of the last questions, for the next keystroke. */
const MAX_REMEMBERED = 50;
const SIGNS = /[@/._~ -]/g;

/**
 * Makes names ready, with few operations over one long text: an index of words takes a tenth of a second to make, and
 * a search of the text for a word less than a thousandth.
 */
export function createNameTable(names: readonly string[]): NameTable {
  const text = splitNames(names).join('\n');
  const squashed = text.replace(SIGNS, '').split('\n');
  const lines: Lines = { text, starts: findStarts(text, names.length) };
  const remembered = new Map<string, Places>();
  let counts: Map<string, number> | null = null;
  return {
    names,
    squashed,
    scopeLength: Uint8Array.from(names, scopeLengthOf),
    placesOf(word, isOpen) {
      let places = remembered.get(word);
      if (places === undefined) {
        places = findWord(lines, word);
        if (remembered.size >= MAX_REMEMBERED) remembered.clear();
        remembered.set(word, places);
      }
      return isOpen ? places.open : places.whole;
    },
    countWords() {
      counts ??= countWords(text);
      return counts;
    },
  };
}

function scopeLengthOf(name: string): number {
  if (name.charCodeAt(0) !== 64) return 0;
  return squash(name.slice(0, name.indexOf('/') + 1)).length;
}

function findStarts(text: string, count: number): Uint32Array {
  const starts = new Uint32Array(count);
  let start = 0;
  for (let place = 1; place < count; place++) {
    start = text.indexOf('\n', start) + 1;
    starts[place] = start;
  }
  return starts;
}

function findWord({ text, starts }: Lines, word: string): Places {
  const whole: number[] = [];
  const open: number[] = [];
  let place = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isSign(text, at - 1)) continue;
    place = placeAt(starts, at, place);
    if (open.at(-1) !== place) open.push(place);
    if (isSign(text, at + word.length) && whole.at(-1) !== place) whole.push(place);
  }
  return { whole, open };
}

/** Whether there is neither letter nor digit, so that words begin and end here. */
function isSign(text: string, at: number): boolean {
  const code = at < 0 || at >= text.length ? 10 : text.charCodeAt(at);
  return code < 48 || (code > 57 && code < 97) || (code > 122 && code < 128);
}

/** The line that a position is in, by halving; no earlier than `from`. */
function placeAt(starts: Uint32Array, at: number, from: number): number {
  let low = from;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= at)
      low = middle; // middle is within the lines
    else high = middle - 1;
  }
  return low;
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.split(/[@/._~ \n-]+/)) {
    if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
