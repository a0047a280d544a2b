import type { FoundPackage, QuestionWord } from './question.ts';
import { stemWord } from './stem-words.ts';
import { joinCompounds, splitWords } from './tokenize.ts';

/** Where the words of a question are in a package. */
export interface WordsMatch {
  /** Shares of the question, 0 to 1, by the weight of its words. */
  readonly covered: number;
  readonly inName: number;
  readonly described: number;
  /** Of words that the readme alone has. */
  readonly inReadme: number;
  readonly lettersInName: number;
  /** 0 to 1: how much of the description was asked for. */
  readonly dense: number;
  /** 0 to 1: how many words follow each other as they were typed. */
  readonly together: number;
  /** Words that are nowhere. */
  readonly missing: number;
}

/** A word as it is written says more than another form of it, and that more than its beginning. */
const AS_STEM = 0.9;
const AS_BEGINNING = 0.6;
/** Of shorter descriptions a word says no more. */
const SHORT_TEXT = 4;

/** Looks for the words in the name, the description, the keywords and the readme of a package. */
export function matchWords(words: readonly QuestionWord[], found: FoundPackage): WordsMatch {
  const name = found.name.toLowerCase();
  const nameWords = splitWords(found.name);
  const description = found.description ?? '';
  const text = splitWords(description);
  const readme = ` ${found.readmeStems} `;
  /** Keywords, and words that others write with a hyphen. */
  const isBeside = (stem: string) =>
    found.keywords.some(
      (keyword) => hasStem(splitWords(keyword), stem) || hasStem(joinCompounds(keyword), stem),
    ) || hasStem(joinCompounds(description), stem);
  const sum = {
    weight: 0,
    covered: 0,
    inName: 0,
    described: 0,
    inReadme: 0,
    letters: 0,
    places: 0,
    together: 0,
    missing: 0,
  };
  let last = -2;
  for (const { text: word, weight, isOpen } of words) {
    const stem = stemWord(word);
    const named = nameWords.includes(word)
      ? 1
      : hasStem(nameWords, stem)
        ? AS_STEM
        : nameWords.some((one) => one.startsWith(word)) || (word.length > 3 && name.includes(word))
          ? AS_BEGINNING
          : 0;
    const at = findStem(text, stem);
    const place = at >= 0 || !isOpen ? at : text.findIndex((one) => one.startsWith(word));
    const written = place < 0 ? 0 : text[place] === word ? 1 : place === at ? AS_STEM : AS_BEGINNING;
    const said = written < AS_STEM && isBeside(stem) ? AS_STEM : written;
    sum.weight += weight;
    sum.covered += weight * Math.max(named, said);
    sum.inName += weight * named;
    sum.described += weight * said;
    if (named > 0) sum.letters += word.length;
    if (place >= 0) {
      sum.places++;
      if (place === last + 1) sum.together++;
    }
    last = place < 0 ? -2 : place;
    if (named === 0 && said === 0) {
      if (readme.includes(` ${stem} `)) sum.inReadme += weight;
      else sum.missing++;
    }
  }
  const weight = sum.weight || 1;
  return {
    covered: sum.covered / weight,
    inName: sum.inName / weight,
    described: sum.described / weight,
    inReadme: sum.inReadme / weight,
    lettersInName: sum.letters,
    dense: text.length === 0 ? 0 : sum.places / Math.max(SHORT_TEXT, text.length),
    together: words.length < 2 ? 0 : sum.together / (words.length - 1),
    missing: sum.missing,
  };
}

/** Where the first word of a stem is; -1 where none is. A stem begins as its words do, which spares nearly all of them. */
function findStem(words: readonly string[], stem: string): number {
  const first = stem.charCodeAt(0);
  return words.findIndex((word) => word.charCodeAt(0) === first && stemWord(word) === stem);
}

function hasStem(words: readonly string[], stem: string): boolean {
  return findStem(words, stem) >= 0;
}
