/** Packages that one bucket of popularity can hold. */
const PER_BUCKET = 2 ** 24;
/** A quarter of a doubling; 2³³ downloads a month and more are the first bucket. */
const STEPS_PER_DOUBLING = 4;
const MOST_DOUBLINGS = 33;

/**
 * The row of a package: rows in order are packages by downloads, so that a search that reads rows in order finds the
 * most downloaded first and may stop early. Within a bucket of popularity rows are in the order of `sequence`.
 *
 * A package whose downloads are not known stands behind all others.
 */
export function popularityId(downloads: number | null, sequence: number): number {
  const doublings = Math.log2((downloads ?? 0) + 1);
  const bucket = Math.max(0, Math.floor((MOST_DOUBLINGS - doublings) * STEPS_PER_DOUBLING));
  return (bucket + (downloads === null ? 1 : 0)) * PER_BUCKET + (sequence % PER_BUCKET);
}

/** The rows of all packages of the same popularity: `[start, end)`. */
export function popularityRange(downloads: number | null): { readonly start: number; readonly end: number } {
  const start = popularityId(downloads, 0);
  return { start, end: start + PER_BUCKET };
}
