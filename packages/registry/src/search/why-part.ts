/**
 * What gave a package its place.
 *
 * - `name`: how its name fits what was typed
 * - `downloads`: how often it is downloaded
 * - `covered`: how much of the question its name, description and keywords answer, by how rare the words are
 * - `in-name`: how much of its name was asked for
 * - `described`: how much of the question its description answers, more for what is used much
 * - `readme`: how much of the question the beginning of its readme alone answers
 * - `focus`: how much of a short description was asked for, and in that order
 * - `edits`: typing errors that were mended
 * - `missing`: words that it has nowhere
 * - `deprecated`: its author says to use another
 * - `slot`: its name was typed and hardly anybody downloads it: it stands second, whatever its points
 */
export type WhyKind =
  | 'name'
  | 'downloads'
  | 'covered'
  | 'in-name'
  | 'described'
  | 'readme'
  | 'focus'
  | 'edits'
  | 'missing'
  | 'deprecated'
  | 'slot';

/** One part of the reason for a place among the results. */
export interface WhyPart {
  readonly kind: WhyKind;
  /**
   * Where all else is equal, a point is about a doubling of downloads; but for a single word, and a name that does not
   * fit it, five of them.
   */
  readonly points: number;
  /** What they are of: a share from 0 to 1, a number of edits or words, downloads of 30 days; null where there is none. */
  readonly figure: number | null;
}
