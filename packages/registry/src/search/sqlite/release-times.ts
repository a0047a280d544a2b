/** npm is of 2009. */
const FIRST_YEAR = 2009;
const DAY_MS = 86_400_000;
/** A filter over more is one of months, and over more of those one of years. */
const MOST_DAYS = 62;
const MOST_MONTHS = 24;

/** Days, months, or years, in UTC, in which everything lies that was released within so many days; the earliest first. */
export function timesSince(days: number, now: Date): string[] {
  const first = new Date(Math.max(now.getTime() - days * DAY_MS, Date.UTC(FIRST_YEAR))).toISOString();
  const today = now.toISOString();
  const years = yearsUntil(now.getUTCFullYear()).filter((year) => year >= first.slice(0, 4));
  const months = years
    .flatMap(timesIn)
    .filter((month) => month >= first.slice(0, 7) && month <= today.slice(0, 7));
  if (days > MOST_DAYS) return months.length > MOST_MONTHS ? years : months;
  return months.flatMap(timesIn).filter((day) => day >= first.slice(0, 10) && day <= today.slice(0, 10));
}

/** The months of a year, or the days of a month; nothing within a day. */
export function timesIn(time: string): string[] {
  const [year = '', month, day] = time.split('-');
  if (day !== undefined) return [];
  const count = month === undefined ? 12 : new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Array.from({ length: count }, (_, at) => `${time}-${String(at + 1).padStart(2, '0')}`);
}

/** Years of npm, the first first. */
export function yearsUntil(last: number): string[] {
  return Array.from({ length: Math.max(0, last - FIRST_YEAR + 1) }, (_, at) => String(FIRST_YEAR + at));
}
