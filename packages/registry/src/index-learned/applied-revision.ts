import type { LearnedFacts } from './learned.ts';

/** As an index keeps up to where it holds what was learned: revisions of one log say nothing of another. */
export function toSequence(log: string, revision: number): string {
  return `${log}:${revision}`;
}

/** Up to which revision an index holds what was learned; 0 where it holds that of a log which was deleted since. */
export function appliedRevision(sequence: string | null, learned: Pick<LearnedFacts, 'id'>): number {
  const [log, revision] = sequence?.split(':') ?? [];
  return log !== undefined && log === learned.id() ? Number(revision) : 0;
}
