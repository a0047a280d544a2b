/** A user's name, or why the text is none. */
export type ParsedUserName =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'invalid'; readonly reason: string };

const MAX_LENGTH = 214;
/** npm's users are made of these; capitals are found among old ones. */
const USER_NAME = /^[A-Za-z0-9_~-][\w.~-]*$/;

/** Reads the name of a user of npm, without its `@`. */
export function parseUserName(text: string): ParsedUserName {
  if (text === '') return { kind: 'invalid', reason: 'The name of a user is missing.' };
  if (text.length > MAX_LENGTH) {
    return { kind: 'invalid', reason: `Names of users have at most ${MAX_LENGTH} characters.` };
  }
  if (!USER_NAME.test(text)) {
    return { kind: 'invalid', reason: 'Names of users hold letters, digits, dots, hyphens and underscores.' };
  }
  return { kind: 'name', name: text };
}
