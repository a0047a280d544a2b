import { editDistance } from './edit-distance.ts';
import { squash } from './tokenize.ts';

/** Shorter questions are within one edit of far too much. */
const MIN_LENGTH = 3;
/** Two edits are looked for in longer ones alone. */
const MIN_LENGTH_FOR_TWO = 7;
/** What may be the beginning of a name that is still being typed. */
const MIN_LENGTH_AS_BEGINNING = 5;

/** A name, by its place in the list, and how far what was typed is from it. */
export interface NearbyName {
  readonly place: number;
  readonly edits: number;
  readonly nearby: 'whole' | 'beginning';
}

/** Finds names a typing error away, and where there is none, two; in the order of the list, at most `limit`. */
export type FindNearbyNames = (squashedText: string, limit: number) => NearbyName[];

/**
 * Compares with every name whose letters fit: each edit changes the set of letters by two at most, which one number a
 * name tells, so that hardly any is looked at closely. For some ten thousand names this needs neither the memory nor
 * the time to build of a dictionary of deletions.
 */
export function createNearbyNames(names: readonly string[]): FindNearbyNames {
  const table: Table = {
    squashed: names.map(squash),
    scopeLength: names.map((name) =>
      name.startsWith('@') ? squash(name.slice(0, name.indexOf('/'))).length : 0,
    ),
    masks: new Int32Array(names.length),
  };
  for (const [place, squashed] of table.squashed.entries()) table.masks[place] = lettersOf(squashed);
  return (text, limit) => {
    if (text.length < MIN_LENGTH) return [];
    const single = findWithin(table, text, 1, limit);
    if (single.length > 0 || text.length < MIN_LENGTH_FOR_TWO) return single;
    return findWithin(table, text, 2, limit);
  };
}

interface Table {
  /** Letters and digits of the whole name. */
  readonly squashed: readonly string[];
  /** How many letters of `squashed` are the scope's; 0 without a scope. */
  readonly scopeLength: readonly number[];
  readonly masks: Int32Array;
}

function findWithin(table: Table, text: string, edits: 1 | 2, limit: number): NearbyName[] {
  const { masks } = table;
  const letters = lettersOf(text);
  const pieces = piecesOf(text, edits);
  const asBeginning = edits === 1 && text.length >= MIN_LENGTH_AS_BEGINNING;
  const found: NearbyName[] = [];
  for (let place = 0; place < masks.length && found.length < limit; place++) {
    const mask = masks[place] as number; // place is within the table
    if (countBits(letters & ~mask) > edits) continue;
    const scopeLength = table.scopeLength[place] as number; // place is within the table
    // A name that is compared as a whole has no other letters either.
    if (!asBeginning && scopeLength === 0 && countBits(mask & ~letters) > edits) continue;
    const squashed = table.squashed[place] as string; // place is within the table
    for (let from = 0; ; from = scopeLength) {
      const length = squashed.length - from;
      const hasLength = length >= text.length - edits && (asBeginning || length <= text.length + edits);
      if (hasLength && hasPiece(squashed, from, pieces, edits)) {
        const distance = editDistance(text, squashed.slice(from), edits);
        const isWhole = distance.whole <= edits;
        if (isWhole || (asBeginning && distance.beginning <= edits)) {
          found.push({
            place,
            edits: isWhole ? distance.whole : distance.beginning,
            nearby: isWhole ? 'whole' : 'beginning',
          });
          break;
        }
      }
      if (from === scopeLength) break;
    }
  }
  return found;
}

/** A part of a text, and where it stands. */
interface Piece {
  readonly at: number;
  readonly text: string;
}

/**
 * One piece more than there are edits, with a letter between any two: an edit, a swap of neighbours included, spoils
 * one of them at most, so that one at least is in every text so near, moved by no more places than there are edits.
 */
function piecesOf(text: string, edits: number): Piece[] {
  const length = Math.floor((text.length - edits) / (edits + 1));
  return Array.from({ length: edits + 1 }, (_, piece) => {
    const at = piece * (length + 1);
    return { at, text: piece === edits ? text.slice(at) : text.slice(at, at + length) };
  });
}

function hasPiece(name: string, from: number, pieces: readonly Piece[], edits: number): boolean {
  for (const piece of pieces) {
    for (let at = Math.max(0, piece.at - edits); at <= piece.at + edits; at++) {
      if (name.startsWith(piece.text, from + at)) return true;
    }
  }
  return false;
}

/** The letters and digits of a text as a set of bits; others share the last ones. */
function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 122) letters |= 1 << (code - 97);
    else if (code >= 48 && code <= 57) letters |= 1 << (26 + (code % 5));
    else letters |= 1 << 31;
  }
  return letters;
}

function countBits(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
