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
/** For so many days back a lost day may come back. */
const MENDABLE_DAYS = 31;
/** A lost day is asked for again once a day: a little earlier, so that a daily look never misses it. */
const HOLE_FRESH_MS = 20 * 3_600_000;
/** Refusals of the totals, and not of the service: packages can be read without them. */
const REFUSALS: ReadonlySet<string> = new Set(['bad-request', 'bad-response', 'incomplete', 'not-found']);

/**
 * Makes a Counting that keeps the totals in memory: they are the same for every package, resource, and connector of one
 * service.
 */
export function createCounting(downloads: DownloadsClient, clock: Clock): Counting {
  const totals = new Map<DayUtc, number>();
  /** When each day was last asked for, answered or not. */
  const askedAtMs = new Map<DayUtc, number>();
  let refused: { readonly atMs: number; readonly refusal: ConnectorError } | null = null;
  const last: Record<'now' | 'background', Promise<unknown>> = {
    now: Promise.resolve(),
    background: Promise.resolve(),
  };

  /** Whether a day is to be asked for: never asked, perhaps not counted yet, or lost and perhaps mended since. */
  const isWanted = (today: DayUtc, nowMs: number) => {
    const recentFrom = addDays(today, -RECENT_DAYS);
    const mendableFrom = addDays(today, -MENDABLE_DAYS);
    const around = [...totals]
      .filter(([day]) => day >= addDays(mendableFrom, -LEAST_SPAN_DAYS))
      .map(([day, downloads]): DayCount => ({ day, downloads }));
    const { holes } = findHoles(around, today);
    return (day: DayUtc): boolean => {
      const atMs = askedAtMs.get(day);
      if (atMs === undefined) return true;
      const ageMs = Math.abs(nowMs - atMs);
      if (day >= recentFrom) return ageMs >= RECENT_FRESH_MS;
      return day >= mendableFrom && ageMs >= HOLE_FRESH_MS && (holes.has(day) || !totals.has(day));
    };
  };

  const read = async (span: DaySpan, options: RangeOptions): Promise<Counted> => {
    const nowMs = clock().getTime();
    const today = clock().toISOString().slice(0, 10);
    if (refused !== null && nowMs - refused.atMs < RECENT_FRESH_MS) return { refusal: refused.refusal };
    const from = countDays(span) < LEAST_SPAN_DAYS ? addDays(span.to, 1 - LEAST_SPAN_DAYS) : span.from;
    const missing = [...listDays({ from, to: span.to })].filter(isWanted(today, nowMs));
    const [first, end] = [missing[0], missing.at(-1)];
    if (first !== undefined && end !== undefined) {
      try {
        const days = await downloads.registryRange(first, end, options);
        for (const { day, downloads } of days) totals.set(day, downloads);
        for (const day of listDays({ from: first, to: end })) askedAtMs.set(day, nowMs);
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
      // One after the other: two who need the same days ask for them once. But whoever looks at a page does not wait
      // for what takes its time.
      const { now, background } = last;
      const isNow = options.priority === 'now';
      const before = isNow ? now : Promise.all([now, background]);
      const turn = before.then(() => read(span, options));
      last[isNow ? 'now' : 'background'] = turn.catch(() => {}); // told to whoever asked
      return turn;
    },
  };
}
