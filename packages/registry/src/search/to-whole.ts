/** The nearest whole number within bounds; the least one for what is no number. */
export function toWhole(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, Math.trunc(value))) : least;
}
