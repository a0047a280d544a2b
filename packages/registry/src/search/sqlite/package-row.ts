import type { IndexFacts } from '../index-document.ts';

/** A package as an index has it in its table. */
export interface PackageRow {
  readonly id: number;
  readonly name: string;
  readonly downloads: number | null;
  readonly description: string | null;
  /** JSON; null where nothing is known. */
  readonly facts: string | null;
}

/** Facts as they are kept: null for none. */
export function writeFacts(facts: IndexFacts | null | undefined): string | null {
  return facts == null || Object.keys(facts).length === 0 ? null : JSON.stringify(facts);
}

/** Facts as `writeFacts` wrote them. */
export function readFacts(text: string | null): IndexFacts {
  return text === null ? {} : (JSON.parse(text) as IndexFacts); // written by this program, in files of its own format
}
