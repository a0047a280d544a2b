/** Numbers from 0 to below 1, the same ones for the same seed (mulberry32). Not for secrets. */
export function createSeededRandom(seed: number): () => number {
  let state = Math.trunc(seed) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Different places below `size` in a random order, the same ones for the same seed. */
export function drawPlaces(size: number, count: number, seed: number): number[] {
  const random = createSeededRandom(seed);
  const drawn = new Set<number>();
  const wanted = Math.min(count, size);
  while (drawn.size < wanted) drawn.add(Math.floor(random() * size));
  return [...drawn];
}
