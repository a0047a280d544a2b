/** Milliseconds in a UTC day. */
export const DAY_MS = 86_400_000;

/** Number of the UTC day (days since 1970-01-01) that holds this moment, in milliseconds. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/** `2026-08-21` → number of that UTC day; null for anything that is not a calendar day. */
export function readDay(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) || formatDay(dayOf(ms)) !== text ? null : dayOf(ms);
}

/** `2026-08-21` → number of that UTC day; throws `RangeError` on anything that is not a calendar day. */
export function parseDay(text: string): number {
  const day = readDay(text);
  if (day === null) throw new RangeError(`Not a UTC day (YYYY-MM-DD): "${text}"`);
  return day;
}

/** Number of a UTC day → `2026-08-21`. */
export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Day of the week, 0 = Monday … 6 = Sunday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}
