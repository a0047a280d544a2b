/** Begins to count now: gives what is left of the time for what is asked one after the other, in milliseconds. */
export function timeLeft(waitMs: number): () => number {
  const end = performance.now() + waitMs;
  return () => Math.max(0, end - performance.now());
}
