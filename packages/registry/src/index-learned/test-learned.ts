import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Learned, LearnedFacts } from './learned.ts';
import { openLearnedFacts } from './open-learned-facts.ts';
import type { ReadInBackground } from './read-in-background.ts';

/** What is learned, in a folder of its own, of a registry that has every package. */
export interface TestLearned {
  readonly learned: LearnedFacts;
  /** Nothing can be told of the package `odd`. */
  readonly read: ReadInBackground;
  /** Names that were read, in their order. */
  readonly asked: readonly string[];
  readonly clock: () => Date;
  close(): void;
}

export function createTestLearned(): TestLearned {
  const clock = () => new Date('2026-11-26T12:00:00Z');
  const root = mkdtempSync(path.join(tmpdir(), 'learned-'));
  const learned = openLearnedFacts({ file: path.join(root, 'learned.sqlite'), clock });
  const asked: string[] = [];
  return {
    learned,
    async read(name) {
      asked.push(name);
      return name === 'odd' ? null : knownAs(name);
    },
    asked,
    clock,
    close() {
      learned.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A package that describes itself with its name. */
export const knownAs = (name: string): Learned => ({
  kind: 'known',
  name,
  document: { name, description: name },
});
