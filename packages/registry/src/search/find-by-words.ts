import type { Found } from './find-names.ts';
import type { NameTable } from './name-table.ts';

/** Names that have all the words, or with `isPartial` some of them. */
export interface WordsQuestion {
  readonly words: readonly string[];
  /** The last word may be unfinished. */
  readonly isLastOpen: boolean;
  readonly isPartial: boolean;
  readonly limit: number;
}

/** Finds names by their words, in any order. */
export function findByWords(table: NameTable, question: WordsQuestion): Found[] {
  const { words, isPartial } = question;
  const weights = words.map((word, at) => weightOf(table, placesOf(table, question, word, at).length));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Place to what of the question it has: how many words, their weight, their letters.
  const matches = new Map<number, { count: number; weight: number; letters: number }>();
  for (const [at, word] of words.entries()) {
    for (const place of placesOf(table, question, word, at)) {
      const match = matches.get(place);
      if (match === undefined) {
        // In a search for all words, a name that lacks an earlier one is out.
        if (at > 0 && !isPartial) continue;
        matches.set(place, { count: 1, weight: weights[at] ?? 0, letters: word.length });
      } else if (match.count === at || isPartial) {
        match.count++;
        match.weight += weights[at] ?? 0;
        match.letters += word.length;
      }
    }
  }
  const found: Found[] = [];
  for (const [place, { count, weight, letters }] of matches) {
    if (count < words.length && !isPartial) continue;
    const length = (table.squashed[place] as string).length; // place is within the table
    found.push({
      place,
      match: count === words.length ? 'words' : 'partial',
      share: Math.min(1, letters / length),
      answered: total === 0 ? 0 : weight / total,
      hasSigns: false,
      edits: 0,
    });
  }
  // Places are in order of downloads.
  return found
    .sort((one, other) => other.answered - one.answered || one.place - other.place)
    .slice(0, question.limit);
}

/** Rare words say more: inverse document frequency. A word that no name has counts as the rarest. */
function weightOf(table: NameTable, count: number): number {
  return Math.log(1 + table.names.length / (count + 1));
}

function placesOf(table: NameTable, question: WordsQuestion, word: string, at: number): readonly number[] {
  return table.placesOf(word, question.isLastOpen && at === question.words.length - 1);
}
