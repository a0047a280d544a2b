import type { DayUtc } from '@shipstats/core';
import { addDays, type DayCount } from './day-count.ts';

/** How many of a package's downloads a day nobody asked for: mirrors, scanners, bots. An estimate, and so labelled. */
export interface AutomatedFloor {
  readonly perDay: number;
  /** How it was estimated, in a sentence for people. */
  readonly method: string;
}

export interface FloorInput {
  /** Downloads of the last seven days, by version; versions without any may be absent. */
  readonly weekByVersion: ReadonlyMap<string, number>;
  /** Every published version and its day, ISO 8601. */
  readonly publishedAt: ReadonlyMap<string, string>;
  /** The package's whole days; unknown ones are left out. */
  readonly days: readonly DayCount[];
  readonly today: DayUtc;
}

/** A version this old has few who install it for the first time. */
const OLD_AFTER_DAYS = 120;
/** With fewer old versions each may have users of its own, and nothing tells them from machines. */
const LEAST_OLD_VERSIONS = 12;
/** Most old versions have no users: what a low quarter of them gets, machines fetch of every version alike. */
const QUANTILE = 0.25;
/** Weekend days of so many weeks, and at least so many of them, tell how quiet it gets. */
const WEEKS = 8;
const LEAST_WEEKEND_DAYS = 6;

/**
 * Estimates the downloads a day that machines make of every version alike.
 *
 * Mirrors and scanners fetch every version, so old ones nobody uses have a near-uniform base
 * (https://github.com/nikolai-vysotskyi/trace-mcp/issues/564: 104 versions at 136 to 198 a week). That base times
 * the number of versions is the estimate; it is never more than the quietest weekend day, on which those machines
 * were at work too.
 *
 * @returns null where there is too little to tell
 */
export function estimateFloor({
  weekByVersion,
  publishedAt,
  days,
  today,
}: FloorInput): AutomatedFloor | null {
  const oldBefore = addDays(today, -OLD_AFTER_DAYS);
  const old = [...publishedAt].filter(([, at]) => at.slice(0, 10) < oldBefore).map(([version]) => version);
  if (old.length < LEAST_OLD_VERSIONS) return null;
  const base = lowQuantile(old.map((version) => weekByVersion.get(version) ?? 0));
  const weekends = days.filter(
    ({ day }) => day >= addDays(today, -7 * WEEKS) && day < today && isWeekend(day),
  );
  if (weekends.length < LEAST_WEEKEND_DAYS) return null;
  const quietest = Math.min(...weekends.map(({ downloads }) => downloads));
  const uniform = (base * publishedAt.size) / 7;
  const isCapped = quietest < uniform;
  return {
    perDay: Math.round(isCapped ? quietest : uniform),
    method:
      `An estimate: three quarters of the ${old.length} versions older than four months have at least ${base} ` +
      `downloads a week each; machines that fetch all ${publishedAt.size} versions so often explain this many a day` +
      (isCapped ? ', no more than there were on the quietest weekend day.' : '.'),
  };
}

function lowQuantile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * QUANTILE)] ?? 0;
}

function isWeekend(day: DayUtc): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}
