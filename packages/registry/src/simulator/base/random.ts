/** Mixes two 32-bit integers into one (the finaliser of MurmurHash3). Unsigned, 0 … 2³²−1. */
function mix(a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0xcc9e2d51), 0x1b873593) ^ (a >>> 15);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Hashes a list of integers and texts to 32 bits: the same list always gives the same number. */
export function hash(...parts: readonly (number | string)[]): number {
  let h = 0x9747b28c;
  for (const part of parts) {
    if (typeof part === 'number') {
      h = mix(h, part);
      continue;
    }
    for (let i = 0; i < part.length; i += 1) h = mix(h, part.charCodeAt(i));
    h = mix(h, part.length);
  }
  return h;
}

/** A number from 0 to below 1 that these parts decide. */
export function share(...parts: readonly (number | string)[]): number {
  return hash(...parts) / 2 ** 32;
}

/** One of a list, decided by the other arguments; the list must not be empty. */
export function pick<T>(list: readonly T[], ...parts: readonly (number | string)[]): T {
  const chosen = list[hash(...parts) % list.length];
  if (chosen === undefined) throw new RangeError('Nothing to pick from');
  return chosen;
}
