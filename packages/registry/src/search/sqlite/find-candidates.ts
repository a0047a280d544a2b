import { editDistance } from '../edit-distance.ts';
import { createNearbyNames, type FindNearbyNames } from '../nearby-names.ts';
import type { FoundPackage, Question, QuestionWord } from '../question.ts';
import { stemWord } from '../stem-words.ts';
import { dropStopWords, splitWords, squash } from '../tokenize.ts';
import { withoutJs } from '../without-js.ts';
import { deletionsOf, hashText } from './deletions.ts';
import { dropOne, fewerWords } from './drop-words.ts';
import { quote } from './full-text.ts';
import type { IndexPackage, IndexReader } from './index-reader.ts';
import { createFindOwners, type FindOwners } from './suggest-owners.ts';

export interface Candidate extends FoundPackage {
  readonly package: IndexPackage;
}

/** An index, with its most downloaded names at hand: those are looked through for two errors, and while being typed. */
export interface Searched {
  readonly reader: IndexReader;
  /** In the order of `findTop`'s places; their rows change with updates, their names do not. */
  readonly top: readonly string[];
  readonly findTop: FindNearbyNames;
  readonly findOwners: FindOwners;
}

const TOP = 20_000;

/** Makes an index ready to be searched. */
export function prepareSearch(reader: IndexReader): Searched {
  const top = reader.topNames(TOP);
  return { reader, top, findTop: createNearbyNames(top), findOwners: createFindOwners(reader) };
}

export interface Candidates {
  readonly question: Question;
  readonly found: readonly Candidate[];
  /** Words that were mended, as they stand now; null where none was. */
  readonly mended: string | null;
}

type How = Pick<FoundPackage, 'edits' | 'nearby'>;

const LIMITS = { beginning: 40, scoped: 120, words: 70, readmes: 40, nearby: 400 } as const;
/** With fewer packages that have all the words the last one may be unfinished. */
const ENOUGH_FOR_WHOLE_WORDS = 20;
/** With fewer than these, errors are mended and words dropped. */
const ENOUGH = 10;
/** Downloads a month of what is no typing error. */
const POPULAR = 1_000_000;
/** More words of a question are not looked at. */
const MOST_WORDS = 10;

/** Finds what may be meant, each way in turn for as long as there is not enough. */
export function findCandidates(
  searched: Searched,
  typed: string,
  {
    facets = [],
    isVerbatim = false,
  }: { readonly facets?: readonly string[]; readonly isVerbatim?: boolean } = {},
): Candidates {
  const { reader } = searched;
  const text = typed.toLowerCase();
  const squashed = squash(typed);
  const isName = !/\s/.test(typed);
  const found = new Map<number, Candidate>();
  const add = (packages: readonly IndexPackage[], how: How = { edits: 0 }) => {
    for (const one of packages) if (!found.has(one.id)) found.set(one.id, toCandidate(one, how));
  };
  const addIds = (ids: readonly number[], how?: How) =>
    add(reader.byIds(ids.filter((id) => !found.has(id))), how);

  const said = withoutJs(typed);
  for (const name of new Set([typed, text, said ?? text])) {
    const exact = reader.byName(name);
    if (exact !== null) add([exact]);
  }
  const words = toWords(reader, typed);
  const question: Question = { text, words };
  const addNames = (name: string, how?: How) => {
    if (name === '') return;
    addIds(reader.match('squashed', quote(name), { limit: 10 }), how);
    const limit = typed.startsWith('@') ? LIMITS.scoped : LIMITS.beginning;
    addIds(reader.match('squashed', `${quote(name)}*`, { limit }), how);
  };
  addNames(squashed);
  if (typed.startsWith('@') && found.size > 0) {
    const written = [...found.values()].filter(({ name }) => name.toLowerCase().startsWith(text));
    if (written.length > 0) return { question, found: written, mended: null };
  }
  const ask = (parts: readonly string[]) =>
    parts.length + facets.length === 0
      ? []
      : reader.match('words', [...parts, ...facets].join(' AND '), { limit: LIMITS.words });
  const stems = stemsOf(words);
  // Of a single letter, names that begin with it are all that can be meant.
  const isLetter = squashed.length === 1 && found.size >= LIMITS.beginning;
  const whole = isLetter ? [] : ask(stems);
  addIds(whole);
  const mend = (): Mended => {
    const after = words.map((word) => mendWord(reader, word));
    return { words: after, edits: after.filter((word, at) => word !== words[at]).length };
  };
  const last = words.at(-1);
  const isUnfinished = whole.length < ENOUGH_FOR_WHOLE_WORDS || (last?.text.length ?? 0) <= 3;
  if (last !== undefined && !isLetter && isUnfinished) {
    addIds(ask([...stems.slice(0, -1), unfinished(reader, last.text)]));
  }
  // Of a need slips are mended before any word is dropped: so many more packages have the others.
  const isSlip = !isName && !isVerbatim && words.length > 1 && whole.length < ENOUGH;
  let mended: Mended = isSlip ? mend() : { words, edits: 0 };
  if (mended.edits > 0) {
    addNames(mended.words.map(({ text: word }) => word).join(''), mended);
    addIds(ask(stemsOf(mended.words)), mended);
  }
  // What is used most of those that have the word that says most: many describe themselves in other words.
  const isShort = !isName && words.length > 1 && words.length <= 4;
  if (isShort) addIds(dropOne(mended.words, ask), mended);
  // Readmes speak of everything: asked together with descriptions, they would crowd out what is about the need.
  if (!isName && stems.length > 0 && whole.length < LIMITS.words) {
    addIds(reader.match('readmes', [...stems, ...facets].join(' AND '), { limit: LIMITS.readmes }));
  }
  if (isVerbatim) return { question, found: [...found.values()], mended: null };

  // `express-session` holds `expresss` only across its sign, which is a slip as likely.
  const holdsTyped = (name: string) => name.includes(text) || squash(name) === squashed || name === said;
  const isPopular = [...found.values()].some(
    ({ name, downloads }) => (downloads ?? 0) >= POPULAR && holdsTyped(name.toLowerCase()),
  );
  if (isName && !isPopular) {
    for (const near of nearbyNames(searched, squashed)) {
      const how = { edits: near.edits, nearby: near.nearby };
      // Found by its words as well, it is meant as a name.
      if (!squash(near.package.name).startsWith(squashed))
        found.set(near.package.id, toCandidate(near.package, how));
    }
  }
  if (found.size < ENOUGH && words.length > 1) {
    if (isName) {
      mended = mend();
      if (mended.edits > 0) addIds(ask(stemsOf(mended.words)), mended);
    }
    if (found.size < ENOUGH && !isShort) addIds(dropOne(mended.words, ask), mended);
    // A name is meant as a whole; a need may be told with more words than anybody describes a package with.
    const telling = isName ? [] : mended.words.filter(({ text: word }) => isInAny(reader, word));
    for (const parts of fewerWords(telling, words.length - 2)) {
      if (found.size >= ENOUGH) break;
      const before = found.size;
      addIds(ask([parts]), mended);
      // What has still fewer of the words is of no more use beside what has these.
      if (found.size > before) break;
    }
  }
  if (mended.edits === 0) return { question, found: [...found.values()], mended: null };
  const after = writeMended(typed, words, mended.words);
  return {
    question: { text: isName ? text : after, words: mended.words },
    found: [...found.values()],
    mended: after,
  };
}

/** What was typed in small letters, with mended words in their places. */
function writeMended(typed: string, before: readonly QuestionWord[], after: readonly QuestionWord[]): string {
  const changed = new Map(
    before.flatMap(({ text }, at) => {
      const mended = after[at]?.text ?? text;
      return mended === text ? [] : [[text, mended]];
    }),
  );
  return typed
    .replace(/[\p{L}\p{M}\p{N}]+/gu, (run) => {
      const words = splitWords(run);
      return words.some((word) => changed.has(word))
        ? words.map((word) => changed.get(word) ?? word).join(' ')
        : run;
    })
    .toLowerCase();
}

/** Words of a question, and in how many of them a slip was mended. */
interface Mended {
  readonly words: readonly QuestionWord[];
  readonly edits: number;
}

function stemsOf(words: readonly QuestionWord[]): string[] {
  return words.map(({ text }) => quote(stemWord(text)));
}

/**
 * What a word may become. A question for all words that begin with three letters would gather most of the index before
 * it gave its first row, so it is one for the most common of them, and for all where those are rare.
 */
function unfinished(reader: IndexReader, text: string): string {
  const stems = reader.stemsBeginning(text, MOST_ENDINGS);
  const isRare =
    stems.length < MOST_ENDINGS && stems.reduce((sum, { packages }) => sum + packages, 0) < RARE_PACKAGES;
  const endings = isRare ? [`${quote(text)}*`] : stems.map(({ stem }) => quote(stem));
  return `(${[...new Set([...endings, quote(stemWord(text))])].join(' OR ')})`;
}

const MOST_ENDINGS = 12;
const RARE_PACKAGES = 2_000;

/** The words that a question is about, each once. */
export function questionWords(typed: string): readonly string[] {
  return dropStopWords([...new Set(splitWords(typed))]).slice(0, MOST_WORDS);
}

function toWords(reader: IndexReader, typed: string): QuestionWord[] {
  return questionWords(typed).map((text, at, words) => ({
    text,
    weight: weightOf(reader, text),
    isOpen: at === words.length - 1,
  }));
}

/** Stems that a single package has are not counted. */
function isInAny(reader: IndexReader, text: string): boolean {
  return reader.match('words', quote(stemWord(text)), { limit: 1 }).length > 0;
}

/** Rare words say more: inverse document frequency. A word that no package has counts as the rarest. */
function weightOf(reader: IndexReader, text: string): number {
  return Math.log(1 + reader.size / (reader.countStem(stemWord(text)) + 1));
}

interface Near {
  readonly package: IndexPackage;
  readonly edits: number;
  readonly nearby: 'whole' | 'beginning';
}

function nearbyNames({ reader, top, findTop }: Searched, text: string): Near[] {
  if (text.length < 3 || text.length > 60) return [];
  const near = new Map<number, Near>();
  const hashes = [...deletionsOf(text)].map(hashText);
  const ids = reader.nearby(hashes).sort((one, other) => one - other);
  for (const one of reader.byIds(ids.slice(0, LIMITS.nearby))) {
    const { whole } = editDistance(text, squash(one.name), 1);
    if (whole <= 1) near.set(one.id, { package: one, edits: whole, nearby: 'whole' });
  }
  for (const { place, edits, nearby } of findTop(text, LIMITS.nearby)) {
    if (edits > 1 && near.size > 0) break;
    const one = reader.byName(top[place] ?? '');
    if (one !== null && !near.has(one.id)) near.set(one.id, { package: one, edits, nearby });
  }
  return [...near.values()];
}

/** With more packages that have it a word is no slip. */
const FEW_PACKAGES = 20;

/** The most common word one typing error away, for a word that hardly any package has, nor one that it may become. */
function mendWord(reader: IndexReader, word: QuestionWord): QuestionWord {
  const { text, isOpen } = word;
  if (text.length < 4 || reader.countForm(text) > 0) return word;
  if (reader.countStem(stemWord(text)) > FEW_PACKAGES) return word;
  const endings = isOpen ? reader.stemsBeginning(text, MOST_ENDINGS) : [];
  if (endings.some(({ packages }) => packages > FEW_PACKAGES)) return word;
  const hashes = new Set([...deletionsOf(text)].map(hashText));
  const near = reader
    .nearbyForms(hashes)
    .filter((form) => editDistance(text, form.text, 1).whole <= 1)
    .sort((one, other) => other.packages - one.packages)[0];
  return near === undefined ? word : { ...word, text: near.text, weight: weightOf(reader, near.text) };
}

function toCandidate(one: IndexPackage, { edits, nearby }: How): Candidate {
  const { name, downloads, description, facts } = one;
  return {
    package: one,
    name,
    downloads,
    description,
    keywords: facts.keywords ?? [],
    readmeStems: facts.readmeStems ?? '',
    isDeprecated: facts.isDeprecated ?? false,
    edits,
    ...(nearby === undefined ? {} : { nearby }),
  };
}
