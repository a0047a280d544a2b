/** Fewer letters in a row prove nothing. */
const MIN_LENGTH = 8;
/** English and made-up names have a vowel in every two or three letters. */
const MIN_VOWELS = 0.16;
/** `kubernetes` has none of these in a row; abbreviations have four or five. */
const MAX_CONSONANTS = 6;
/** `base64url2` goes from letters to digits and back three times. */
const MAX_TURNS = 4;

/**
 * Whether a name looks as if a machine had drawn it: a part of it, between signs, that is long and hardly has vowels,
 * has many consonants in a row, or goes to and fro between letters and digits; or a long run of hexadecimal digits.
 */
export function isRandomName(name: string): boolean {
  const own = name.slice(name.indexOf('/') + 1).toLowerCase();
  return own.split(/[^a-z0-9]+/).some(isRandomPart);
}

function isRandomPart(part: string): boolean {
  if (part.length < MIN_LENGTH) return false;
  const turns = part.match(/\d+|[a-z]+/g)?.length ?? 1;
  if (turns - 1 >= MAX_TURNS) return true;
  if (part.length >= 12 && /^[0-9a-f]+$/.test(part) && /\d/.test(part)) return true;
  const letters = part.replace(/\d/g, '');
  if (letters.length < MIN_LENGTH) return false;
  const vowels = letters.replace(/[^aeiouy]/g, '').length;
  if (vowels / letters.length < MIN_VOWELS) return true;
  return new RegExp(`[^aeiouy]{${MAX_CONSONANTS + 1},}`).test(letters);
}
