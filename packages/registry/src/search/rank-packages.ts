import { editDistance } from './edit-distance.ts';
import { stemWord } from './stem-words.ts';
import { splitWords, squash } from './tokenize.ts';
import type { WhyPart } from './why-part.ts';

/** A word of the question, and how much it says: the rarer the more. */
export interface QuestionWord {
  readonly text: string;
  readonly weight: number;
  /** It may be unfinished. */
  readonly isOpen: boolean;
}

/** What is asked for, as an engine has read it. */
export interface Question {
  /** As it was typed, in small letters. */
  readonly text: string;
  /** Without stop words, mended where an engine has done so. */
  readonly words: readonly QuestionWord[];
}

/** What an engine says of a package that may be meant. */
export interface FoundPackage {
  readonly name: string;
  /** Downloads of 30 days; null where they are not known. */
  readonly downloads: number | null;
  readonly description: string | null;
  readonly keywords: readonly string[];
  readonly isDeprecated: boolean;
  /** Typing errors between what was typed and the name, or its beginning; 0 where it was found as it was typed. */
  readonly edits: number;
  /** With `edits`: whether the whole name is meant, or its beginning. */
  readonly nearby?: 'whole' | 'beginning';
}

/** How a name answers what was typed. */
export type NameMatch = 'exact' | 'joined' | 'prefix' | 'nearby' | 'none';

export interface Ranked<T> {
  readonly found: T;
  readonly score: number;
  readonly name: NameMatch;
  /** The share of the question that it answers, 0 to 1. */
  readonly covered: number;
  readonly parts: readonly WhyPart[];
}

/** What is typed is a name, words for a need, or names of a scope: each is answered differently. */
type QuestionKind = 'name' | 'words' | 'scope';

interface Weights {
  /** A doubling of downloads; of packages whose name begins with what was typed, those of `prefixed` beside it. */
  readonly downloads: number;
  readonly prefixed: number;
  readonly exact: number;
  readonly joined: number;
  readonly prefix: number;
  /** Less for `@types/express`, which begins with `express` behind its scope alone. */
  readonly scopedPrefix: number;
  /** The signs between the words are as they were typed. */
  readonly signs: number;
  readonly covered: number;
  readonly inName: number;
  readonly nameShare: number;
  readonly described: number;
  /** A doubling of downloads of a package that describes itself with the question. */
  readonly describedDownloads: number;
  readonly dense: number;
  readonly together: number;
  readonly edit: number;
  readonly signEdit: number;
  readonly nearbyBeginning: number;
  readonly missing: number;
  readonly deprecated: number;
}

/**
 * Found by trying on known-answer questions (`npm run relevance`), and rounded: small changes of any of them change
 * nothing there.
 */
const WEIGHTS: Readonly<Record<QuestionKind, Weights>> = {
  name: {
    downloads: 0.2,
    prefixed: 0.8,
    exact: 40,
    joined: 10,
    prefix: 4,
    scopedPrefix: 2,
    signs: 3,
    covered: 2,
    inName: 1,
    nameShare: 1,
    described: 1,
    describedDownloads: 0,
    dense: 0,
    together: 0,
    edit: -1,
    signEdit: -1,
    nearbyBeginning: -2,
    missing: -1,
    deprecated: -2,
  },
  words: {
    downloads: 0.85,
    prefixed: 0.1,
    exact: 30,
    joined: 18,
    prefix: 0,
    scopedPrefix: 0,
    signs: 0,
    covered: 22,
    inName: 0,
    nameShare: 4,
    described: 5.5,
    describedDownloads: 0.3,
    dense: 2.5,
    together: 0.5,
    edit: -1,
    signEdit: -1,
    nearbyBeginning: -2,
    missing: -1.5,
    deprecated: -4,
  },
  scope: {
    downloads: 1,
    prefixed: 0,
    exact: 40,
    joined: 10,
    prefix: 0,
    scopedPrefix: 0,
    signs: 0,
    covered: 0,
    inName: 0,
    nameShare: 1,
    described: 0,
    describedDownloads: 0,
    dense: 0,
    together: 0,
    edit: -2,
    signEdit: -1,
    nearbyBeginning: -2,
    missing: 0,
    deprecated: -2,
  },
};

/** Orders what an engine found, the best first; the same for every engine. */
export function rankPackages<T extends FoundPackage>(question: Question, found: readonly T[]): Ranked<T>[] {
  const ranked = found.map((one) => rankOne(question, one));
  return ranked.sort((one, other) => other.score - one.score || (one.found.name < other.found.name ? -1 : 1));
}

function kindOf({ text }: Question): QuestionKind {
  return text.startsWith('@') ? 'scope' : /\s/.test(text) ? 'words' : 'name';
}

function rankOne<T extends FoundPackage>(question: Question, found: T): Ranked<T> {
  const weights = WEIGHTS[kindOf(question)];
  const named = matchName(question.text, found);
  const words = matchWords(question.words, found);
  const isByName = named.match !== 'none';
  const downloads = found.downloads ?? 0;
  const doublings = Math.log2(downloads + 1);
  const covered = isByName ? 1 : words.covered;
  const nameShare = isByName ? 0 : Math.min(1, words.lettersInName / Math.max(1, squash(found.name).length));
  const isPrefixed = named.match === 'prefix' || named.match === 'joined' || named.match === 'nearby';
  const parts: WhyPart[] = [
    {
      kind: 'downloads',
      points: doublings * (weights.downloads + (isPrefixed ? weights.prefixed : 0)),
      figure: downloads,
    },
    { kind: 'name', points: namePoints(named, weights), figure: null },
    { kind: 'covered', points: weights.covered * covered, figure: covered },
    {
      kind: 'in-name',
      points: weights.inName * (isByName ? 1 : words.inName) + weights.nameShare * nameShare,
      figure: isByName ? 1 : nameShare,
    },
    {
      kind: 'described',
      points: words.described * (weights.described + weights.describedDownloads * doublings),
      figure: words.described,
    },
    {
      kind: 'focus',
      points: weights.dense * words.dense + weights.together * words.together,
      figure: words.dense,
    },
    {
      kind: 'edits',
      points: weights.edit * found.edits + weights.signEdit * named.signEdits,
      figure: found.edits + named.signEdits,
    },
    { kind: 'missing', points: isByName ? 0 : weights.missing * words.missing, figure: words.missing },
    {
      kind: 'deprecated',
      points: found.isDeprecated ? weights.deprecated : 0,
      figure: null,
    },
  ];
  return {
    found,
    score: parts.reduce((sum, { points }) => sum + points, 0),
    name: named.match,
    covered,
    parts: parts.filter(({ points }) => points !== 0),
  };
}

interface NamedAs {
  readonly match: NameMatch;
  /** Its scope comes before what was typed. */
  readonly isScoped: boolean;
  readonly hasSigns: boolean;
  /** Signs that are not where they were typed, of a name nearby. */
  readonly signEdits: number;
  readonly isBeginning: boolean;
}

function matchName(typed: string, found: FoundPackage): NamedAs {
  const name = found.name.toLowerCase();
  const squashed = squash(found.name);
  const bareName = name.startsWith('@') ? name.slice(name.indexOf('/') + 1) : name;
  const wanted = squash(typed);
  const as = (match: NameMatch, more: Partial<NamedAs> = {}): NamedAs => ({
    match,
    isScoped: name.startsWith('@'),
    hasSigns: false,
    signEdits: 0,
    isBeginning: false,
    ...more,
  });
  if (name === typed) return as('exact');
  if (found.nearby !== undefined) {
    const isBeginning = found.nearby === 'beginning';
    const distance = editDistance(typed, name, 4);
    const written = isBeginning ? distance.beginning : distance.whole;
    return as('nearby', { isBeginning, signEdits: Math.max(0, written - found.edits) });
  }
  if (wanted === '') return as('none');
  if (squashed === wanted) return as('joined');
  const isPrefix = squashed.startsWith(wanted) || squash(bareName).startsWith(wanted);
  if (!isPrefix) return as('none');
  return as('prefix', {
    hasSigns: typed !== wanted && (name.startsWith(typed) || bareName.startsWith(typed)),
  });
}

function namePoints({ match, isScoped, hasSigns, isBeginning }: NamedAs, weights: Weights): number {
  switch (match) {
    case 'exact':
      return weights.exact;
    case 'joined':
      return weights.joined;
    case 'nearby':
      return isBeginning ? weights.prefix + weights.nearbyBeginning : weights.joined;
    case 'prefix':
      return (isScoped ? weights.scopedPrefix : weights.prefix) + (hasSigns ? weights.signs : 0);
    case 'none':
      return 0;
    default:
      return match satisfies never;
  }
}

interface WordsMatch {
  /** Shares of the question, 0 to 1, by the weight of its words. */
  readonly covered: number;
  readonly inName: number;
  readonly described: number;
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

function matchWords(words: readonly QuestionWord[], found: FoundPackage): WordsMatch {
  const name = found.name.toLowerCase();
  const nameWords = splitWords(found.name);
  const nameStems = nameWords.map(stemWord);
  const text = splitWords(found.description ?? '');
  const stems = text.map(stemWord);
  const keywords = new Set(found.keywords.flatMap((keyword) => splitWords(keyword).map(stemWord)));
  const sum = {
    weight: 0,
    covered: 0,
    inName: 0,
    described: 0,
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
      : nameStems.includes(stem)
        ? AS_STEM
        : nameWords.some((one) => one.startsWith(word)) || (word.length > 3 && name.includes(word))
          ? AS_BEGINNING
          : 0;
    const at = stems.indexOf(stem);
    const place = at >= 0 || !isOpen ? at : text.findIndex((one) => one.startsWith(word));
    const written = place < 0 ? 0 : text[place] === word ? 1 : stems[place] === stem ? AS_STEM : AS_BEGINNING;
    const said = Math.max(written, keywords.has(stem) ? AS_STEM : 0);
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
    if (named === 0 && said === 0) sum.missing++;
  }
  const weight = sum.weight || 1;
  return {
    covered: sum.covered / weight,
    inName: sum.inName / weight,
    described: sum.described / weight,
    lettersInName: sum.letters,
    dense: text.length === 0 ? 0 : sum.places / Math.max(SHORT_TEXT, text.length),
    together: words.length < 2 ? 0 : sum.together / (words.length - 1),
    missing: sum.missing,
  };
}
