import { stemWord } from './stem-words.ts';
import { dropStopWords, splitWords } from './tokenize.ts';

/** What a package is for stands at the top; what follows is how it is used, in everybody's words. */
const MOST_STEMS = 60;
/** Badges and pictures may come before it. */
const LOOKED_AT = 8_000;

/** Of Markdown and of HTML, what nobody reads: each bounded, so that no text takes long. */
const UNREAD: readonly (readonly [RegExp, string])[] = [
  // One that is not closed goes on to the end.
  [/^(`{3,10}|~{3,10})[^\n]*\n[\s\S]*?(?:^\1|$(?![\s\S]))/gm, ' '],
  [/<!--[\s\S]{0,1000}?-->/g, ' '],
  [/<[^<>]{0,500}>/g, ' '],
  [/!\[[^[\]]{0,200}\](?:\([^()]{0,500}\)|\[[^[\]]{0,100}\])/g, ' '],
  [/\[([^[\]]{0,300})\](?:\([^()]{0,500}\)|\[[^[\]]{0,100}\])/g, '$1'],
  [/^ {0,3}\[[^[\]]{1,100}\]:[^\n]*$/gm, ' '],
  [/`[^`\n]{0,300}`/g, ' '],
  [/\bhttps?:\S+/g, ' '],
];

/**
 * The stems of the words that a readme begins with, each once, separated by blanks; empty where it says nothing. Code,
 * addresses, pictures and markup are left out, and so are stop words and words of one or two letters.
 */
export function toReadmeStems(readme: string): string {
  const text = UNREAD.reduce((rest, [what, by]) => rest.replace(what, by), readme.slice(0, LOOKED_AT));
  const stems = new Set<string>();
  for (const word of dropStopWords(splitWords(text.toWellFormed()))) {
    if (word.length > 2) stems.add(stemWord(word));
    if (stems.size === MOST_STEMS) break;
  }
  return [...stems].join(' ');
}
