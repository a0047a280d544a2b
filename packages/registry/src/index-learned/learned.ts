import type { IndexDocument } from '../search/index-document.ts';

/** What was learned of a package. */
export type Learned =
  | { readonly kind: 'known'; readonly name: string; readonly document: Omit<IndexDocument, 'downloads'> }
  /** It is a package no longer. */
  | { readonly kind: 'deleted'; readonly name: string };

/** The same, with its place in the order of what was learned, and when that was last so, ISO 8601. */
export type DatedLearned = Learned & { readonly revision: number; readonly learnedAt: string };

/**
 * What was learned of packages since their lists were made: by packuments that were read anyway, by the change feed. It
 * is kept apart from every index, and put into each: a new list forgets nothing of it.
 */
export interface LearnedFacts {
  /**
   * Keeps what was learned and, in the same step, the place in the change feed up to which it is everything. Of what was
   * learned of a package before only its readme stays where that is not told anew.
   *
   * @returns how many of them are news: also what was so a week ago and still is, to an index of a later list
   */
  keep(learned: readonly Learned[], sequence?: FeedPlace): number;
  /** Place in the change feed; null where none was ever followed. */
  place(): FeedPlace | null;
  /** What was learned after a revision, the oldest first. */
  since(revision: number, limit: number): readonly DatedLearned[];
  of(name: string): DatedLearned | null;
  /** When something was learned of a package last, ISO 8601; null if never. */
  learnedAt(name: string): string | null;
  /**
   * Takes note that a package could not be read. It is forgotten once something is learned of it.
   *
   * @returns how often so far
   */
  failed(name: string): number;
  /** Tells this log from any that was here before and was deleted; null before anything is kept. */
  id(): string | null;
  /** The last revision; 0 before the first. */
  revision(): number;
  /** Packages of which something is known, and those that are gone. */
  count(): { readonly known: number; readonly deleted: number };
  close(): void;
}

/** How far a change feed was followed. */
export interface FeedPlace {
  /** A sequence of one feed says nothing of another. */
  readonly feed: string;
  readonly sequence: number;
  /** When it was read up to there, ISO 8601. */
  readonly asOf: string;
}
