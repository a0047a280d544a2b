/** Mixes two 32-bit integers into one (the finaliser of MurmurHash3). Unsigned, 0 … 2³²−1. */
export function mix(a: number, b: number): number {
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

/** A source of numbers in [0, 1), fully decided by its seed (mulberry32). */
export type Random = () => number;

/** Starts a source of random numbers at a seed. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
