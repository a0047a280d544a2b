import { stemmer } from 'stemmer';

const MOST_REMEMBERED = 50_000;
const ENGLISH = /^[a-z]{4,}$/;
const remembered = new Map<string, string>();

/** The stem of an English word: `parsers`, `parsing` and `parser` are all `pars`. Words of other kinds stay. */
export function stemWord(word: string): string {
  const known = remembered.get(word);
  if (known !== undefined) return known;
  if (!ENGLISH.test(word)) return word;
  const stem = stemmer(word);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(word, stem);
  return stem;
}
