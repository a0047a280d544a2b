import { createSeededRandom } from '@shipstats/registry/relevance';

/** What breaks searches: words without meaning, operators, quotes, SQL, other scripts, far too long words. */
const PARTS: readonly string[] = [
  ...['the', 'a', 'of', 'and', 'AND', 'OR', 'NOT', 'NEAR(a b, 2)', 'words:', 'text : x', '^a', 'a*', '*'],
  ...[
    '"',
    '""',
    "'",
    '`',
    '(',
    ')',
    '{a}',
    '-',
    '+',
    ':',
    ';',
    '--',
    '\\',
    '%',
    '_',
    '\0',
    '\n',
    '\ufeff',
    '·',
  ],
  ...["'; drop table package; --", '" OR 1=1 --', 'select * from meta', '§license·mit', '\u202e', '\ud800'],
  ...['@', '@/', '@types/', '@@', '../..', 're', 'react', 'node js', 'json parser', 'x'.repeat(10_000)],
  ...['水', 'ﷺ'.repeat(300), '😀', '👨‍👩‍👧‍👦', 'é', 'İ', 'ß', '١٢٣', 'a\u0301'.repeat(200)],
];
const MOST_PARTS = 12;

/** Questions that nobody means, the same ones each time. */
export function makeOddQueries(count: number): string[] {
  const random = createSeededRandom(13);
  const below = (most: number) => Math.floor(random() * most);
  const part = () =>
    random() < 0.7
      ? (PARTS[below(PARTS.length)] ?? '')
      : String.fromCodePoint(below(0x1_10_00), below(0xd8_00));
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + below(MOST_PARTS) }, part).join(random() < 0.7 ? ' ' : ''),
  );
}
