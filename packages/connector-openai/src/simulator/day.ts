/** Milliseconds in a UTC day. */
export const DAY_MS = 86_400_000;

/** Number of the UTC day (days since 1970-01-01) that holds this moment, in milliseconds. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/** `2026-08-21` → number of that UTC day; throws on anything that is not a calendar day. */
export function parseDay(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms)) throw new RangeError(`Not a UTC day (YYYY-MM-DD): "${text}"`);
  return dayOf(ms);
}

/** Number of a UTC day → `2026-08-21`. */
export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Day of the week, 0 = Monday … 6 = Sunday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}
