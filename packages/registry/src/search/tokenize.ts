/** Longer questions are cut: no name is longer than 214, and nobody types more. */
const MAX_QUERY_LENGTH = 256;

/** Signs and letters of nearly every name: nothing to normalize. */
const PLAIN = /^[a-z0-9@/._~-]*$/;
/** Of English descriptions: nothing to normalize either, and a third of the time to split. */
const ASCII = /^[\x20-\x7e]*$/;
const ASCII_LETTER_THEN_CAPITAL = /[a-z0-9](?=[A-Z])|[A-Z](?=[A-Z][a-z])/g;
const NOT_ALPHANUMERIC = /[^\p{L}\p{N}]+/u;
const LETTER_THEN_CAPITAL = /(\p{Ll}|\p{N})(?=\p{Lu})|(\p{Lu})(?=\p{Lu}\p{Ll})/gu;
const MARKS = /\p{M}+/gu;

/** Words that say nothing of a package, left out of a question while others remain. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  'a an and are as at be by can do for from how i in into is it my of on or that the this to use using want which with'.split(
    ' ',
  ),
);

/**
 * The words of a name or of a question, the same way for both: NFKD, split at everything that is no letter or digit and
 * at camel case, lower case, accents dropped.
 */
export function splitWords(text: string): string[] {
  const words = PLAIN.test(text) ? text.split(/[^a-z0-9]+/) : splitWritten(text);
  return words.filter((word) => word !== '');
}

function splitWritten(text: string): string[] {
  if (ASCII.test(text)) {
    return text
      .replace(ASCII_LETTER_THEN_CAPITAL, '$& ')
      .toLowerCase()
      .split(/[^a-z0-9]+/);
  }
  return text
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(LETTER_THEN_CAPITAL, '$& ')
    .toLowerCase()
    .split(NOT_ALPHANUMERIC);
}

/** Two words with one hyphen between them, which others write as one. */
const COMPOUND = /(?<![\p{L}\p{N}-])([\p{L}\p{N}]+)-([\p{L}\p{N}]+)(?![\p{L}\p{N}-])/gu;

/** Words of a text that some write with a hyphen and others as one, as one: `email` of "e-mail". */
export function joinCompounds(text: string): string[] {
  if (!text.includes('-')) return [];
  return [...text.matchAll(COMPOUND)].flatMap(([, first = '', second = '']) =>
    splitWords(`${first}${second}`.toLowerCase()),
  );
}

/** Letters and digits alone: `socket.io` and `SocketIO` are both `socketio`. */
export function squash(text: string): string {
  return splitWords(text).join('');
}

/** The words that a question is about: without English stop words, unless there are no others. */
export function dropStopWords(words: readonly string[]): readonly string[] {
  const rest = words.filter((word) => !STOP_WORDS.has(word));
  return rest.length > 0 ? rest : words;
}

/** What people and programs type, made harmless: bounded, well-formed, without control characters. */
export function cleanQuery(text: string): string {
  return (
    text
      .slice(0, MAX_QUERY_LENGTH)
      // One ligature may be eighteen letters.
      .normalize('NFKC')
      .slice(0, MAX_QUERY_LENGTH)
      .toWellFormed()
      // U+FFFD stands for the unpaired surrogates and for a pair that the cut divided.
      .replace(/[\p{Cc}\p{Cf}\uFFFD]+/gu, ' ')
      .trim()
  );
}
