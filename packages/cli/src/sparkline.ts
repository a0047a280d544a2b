import { type Decimal, formatDecimal } from '@shipstats/core';

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
/** A bucket of which nothing is known is a gap, never a low bar. */
const UNKNOWN = '·';

/** Draws values as a line of blocks between zero and the highest; more values than `width` are averaged in groups. */
export function renderSparkline(values: readonly (Decimal | null)[], width = 40): string {
  const numbers = values.map((value) => (value === null ? null : Number(formatDecimal(value))));
  const size = Math.max(1, Math.ceil(numbers.length / width));
  const groups: (number | null)[] = [];
  for (let at = 0; at < numbers.length; at += size) {
    const known = numbers.slice(at, at + size).filter((value) => value !== null);
    groups.push(known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length);
  }
  const highest = Math.max(0, ...groups.filter((value) => value !== null));
  return groups
    .map((value) => {
      if (value === null) return UNKNOWN;
      const step = highest === 0 ? 0 : Math.round((Math.max(0, value) / highest) * (BLOCKS.length - 1));
      return BLOCKS[step] ?? BLOCKS[0];
    })
    .join('');
}
