import type { QuestionWord } from '../question.ts';
import { stemWord } from '../stem-words.ts';
import { allOf, anyOf, quote } from './full-text.ts';

/** Of what is found without a word, the most downloaded. */
const MOST_WITHOUT = 40;
/** Any two to four of six words are at most twenty combinations. */
const MOST_TELLING = 6;
/** What has but one of the words has next to nothing of the question. */
const LEAST_WORDS = 2;

/** Without one word at a time, the most common first. */
export function dropOne(
  words: readonly QuestionWord[],
  ask: (parts: readonly string[]) => number[],
): number[] {
  const byWeight = [...words].sort((one, other) => one.weight - other.weight);
  const answers = byWeight.map((dropped) =>
    ask(words.filter((word) => word !== dropped).map(toPart)).slice(0, MOST_WITHOUT),
  );
  return [...new Set(answers.flat())];
}

/** Parts of questions for any so many of the words that say most: `most` words first, then ever fewer, down to two. */
export function* fewerWords(words: readonly QuestionWord[], most: number): Generator<string> {
  const telling = [...words].sort((one, other) => other.weight - one.weight).slice(0, MOST_TELLING);
  for (let count = Math.min(most, telling.length); count >= LEAST_WORDS; count--) {
    yield anyOf(combinations(telling, count).map((some) => allOf(some.map(toPart))));
  }
}

function combinations<T>(list: readonly T[], count: number): T[][] {
  if (count === 0) return [[]];
  return list.flatMap((first, at) =>
    combinations(list.slice(at + 1), count - 1).map((others) => [first, ...others]),
  );
}

function toPart({ text }: QuestionWord): string {
  return quote(stemWord(text));
}
