const SYLLABLES = [
  'ba',
  'cor',
  'du',
  'fen',
  'gri',
  'hol',
  'jat',
  'ki',
  'lum',
  'mo',
  'nar',
  'op',
  'pel',
  'qui',
  'rus',
  'sta',
  'tor',
  'um',
  'vex',
  'wi',
  'xan',
  'yor',
  'zet',
  'alp',
  'bri',
] as const;

/** The name of a made-up package, another one for each number: two words that look like words. */
export function packageName(number: number): string {
  const syllable = (place: number) =>
    SYLLABLES[Math.floor(number / SYLLABLES.length ** place) % SYLLABLES.length];
  return `${syllable(0)}${syllable(2)}${syllable(1)}-${syllable(3)}${syllable(1)}${syllable(0)}`;
}
