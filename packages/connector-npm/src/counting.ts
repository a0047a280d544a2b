import { type Clock, ConnectorError, type DayUtc } from '@shipstats/core';
import {
  addDays,
  type CountedDays,
  countDays,
  type DayCount,
  type DaySpan,
  type DownloadsClient,
  findHoles,
  listDays,
  type RangeOptions,
} from '@shipstats/registry';

/** What is known of the counting of a span: from the registry's totals, or nothing where they cannot be had. */
export type Counted =
  | (CountedDays & { readonly totals: ReadonlyMap<DayUtc, number> })
  | { readonly refusal: ConnectorError };

/** Tells which days npm has counted, and which it lost. */
export interface Counting {
  /** @throws ConnectorError where the service does not answer at all */
  of(span: DaySpan, options: RangeOptions): Promise<Counted>;
}

/** Days that a comparison with the same weekday needs, before and after. */
const LEAST_SPAN_DAYS = 57;
/** For so many days back npm may still be counting: they are asked for again. */
const RECENT_DAYS = 3;
const RECENT_FRESH_MS = 10 * 60_000;
/** Refusals of the totals, and not of the service: packages can be read without them. */
const REFUSALS: ReadonlySet<string> = new Set(['bad-request', 'bad-response', 'incomplete', 'not-found']);

/** Makes a Counting that keeps the totals in memory: they are the same for every package and resource. */
export function createCounting(downloads: DownloadsClient, clock: Clock): Counting {
  const totals = new Map<DayUtc, number>();
  /** Days that were asked for, answered or not. */
  const asked = new Set<DayUtc>();
  let recentAtMs = Number.NEGATIVE_INFINITY;
  let refused: { readonly atMs: number; readonly refusal: ConnectorError } | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const read = async (span: DaySpan, options: RangeOptions): Promise<Counted> => {
    const nowMs = clock().getTime();
    const today = clock().toISOString().slice(0, 10);
    if (refused !== null && nowMs - refused.atMs < RECENT_FRESH_MS) return { refusal: refused.refusal };
    const from = countDays(span) < LEAST_SPAN_DAYS ? addDays(span.to, 1 - LEAST_SPAN_DAYS) : span.from;
    const isStale = nowMs - recentAtMs >= RECENT_FRESH_MS;
    const recentFrom = addDays(today, -RECENT_DAYS);
    const missing = [...listDays({ from, to: span.to })].filter(
      (day) => !asked.has(day) || (isStale && day >= recentFrom),
    );
    const [first, end] = [missing[0], missing.at(-1)];
    if (first !== undefined && end !== undefined) {
      try {
        const days = await downloads.registryRange(first, end, options);
        for (const { day, downloads } of days) totals.set(day, downloads);
        for (const day of missing) asked.add(day);
        if (end >= recentFrom) recentAtMs = nowMs;
      } catch (error) {
        if (!(error instanceof ConnectorError) || !REFUSALS.has(error.code)) throw error;
        refused = { atMs: nowMs, refusal: error };
        return { refusal: error };
      }
    }
    const known: DayCount[] = [...totals]
      .filter(([day]) => day >= from && day <= span.to)
      .map(([day, downloads]) => ({ day, downloads }));
    return { ...findHoles(known, today), totals };
  };

  return {
    of(span, options) {
      // One after the other: two who need the same days ask for them once.
      const turn = last.then(() => read(span, options));
      last = turn.catch(() => {}); // told to whoever asked
      return turn;
    },
  };
}
