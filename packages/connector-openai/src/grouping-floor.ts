import { ConnectorError, type UnixSeconds } from '@shipstats/core';
import type { Endpoint } from './endpoint.ts';

/**
 * The groupings of an endpoint, each with the first day for which the API gives it: costs by key are refused for days
 * before 2025-12-06. What is found out is kept for the windows to come.
 */
export interface GroupingFloors {
  /** What to leave out of the grouping of a day, and until when that is so. */
  at(day: UnixSeconds): { readonly omit: readonly string[]; readonly until: UnixSeconds };
  /** Takes down that the grouping of this day is given from another day on; false where nothing is left to leave out. */
  raise(day: UnixSeconds, first: UnixSeconds): boolean;
}

/** Begins with every grouping given for every day; the fewer dimensions, the likelier that a refused day is given. */
export function createGroupingFloors({ dimensions, groupBy }: Endpoint): GroupingFloors {
  const onDemand = dimensions.filter(({ isOnDemand }) => isOnDemand).map(({ name }) => name);
  const hasOnDemand = groupBy.some((name) => onDemand.includes(name));
  const levels = (hasOnDemand ? [[], onDemand, groupBy] : [[]]).map((omit) => ({
    omit,
    first: Number.NEGATIVE_INFINITY,
  }));
  const levelAt = (day: UnixSeconds) => levels.findIndex(({ first }) => day >= first);
  return {
    at(day) {
      const level = levelAt(day);
      const better = levels.slice(0, level).map(({ first }) => first);
      return { omit: levels[level]?.omit ?? [], until: Math.min(...better) };
    },
    raise(day, first) {
      const level = levels[levelAt(day)];
      if (level === undefined || level === levels.at(-1)) return false;
      level.first = first;
      return true;
    },
  };
}

/** Whether the API refused a request because of its first day; told by the fields of its answer, not by its words. */
export function isRefusedDay(error: unknown): error is ConnectorError {
  if (!(error instanceof ConnectorError) || error.status !== 400) return false;
  const body = typeof error.body === 'object' && error.body !== null ? error.body : {};
  return (
    'param' in body && body.param === 'start_time' && 'code' in body && body.code === 'invalid_request_error'
  );
}

/**
 * Finds the first day of `(refused, end)` that is given; `end` where none is.
 *
 * The answer's words name it; should that day be refused in turn, or none be named, the span is halved, which takes five
 * requests for a month.
 */
export async function findFirstDay(
  error: ConnectorError,
  {
    refused,
    end,
    width,
    isGiven,
  }: {
    readonly refused: UnixSeconds;
    readonly end: UnixSeconds;
    /** Of a bucket. */
    readonly width: number;
    readonly isGiven: (day: UnixSeconds) => Promise<boolean>;
  },
): Promise<UnixSeconds> {
  const named = Math.ceil(Number(/\b\d{10}\b/.exec(error.message)?.[0]) / width) * width;
  if (named > refused) return Math.min(named, end);
  let [below, above] = [refused, end];
  while (above - below > width) {
    const middle = below + Math.floor((above - below) / width / 2) * width;
    if (await isGiven(middle)) above = middle;
    else below = middle;
  }
  return above;
}
