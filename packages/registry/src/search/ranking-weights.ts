import type { Question } from './question.ts';

/** What is typed is a name, words for a need, or names of a scope: each is answered differently. */
export type QuestionKind = 'name' | 'words' | 'scope';

/** Points of the ranking; what they are multiplied with is 0 to 1 unless it is said. */
export interface Weights {
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
  /** A readme speaks of much beside what a package is for: three tenths of `covered`. */
  readonly inReadme: number;
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
export const WEIGHTS: Readonly<Record<QuestionKind, Weights>> = {
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
    inReadme: 0.6,
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
    joined: 16,
    prefix: 0,
    scopedPrefix: 0,
    signs: 0,
    covered: 22,
    inName: 0,
    nameShare: 4,
    described: 7,
    describedDownloads: 0.3,
    inReadme: 6.6,
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
    inReadme: 0,
    dense: 0,
    together: 0,
    edit: -2,
    signEdit: -1,
    nearbyBeginning: -2,
    missing: 0,
    deprecated: -2,
  },
};

/** What kind of question is typed. */
export function kindOf({ text }: Question): QuestionKind {
  return text.startsWith('@') ? 'scope' : /\s/.test(text) ? 'words' : 'name';
}
