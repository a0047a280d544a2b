import { createSeededRandom, ODD_PARTS } from '@shipstats/registry/relevance';

const MOST_PARTS = 12;

/** Questions that nobody means, the same ones each time. */
export function makeOddQueries(count: number): string[] {
  const random = createSeededRandom(13);
  const below = (most: number) => Math.floor(random() * most);
  const part = () =>
    random() < 0.7
      ? (ODD_PARTS[below(ODD_PARTS.length)] ?? '')
      : String.fromCodePoint(below(0x1_10_00), below(0xd8_00));
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + below(MOST_PARTS) }, part).join(random() < 0.7 ? ' ' : ''),
  );
}
