import type { SearchMatch } from './search-index.ts';

/** What an engine says of a package that may be meant. */
export interface Candidate {
  readonly name: string;
  readonly downloads: number;
  readonly match: SearchMatch;
  /** 0 to 1: how much of the name the question names. */
  readonly share: number;
  /** 0 to 1: how much of the question the name answers, by how rare its words are. */
  readonly answered: number;
  /** What was typed has signs between its letters, and the name begins with exactly that: `eslint-plug`. */
  readonly hasSigns: boolean;
  /** Typing errors that were mended. */
  readonly edits: number;
}

/** Points of each kind of match; a point is a doubling of downloads. */
const POINTS: Readonly<Record<SearchMatch, number>> = {
  exact: 60,
  joined: 24,
  prefix: 12,
  words: 10,
  corrected: 6,
  partial: 0,
  service: 0,
};
const SHARE_POINTS = 6;
const ANSWERED_POINTS = 16;
const SIGNS_POINTS = 8;
const EDIT_POINTS = -6;

/** Below this an exact name may be a squatter's, or somebody's unfinished word. */
export const HARDLY_ANY_DOWNLOADS = 10_000;

/** Orders what engines found, the best first; the same for every engine. */
export function rankCandidates<T extends Candidate>(candidates: readonly T[]): T[] {
  const scored = candidates.map((candidate) => ({ candidate, score: scoreCandidate(candidate) }));
  scored.sort((one, other) => other.score - one.score || compareNames(one.candidate, other.candidate));
  return giveExactItsSlot(scored.map(({ candidate }) => candidate));
}

function scoreCandidate(candidate: Candidate): number {
  return (
    Math.log2(candidate.downloads + 1) +
    POINTS[candidate.match] +
    SHARE_POINTS * candidate.share +
    ANSWERED_POINTS * candidate.answered +
    (candidate.hasSigns ? SIGNS_POINTS : 0) +
    EDIT_POINTS * candidate.edits
  );
}

/** An exact name that hardly anybody downloads stands second: neither hidden nor hiding what is meant. */
function giveExactItsSlot<T extends Candidate>(ranked: T[]): T[] {
  const [first, second, ...rest] = ranked;
  if (first === undefined || second === undefined) return ranked;
  const isDoubtful = first.match === 'exact' && first.downloads < HARDLY_ANY_DOWNLOADS;
  return isDoubtful && second.downloads >= HARDLY_ANY_DOWNLOADS ? [second, first, ...rest] : ranked;
}

function compareNames(one: Candidate, other: Candidate): number {
  return one.name < other.name ? -1 : 1;
}
