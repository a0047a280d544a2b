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

/** Finds names by their words, in any order: those that answer most of the question first, then the most popular. */
export function findByWords(table: NameTable, question: WordsQuestion): Found[] {
  const { isPartial, isLastOpen, limit } = question;
  const words = [...new Set(question.words)];
  const answers = words.map((word, at) => table.placesOf(word, isLastOpen && at === words.length - 1));
  const weights = answers.map((places) => weightOf(table, places.length));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // By place: how many of the words the name has, and what they weigh and measure.
  const counts = new Uint8Array(table.names.length);
  const weighed = new Float64Array(table.names.length);
  const lengths = new Uint16Array(table.names.length);
  for (const [at, places] of answers.entries()) {
    for (const place of places) {
      // In a search for all words, a name that lacks an earlier one is out.
      if (!isPartial && counts[place] !== at) continue;
      counts[place] = (counts[place] as number) + 1; // place is within the table
      weighed[place] = (weighed[place] as number) + (weights[at] as number); // as many weights as answers
      lengths[place] = (lengths[place] as number) + (words[at] as string).length; // as many words as answers
    }
  }
  return bestPlaces(counts, weighed, isPartial ? 1 : words.length, limit).map((place) => ({
    place,
    match: counts[place] === words.length ? 'words' : 'partial',
    share: Math.min(1, (lengths[place] as number) / (table.squashed[place] as string).length), // within the table
    answered: total === 0 ? 0 : (weighed[place] as number) / total, // within the table
    hasSigns: false,
    edits: 0,
  }));
}

/** The heaviest first; few different weights come of a few words, so that names need no sorting. */
function bestPlaces(counts: Uint8Array, weighed: Float64Array, least: number, limit: number): number[] {
  const byWeight = new Map<number, number[]>();
  for (let place = 0; place < counts.length; place++) {
    if ((counts[place] as number) < least) continue; // place is within the table
    const weight = weighed[place] as number; // as above
    const places = byWeight.get(weight);
    if (places === undefined) byWeight.set(weight, [place]);
    else if (places.length < limit) places.push(place);
  }
  const heaviest = [...byWeight].sort(([one], [other]) => other - one);
  return heaviest.flatMap(([, places]) => places).slice(0, limit);
}

/** Rare words say more: inverse document frequency. A word that no name has counts as the rarest. */
function weightOf(table: NameTable, count: number): number {
  return Math.log(1 + table.names.length / (count + 1));
}
