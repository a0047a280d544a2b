import { stemWord } from './stem-words.ts';
import { splitWords, squash } from './tokenize.ts';

/** A word of the question, and how much it says: 0 to about 15, the rarer the more. */
export interface QuestionWord {
  readonly text: string;
  readonly weight: number;
  /** It may be unfinished. */
  readonly isOpen: boolean;
}

export interface Question {
  /** As it was typed, in small letters, or as it was mended. */
  readonly text: string;
  readonly words: readonly QuestionWord[];
  /** Nothing but words that say little: what is typed is taken for a name. */
  readonly isName: boolean;
}

/** What an engine says of a package that may be meant. */
export interface FoundPackage {
  readonly name: string;
  readonly downloads: number | null;
  readonly description: string | null;
  readonly keywords: readonly string[];
  readonly isDeprecated: boolean;
  /** Typing errors that were mended on the way to it. */
  readonly edits: number;
  /** What it was found by, where that is not what was typed: a name nearby. */
  readonly mended?: string;
}

/** Why a package stands where it does, in points; a point is a doubling of downloads. */
export interface RankPart {
  readonly kind:
    | 'downloads'
    | 'name'
    | 'covered'
    | 'in-name'
    | 'share'
    | 'place'
    | 'edits'
    | 'missing'
    | 'deprecated';
  readonly points: number;
  /** What the points are given for: a count, or a share of 0 to 1. */
  readonly value: number;
}

export type NameMatch = 'exact' | 'joined' | 'prefix' | 'none';

export interface Ranked<T> {
  readonly found: T;
  readonly score: number;
  readonly name: NameMatch;
  /** The share of the question that it answers, 0 to 1. */
  readonly covered: number;
  readonly parts: readonly RankPart[];
}

/** Points for each, found by trying on known-answer questions (`npm run relevance`). */
export const WEIGHTS = {
  downloads: 0.8,
  exact: 40,
  joined: 20,
  prefix: 5,
  signs: 6,
  covered: 14,
  inName: 10,
  share: 8,
  place: 3,
  dense: 4,
  together: 2,
  edit: -8,
  missing: -8,
  deprecated: -4,
};
export type Weights = typeof WEIGHTS;

/** Orders what an engine found, the best first; the same for every engine. */
export function rankPackages<T extends FoundPackage>(
  question: Question,
  found: readonly T[],
  weights: Weights = WEIGHTS,
): Ranked<T>[] {
  const ranked = found.map((one) => rankOne(question, one, weights));
  return ranked.sort((one, other) => other.score - one.score || (one.found.name < other.found.name ? -1 : 1));
}

function rankOne<T extends FoundPackage>(question: Question, found: T, weights: Weights): Ranked<T> {
  const name = found.name.toLowerCase();
  const typed = found.mended ?? question.text;
  const squashed = squash(found.name);
  const bare = name.startsWith('@') ? squash(name.slice(name.indexOf('/') + 1)) : squashed;
  const wanted = squash(typed);
  const nameMatch = matchName({ name, squashed, bare, typed, wanted });
  const hasSigns = typed !== wanted && (name.startsWith(typed) || name.includes(`/${typed}`));
  const words = matchWords(question.words, found, name);
  const share =
    nameMatch === 'none'
      ? Math.min(1, words.lettersInName / Math.max(1, squashed.length))
      : Math.min(1, wanted.length / Math.max(1, squashed.length));
  const covered = nameMatch === 'none' ? words.covered : 1;
  const inName = nameMatch === 'none' ? words.inName : 1;
  const namePoints =
    nameMatch === 'exact'
      ? weights.exact
      : nameMatch === 'joined'
        ? weights.joined
        : nameMatch === 'prefix'
          ? weights.prefix + (bare.startsWith(wanted) && squashed.startsWith(wanted) ? 2 : 0)
          : 0;
  const parts: RankPart[] = [
    { kind: 'downloads', points: weights.downloads * Math.log2((found.downloads ?? 0) + 1), value: found.downloads ?? 0 },
    { kind: 'name', points: namePoints + (hasSigns ? weights.signs : 0), value: 1 },
    { kind: 'covered', points: weights.covered * covered, value: covered },
    { kind: 'in-name', points: weights.inName * inName, value: inName },
    { kind: 'share', points: weights.share * share, value: share },
    {
      kind: 'place',
      points: weights.place * words.early + weights.dense * words.dense + weights.together * words.together,
      value: words.early,
    },
    { kind: 'edits', points: weights.edit * found.edits, value: found.edits },
    { kind: 'missing', points: weights.missing * words.missing * (nameMatch === 'none' ? 1 : 0), value: words.missing },
    { kind: 'deprecated', points: found.isDeprecated ? weights.deprecated : 0, value: found.isDeprecated ? 1 : 0 },
  ];
  const score = parts.reduce((sum, { points }) => sum + points, 0);
  return { found, score, name: nameMatch, covered, parts: parts.filter(({ points }) => points !== 0) };
}

function matchName(given: {
  readonly name: string;
  readonly squashed: string;
  readonly bare: string;
  readonly typed: string;
  readonly wanted: string;
}): NameMatch {
  const { name, squashed, bare, typed, wanted } = given;
  if (name === typed) return 'exact';
  if (wanted === '') return 'none';
  if (squashed === wanted) return 'joined';
  return squashed.startsWith(wanted) || bare.startsWith(wanted) ? 'prefix' : 'none';
}

interface WordsMatch {
  /** 0 to 1, by weight. */
  readonly covered: number;
  readonly inName: number;
  readonly lettersInName: number;
  /** 1 where the first word of the text is one that was asked for, less the later it comes. */
  readonly early: number;
  /** 0 to 1: how much of a short text was asked for. */
  readonly dense: number;
  /** 0 to 1: how many of the words follow each other as they were typed. */
  readonly together: number;
  readonly missing: number;
}

/** A word as it is written says more than another form of it, and that more than its beginning. */
const AS_STEM = 0.9;
const AS_BEGINNING = 0.6;

function matchWords(words: readonly QuestionWord[], found: FoundPackage, name: string): WordsMatch {
  const nameWords = splitWords(found.name);
  const nameStems = nameWords.map(stemWord);
  const text = splitWords(found.description ?? '');
  const textStems = text.map(stemWord);
  const keywordStems = new Set(found.keywords.flatMap((keyword) => splitWords(keyword).map(stemWord)));
  let all = 0;
  let covered = 0;
  let inName = 0;
  let lettersInName = 0;
  let missing = 0;
  let together = 0;
  let last = -2;
  const places: number[] = [];
  for (const { text: word, weight, isOpen } of words) {
    const stem = stemWord(word);
    all += weight;
    const named = nameWords.includes(word)
      ? 1
      : nameStems.includes(stem)
        ? AS_STEM
        : nameWords.some((one) => one.startsWith(word)) || (word.length > 3 && name.includes(word))
          ? AS_BEGINNING
          : 0;
    const at = textStems.indexOf(stem);
    const place = at >= 0 || !isOpen ? at : text.findIndex((one) => one.startsWith(word));
    const said =
      place >= 0 ? (text[place] === word ? 1 : textStems[place] === stem ? AS_STEM : AS_BEGINNING) : keywordStems.has(stem) ? 1 : 0;
    covered += weight * Math.max(named, said);
    inName += weight * named;
    if (named > 0) lettersInName += word.length;
    if (place >= 0) {
      places.push(place);
      if (place === last + 1) together++;
    }
    last = place;
    if (named === 0 && said === 0) missing++;
  }
  return {
    covered: all === 0 ? 0 : covered / all,
    inName: all === 0 ? 0 : inName / all,
    lettersInName,
    early: places.length === 0 ? 0 : 1 / (1 + Math.min(...places) / 4),
    dense: text.length === 0 ? 0 : places.length / Math.max(4, text.length),
    together: words.length < 2 ? 0 : together / (words.length - 1),
    missing,
  };
}
