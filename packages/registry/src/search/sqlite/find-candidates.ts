import { editDistance } from '../edit-distance.ts';
import type { FoundPackage, Question, QuestionWord } from '../rank-packages.ts';
import { stemWord } from '../stem-words.ts';
import { dropStopWords, splitWords, squash } from '../tokenize.ts';
import { LEAST_TWO_TYPOS } from './create-index-writer.ts';
import { deletionsOf, hashText } from './deletions.ts';
import type { IndexPackage, IndexReader } from './index-reader.ts';

export interface Candidate extends FoundPackage {
  readonly package: IndexPackage;
}

export interface Candidates {
  readonly question: Question;
  readonly found: readonly Candidate[];
  /** Words that were mended, as they stand now; null where none was. */
  readonly mended: string | null;
}

const LIMITS = { beginning: 40, words: 100, nearby: 400 } as const;
/** With fewer packages that have all the words the last one may be unfinished. */
const ENOUGH_FOR_WHOLE_WORDS = 20;
/** With fewer than these, errors are mended and words dropped. */
const ENOUGH = 10;
/** Downloads a month of what is no typing error. */
const POPULAR = 1_000_000;
const MOST_WORDS = 10;

/** Finds what may be meant, each way in turn for as long as there is not enough. */
export function findCandidates(
  reader: IndexReader,
  typed: string,
  { facets = [], isVerbatim = false }: { readonly facets?: readonly string[]; readonly isVerbatim?: boolean } = {},
): Candidates {
  const text = typed.toLowerCase();
  const squashed = squash(typed);
  const isName = !/\s/.test(typed);
  const found = new Map<number, Candidate>();
  const add = (packages: readonly IndexPackage[], how: { edits: number; mended?: string } = { edits: 0 }) => {
    for (const one of packages) if (!found.has(one.id)) found.set(one.id, toCandidate(one, how));
  };
  const addIds = (ids: readonly number[], how?: { edits: number; mended?: string }) =>
    add(reader.byIds(ids.filter((id) => !found.has(id))), how);

  for (const name of new Set([typed, text])) {
    const exact = reader.byName(name);
    if (exact !== null) add([exact]);
  }
  const words = toWords(reader, typed);
  const question: Question = { text, words, isName };
  if (squashed !== '') {
    addIds(reader.match('squashed', quote(squashed), { limit: 10 }));
    addIds(reader.match('squashed', `${quote(squashed)}*`, { limit: LIMITS.beginning }));
  }
  if (typed.startsWith('@') && found.size > 0) {
    const written = [...found.values()].filter(({ name }) => name.toLowerCase().startsWith(text));
    if (written.length > 0) return { question, found: written, mended: null };
  }
  const extra = facets.map(quote);
  const ask = (parts: readonly string[]) =>
    parts.length + extra.length === 0 ? [] : reader.match('words', [...parts, ...extra].join(' AND '), { limit: LIMITS.words });
  const stems = words.map(({ text: word }) => quote(stemWord(word)));
  const whole = ask(stems);
  addIds(whole);
  const last = words.at(-1);
  if (last !== undefined && (whole.length < ENOUGH_FOR_WHOLE_WORDS || last.text.length <= 3)) {
    addIds(ask([...stems.slice(0, -1), `(${quote(last.text)}* OR ${quote(stemWord(last.text))})`]));
  }
  if (isVerbatim) return { question, found: [...found.values()], mended: null };

  const isPopular = [...found.values()].some(({ name, downloads }) => (downloads ?? 0) >= POPULAR && squash(name).includes(squashed));
  if (isName && !isPopular) {
    for (const near of nearbyNames(reader, squashed)) add([near.package], { edits: near.edits, mended: near.mended });
  }
  if (found.size < ENOUGH && words.length > 1) {
    const mended = words.map((word) => mendWord(reader, word));
    const edits = mended.filter((word, at) => word.text !== words[at]?.text).length;
    if (edits > 0) {
      addIds(ask(mended.map(({ text: word }) => quote(stemWord(word)))), { edits });
    }
    if (found.size < ENOUGH) addIds(dropOne(mended, ask), { edits });
    if (edits > 0) {
      return {
        question: { ...question, words: mended },
        found: [...found.values()],
        mended: mended.map(({ text: word }) => word).join(' '),
      };
    }
  }
  return { question, found: [...found.values()], mended: null };
}

/** Without one word at a time, the most common first. */
function dropOne(words: readonly QuestionWord[], ask: (parts: readonly string[]) => number[]): number[] {
  const ids: number[] = [];
  const byWeight = [...words].sort((one, other) => one.weight - other.weight);
  for (const dropped of byWeight) {
    const rest = words.filter((word) => word !== dropped);
    ids.push(...ask(rest.map(({ text }) => quote(stemWord(text)))));
    if (ids.length >= LIMITS.words) break;
  }
  return ids;
}

function toWords(reader: IndexReader, typed: string): QuestionWord[] {
  const words = dropStopWords([...new Set(splitWords(typed).slice(0, MOST_WORDS))]);
  return words.map((text, at) => ({
    text,
    weight: weightOf(reader, text),
    isOpen: at === words.length - 1,
  }));
}

/** Rare words say more: inverse document frequency. A word that no package has counts as the rarest. */
function weightOf(reader: IndexReader, text: string): number {
  return Math.log(1 + reader.size / (reader.countStem(stemWord(text)) + 1));
}

interface Near {
  readonly package: IndexPackage;
  readonly edits: number;
  readonly mended: string;
}

function nearbyNames(reader: IndexReader, text: string): Near[] {
  if (text.length < 3 || text.length > 60) return [];
  const single = compareNearby(reader, text, 1);
  if (single.length > 0 || text.length < LEAST_TWO_TYPOS) return single;
  return compareNearby(reader, text, 2);
}

function compareNearby(reader: IndexReader, text: string, edits: 1 | 2): Near[] {
  const hashes = new Set([...deletionsOf(text, edits)].map(hashText));
  const ids = reader.nearby(hashes).sort((one, other) => one - other).slice(0, LIMITS.nearby);
  return reader.byIds(ids).flatMap((one): Near[] => {
    const squashed = squash(one.name);
    const { whole, beginning } = editDistance(text, squashed, edits);
    if (whole <= edits) return [{ package: one, edits: whole, mended: squashed }];
    // Still being typed.
    return beginning <= 1 && text.length >= 5 ? [{ package: one, edits: 1 + beginning, mended: squashed.slice(0, text.length) }] : [];
  });
}

/** The most common word one typing error away, for a word that hardly any package has. */
function mendWord(reader: IndexReader, word: QuestionWord): QuestionWord {
  const { text } = word;
  if (text.length < 4 || reader.countForm(text) > 0 || reader.countStem(stemWord(text)) > 20) return word;
  const hashes = new Set([...deletionsOf(text, 1)].map(hashText));
  const near = reader
    .nearbyForms(hashes)
    .filter((form) => editDistance(text, form.text, 1).whole <= 1)
    .sort((one, other) => other.packages - one.packages)[0];
  return near === undefined ? word : { ...word, text: near.text, weight: weightOf(reader, near.text) };
}

function quote(token: string): string {
  return `"${token}"`;
}

function toCandidate(one: IndexPackage, { edits, mended }: { edits: number; mended?: string }): Candidate {
  const { name, downloads, description, facts } = one;
  return {
    package: one,
    name,
    downloads,
    description,
    keywords: facts.keywords ?? [],
    isDeprecated: facts.isDeprecated ?? false,
    edits,
    ...(mended === undefined ? {} : { mended }),
  };
}
