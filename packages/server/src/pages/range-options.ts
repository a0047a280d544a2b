import { DAY, parseDayUtc, toDayUtc } from '@shipstats/core';
import type { RangeOption } from '../ui/index.ts';

const CHOICES: readonly (readonly [window: string, label: string])[] = [
  ['7d', '7 d'],
  ['30d', '30 d'],
  ['90d', '90 d'],
  ['mtd', 'Month to date'],
];

/** One more, for what is stored by the hour. */
const HOURS = ['24h', '24 h'] as const;

/** The usual windows as links to the same page. */
export function rangeOptions(
  url: URL,
  current: string | null,
  { hasHours = false } = {},
): readonly RangeOption[] {
  return [...(hasHours ? [HOURS] : []), ...CHOICES].map(([window, label]) => {
    const params = new URLSearchParams(url.search);
    params.set('window', window);
    return { label, href: `${url.pathname}?${params}`, isCurrent: window === current };
  });
}

/**
 * Forms cannot write `FROM..TO`, so they send two days: this makes the address out of them, the last day included.
 *
 * Undefined where there is nothing to make.
 */
export function withRangeOfForm(url: URL): URL | undefined {
  const params = new URLSearchParams(url.search);
  const from = params.get('from');
  const to = params.get('to');
  if (from === null && to === null) return undefined;
  params.delete('from');
  params.delete('to');
  if (from) {
    const last = to ? parseDayUtc(to) : undefined;
    const end = last === undefined ? (to ?? '') : toDayUtc(last + DAY);
    params.set('window', `${from}..${end}`);
  }
  const result = new URL(url);
  result.search = params.toString();
  return result;
}
