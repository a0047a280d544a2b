import { formatCompact, formatValue, fromNumber, HttpError } from '@shipstats/core';
import type { Explore, PackageVersion } from '@shipstats/registry';
import type { DownloadLine } from '../downloads.ts';
import { readTypes } from '../read-types.ts';
import type { Badge } from './draw-badge.ts';

/** What a badge may tell, with what the pages call it. */
export const BADGE_METRICS = {
  version: 'Version',
  downloads: 'Downloads',
  licence: 'Licence',
  size: 'Unpacked size',
  types: 'Types',
} as const;

export type BadgeMetric = keyof typeof BADGE_METRICS;

export interface BadgeSources {
  readonly explore: Pick<Explore, 'version' | 'package'>;
  readonly line: (name: string) => Promise<DownloadLine | undefined>;
}

/** A badge, and whether what it tells is known: what is not is asked for again soon. */
export interface BadgeAnswer {
  readonly badge: Badge;
  readonly status: 200 | 404;
  readonly isKnown: boolean;
}

const LABELS: Record<BadgeMetric, string> = {
  version: 'npm',
  downloads: 'downloads',
  licence: 'licence',
  size: 'unpacked size',
  types: 'types',
};

/**
 * Reads what a badge tells: the same numbers as the package's page. What cannot be had is "unknown", never zero.
 *
 * @throws HttpError 400 for what is no name
 */
export async function readBadge(
  metric: BadgeMetric,
  name: string,
  sources: BadgeSources,
): Promise<BadgeAnswer> {
  try {
    const found =
      metric === 'downloads'
        ? await readDownloads(name, sources)
        : await readFact(metric, await sources.explore.version(name, undefined), sources);
    const { value, tone = 'fact' } = found ?? { value: 'unknown', tone: 'unknown' };
    return {
      badge: { label: LABELS[metric], value, tone, description: describe(metric, name, value) },
      status: 200,
      isKnown: found !== null,
    };
  } catch (error) {
    if (!(error instanceof HttpError) || error.status === 400) throw error;
    return {
      badge: missingBadge(metric, name, error.status),
      status: error.status === 404 || error.status === 410 ? 404 : 200,
      isKnown: false,
    };
  }
}

/** Instead of the number, by the status: 404 for no such package, 410 for a removed one, any other for silence. */
export function missingBadge(metric: BadgeMetric, name: string, status: number): Badge {
  const value = status === 404 ? 'not found' : status === 410 ? 'unpublished' : 'unknown';
  return { label: LABELS[metric], value, tone: 'unknown', description: describe(metric, name, value) };
}

interface Found {
  readonly value: string;
  readonly tone?: Badge['tone'];
}

async function readDownloads(name: string, { line, explore }: BadgeSources): Promise<Found | null> {
  const found = await line(name);
  if (found !== undefined) return { value: `${formatCompact(fromNumber(found.downloads))} / 30 days` };
  // Tells a package without counts from a name that nobody has.
  await explore.package(name);
  return null;
}

async function readFact(
  metric: Exclude<BadgeMetric, 'downloads'>,
  { version }: PackageVersion,
  { explore }: BadgeSources,
): Promise<Found | null> {
  switch (metric) {
    case 'version':
      return version.deprecated === null
        ? { value: `v${version.version}` }
        : { value: `v${version.version} deprecated`, tone: 'bad' };
    case 'licence':
      return version.license === null ? null : { value: version.license.text };
    case 'size':
      return version.unpackedSize === null
        ? null
        : { value: formatValue(fromNumber(version.unpackedSize), { kind: 'bytes' }, { compact: true }) };
    case 'types': {
      const types = await readTypes(version.types, explore);
      return types === null ? null : { value: types };
    }
    default:
      return metric satisfies never;
  }
}

function describe(metric: BadgeMetric, name: string, value: string): string {
  return metric === 'downloads' && /\d/.test(value)
    ? `${name}: ${value.replace(' / ', ' downloads in ')}, as npm counts them.`
    : `${BADGE_METRICS[metric]} of ${name}: ${value}.`;
}
