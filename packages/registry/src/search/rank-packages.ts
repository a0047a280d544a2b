import { matchName, type NamedAs, type NameMatch } from './match-name.ts';
import { matchWords } from './match-words.ts';
import type { FoundPackage, Question } from './question.ts';
import { kindOf, WEIGHTS, type Weights } from './ranking-weights.ts';
import { squash } from './tokenize.ts';
import type { WhyPart } from './why-part.ts';

export interface Ranked<T> {
  readonly found: T;
  readonly score: number;
  readonly name: NameMatch;
  /** The share of the question that it answers, 0 to 1. */
  readonly covered: number;
  readonly parts: readonly WhyPart[];
}

/** Orders what an engine found, the best first; the same for every engine. */
export function rankPackages<T extends FoundPackage>(question: Question, found: readonly T[]): Ranked<T>[] {
  const ranked = found.map((one) => rankOne(question, one));
  return ranked.sort((one, other) => other.score - one.score || (one.found.name < other.found.name ? -1 : 1));
}

function rankOne<T extends FoundPackage>(question: Question, found: T): Ranked<T> {
  const weights = WEIGHTS[kindOf(question)];
  const named = matchName(question.text, found);
  const words = matchWords(question.words, found);
  const isByName = named.match !== 'none';
  const downloads = found.downloads ?? 0;
  const doublings = Math.log2(downloads + 1);
  const covered = isByName ? 1 : words.covered;
  const letters = isByName ? squash(question.text).length : words.lettersInName;
  const ofName = Math.min(1, letters / Math.max(1, squash(found.name).length));
  const isPrefixed = isByName && named.match !== 'exact';
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
      // The share gives a name none beside what it has for fitting.
      points: isByName ? weights.inName : weights.inName * words.inName + weights.nameShare * ofName,
      figure: ofName,
    },
    {
      kind: 'described',
      points: words.described * (weights.described + weights.describedDownloads * doublings),
      figure: words.described,
    },
    { kind: 'readme', points: isByName ? 0 : weights.inReadme * words.inReadme, figure: words.inReadme },
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

function namePoints({ match, isScoped, hasSigns, isBeginning }: NamedAs, weights: Weights): number {
  switch (match) {
    case 'exact':
      return weights.exact;
    case 'joined':
    case 'without-js':
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
