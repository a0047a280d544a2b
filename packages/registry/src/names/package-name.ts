import validate from 'validate-npm-package-name';

/** A package's name, or why the text is none. */
export type ParsedPackageName =
  | {
      readonly kind: 'name';
      readonly name: string;
      /** With its `@`; null for a package without one. */
      readonly scope: string | null;
      /** Only packages from before npm's rules of today may be called so. */
      readonly isLegacy: boolean;
    }
  | {
      readonly kind: 'invalid';
      /** A sentence for people. */
      readonly reason: string;
    };

/** npm's own bound, https://github.com/npm/validate-npm-package-name; old packages that are longer are not known. */
const MAX_LENGTH = 214;
/** Control and format characters, such as those that turn the direction of text, and what has no meaning of its own. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
/** What old names hold: that which may stand in an address as it is, and letters and signs beyond ASCII. */
const OLD_NAME = /^(?:[\w.!~*'()-]|(?!\p{ASCII})[\p{L}\p{M}\p{N}\p{S}])+$/u;
const NOT_URL_FRIENDLY = 'name can only contain URL-friendly characters';

/**
 * Reads the name of a package, be it one that npm would take today or one from before its rules. What comes out is safe
 * to put into an address by `registryPath`, and means one package.
 */
export function parsePackageName(text: string): ParsedPackageName {
  if (text === '') return invalid('The name of a package is missing.');
  if (text.length > MAX_LENGTH) return invalid(`Names of packages have at most ${MAX_LENGTH} characters.`);
  if (INVISIBLE.test(text)) return invalid('The name holds invisible characters.');
  if (/\s/u.test(text)) return invalid('Names of packages have no spaces in them.');
  const segments = text.split('/');
  const [first = '', second] = segments;
  const isScoped = first.startsWith('@');
  if (segments.length > (isScoped ? 2 : 1)) return invalid('There are too many slashes in the name.');
  if (isScoped && (second === undefined || second === '' || first === '@')) {
    return invalid('A name that starts with @ has a scope and a name: @scope/name.');
  }
  const parts = isScoped ? [first.slice(1), second ?? ''] : [first];
  if (parts.some((part) => part === '.' || part === '..')) return invalid('The name is a path.');
  // An `@` elsewhere would be taken for the start of a version.
  if (parts.some((part) => part.includes('@'))) return invalid('The name has an @ in its middle.');

  const { validForNewPackages, errors = [] } = validate(text);
  const scope = isScoped ? first : null;
  const problem = errors.find((error) => error !== NOT_URL_FRIENDLY);
  if (problem !== undefined) return invalid(`That is no name of a package: ${problem}.`);
  if (errors.length > 0 && !parts.every((part) => OLD_NAME.test(part) && !part.startsWith('.'))) {
    return invalid('The name holds characters that no name of a package has.');
  }
  return { kind: 'name', name: text, scope, isLegacy: !validForNewPackages };
}

/** Whether a text is one, as `parsePackageName` reads it. */
export function isPackageName(text: string): boolean {
  return parsePackageName(text).kind === 'name';
}

function invalid(reason: string): ParsedPackageName {
  return { kind: 'invalid', reason };
}
