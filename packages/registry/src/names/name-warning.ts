/** Scripts that are written from right to left, of those that have letters in names. */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Scripts with letters that look like Latin ones, or like each other's. */
const SCRIPTS: readonly (readonly [title: string, letters: RegExp])[] = [
  ['Latin', /\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
];

/** Letters of other scripts that a reader takes for Latin ones (https://www.unicode.org/reports/tr39/). */
const LATIN_LOOK_ALIKES = /^[аеорсухіјѕһԁԛԝгпмктвнАВЕКМНОРСТХЅІЈαιοονυτρκΑΒΕΖΗΙΚΜΝΟΡΤΥΧօսոհցտ\d._-]+$/u;

/**
 * What a reader should know of a name that may not be what it looks like; null for all others. Such names are of old
 * packages, or of nobody: npm takes only small letters of ASCII today.
 */
export function nameWarning(name: string): string | null {
  if (RIGHT_TO_LEFT.test(name)) {
    return 'This name holds letters that are written from right to left: its parts may stand in another order than it seems.';
  }
  const scripts = SCRIPTS.filter(([, letters]) => letters.test(name)).map(([title]) => title);
  if (scripts.length > 1) {
    return `This name mixes ${scripts.join(' and ')} letters, which can look alike: it may not be the package that it seems.`;
  }
  const bare = name.replace(/^@/, '').replace('/', '');
  if (scripts.length === 1 && scripts[0] !== 'Latin' && LATIN_LOOK_ALIKES.test(bare)) {
    return `All letters of this name are ${scripts[0]} ones that look like Latin ones: it is not the package that it seems.`;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
  if (/[^\x00-\x7f]/.test(name)) {
    return 'This name holds characters that npm takes no longer: compare it with care to the one that you mean.';
  }
  if (name !== name.toLowerCase()) {
    return 'This name has capital letters, as only old packages do: in small letters it may be another package.';
  }
  return null;
}
