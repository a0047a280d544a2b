import { type DayUtc, formatDay, type Stamp, toDayUtc, toUnixSeconds } from '@shipstats/core';

/** What the stamp's pip shows; later ones outrank earlier ones. */
export const PIP_STATES = [
  'complete',
  'provisional',
  'partial',
  'stale',
  'incomplete',
  'unknown',
  'never',
  'failed',
] as const;
export type PipState = (typeof PIP_STATES)[number];

/** What the pip means, for its tooltip and for screen readers. */
export const PIP_MEANINGS: Record<PipState, string> = {
  complete: 'Complete',
  provisional: 'Provisional: the source may still revise it',
  partial: 'Partial: the last day is not over',
  stale: 'Stale: not synced for a while',
  incomplete: 'Incomplete: some rows could not be read',
  unknown: 'With holes: some days were never read',
  never: 'Never synced',
  failed: 'The last sync failed',
};

/** The same, for numbers of hours and minutes too. */
export function pipMeaning(state: PipState, noun = 'day'): string {
  return PIP_MEANINGS[state].replace(/\bday/, noun);
}

/** The worst that is true of a stamp. */
export function pipState(stamp: Stamp): PipState {
  if (stamp.error !== null) return 'failed';
  if (stamp.syncedAt === null) return 'never';
  if (stamp.unknownBuckets > 0) return 'unknown';
  if (stamp.incompleteBuckets > 0) return 'incomplete';
  if (stamp.stale) return 'stale';
  if (stamp.partial) return 'partial';
  return stamp.provisionalBuckets > 0 ? 'provisional' : 'complete';
}

/** The worst of several. */
export function worstPip(stamps: readonly Stamp[]): PipState {
  const worst = Math.max(0, ...stamps.map((stamp) => PIP_STATES.indexOf(pipState(stamp))));
  return PIP_STATES[worst] ?? 'never';
}

/** `OpenAI costs`: the source and what was read of it, as one name. */
export function sourceName({ source }: Stamp): string {
  const { title, resource } = source;
  if (resource === '' || resource.toLowerCase().startsWith(title.toLowerCase())) return resource || title;
  // Names and abbreviations keep their capitals: "OpenAI costs", "API keys".
  const rest = /^[A-Z][^A-Z\s]+(\s|$)/.test(resource)
    ? resource.charAt(0).toLowerCase() + resource.slice(1)
    : resource;
  return `${title} ${rest}`;
}

/** `today`, `yesterday` or `21 Nov`, with the year where it is not this one. */
export function dayName(day: DayUtc, now: Date): string {
  const today = toUnixSeconds(now);
  if (day === toDayUtc(today)) return 'today';
  if (day === toDayUtc(today - 86_400)) return 'yesterday';
  return formatDay(day, { year: day.slice(0, 4) !== toDayUtc(today).slice(0, 4) });
}

/** The bucket that a stamp names: a day as `dayName` has it; an hour or a minute as `14:00 UTC`, with its day if that is not today. */
export function bucketWords(start: string, now: Date): string {
  const day = dayName(start.slice(0, 10), now);
  if (start.length <= 10) return day;
  return `${day === 'today' ? '' : `${day} `}${start.slice(11, 16)} UTC`;
}

/** `3 days`, `1 day`. */
export function countNoun(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
