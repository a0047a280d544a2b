import { formatAgo, formatDay, formatValue, fromNumber, type UnixSeconds } from '@shipstats/core';
import type { DownloadCount, ServiceState } from '@shipstats/registry';
import type { DownloadLine } from '@shipstats/server';

const DOWNLOADS = { kind: 'count', noun: 'downloads' } as const;

/** A count with its thousands apart; `unknown` where there is none: never zero. */
export function formatDownloads(line: Pick<DownloadLine, 'downloads'> | undefined): string {
  return line === undefined ? 'unknown' : formatWhole(line.downloads);
}

export function formatWhole(value: number): string {
  return formatValue(fromNumber(value), DOWNLOADS);
}

/** `+12.4 %`, or nothing where it is not known. */
export function formatTrend(trend: number | null | undefined): string {
  if (trend === null || trend === undefined) return '';
  return formatValue(
    fromNumber(Math.round(trend * 1000) / 1000),
    { kind: 'ratio' },
    { decimals: 1, sign: true },
  );
}

/** Where a count is from, and through which day or of when it is: under every number. */
export function countStamp(line: (DownloadCount & { readonly unknownDays?: number }) | undefined): string {
  if (line === undefined) return '';
  const { unknownDays = 0 } = line;
  const origin = { store: 'npm downloads', index: 'package list', search: 'npm search' }[line.from];
  const through = {
    store: `through ${formatDay(line.through)}`,
    index: `of ${formatDay(line.through, { year: true })}`,
    search: `as it said on ${formatDay(line.through)}`,
  }[line.from];
  const unknown = unknownDays === 0 ? '' : ` · ${unknownDays} ${unknownDays === 1 ? 'day' : 'days'} unknown`;
  return `${origin} · ${through}${unknown}`;
}

/** The stamps of several counts in one line, each once: they may be from several places and days. */
export function countStamps(lines: Iterable<Parameters<typeof countStamp>[0]>): string {
  return [...new Set([...lines].map(countStamp))].filter(Boolean).join(' · ');
}

export function formatWhen(iso: string | null, now: UnixSeconds): string {
  const at = iso === null ? Number.NaN : Math.floor(Date.parse(iso) / 1000);
  return Number.isFinite(at) ? formatAgo(at, now) : 'unknown';
}

/** What did not answer, a sentence a service. */
export function troubleLines(services: readonly ServiceState[]): string[] {
  return services.flatMap(({ status, message }) =>
    status === 'failing' || status === 'limited' ? [message ?? 'A service of npm is not answering.'] : [],
  );
}
