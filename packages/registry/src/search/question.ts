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
  /** What its readme begins with (`toReadmeStems`); empty where that is not known. */
  readonly readmeStems: string;
  readonly isDeprecated: boolean;
  /** Typing errors between what was typed and the name, or its beginning; 0 where it was found as it was typed. */
  readonly edits: number;
  /** With `edits`: whether the whole name is meant, or its beginning. */
  readonly nearby?: 'whole' | 'beginning';
}
