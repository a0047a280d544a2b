import type { PackageFacts } from '@shipstats/registry';
import major from 'semver/functions/major.js';
import minor from 'semver/functions/minor.js';
import parse from 'semver/functions/parse.js';
import patch from 'semver/functions/patch.js';
import type { ChartMark } from '../../chart/index.ts';

/** Releases as marks of a chart: majors before minors before patches; those that were tried out before are not marked. */
export function releaseMarks({ versions }: Pick<PackageFacts, 'versions'>): readonly ChartMark[] {
  return versions.flatMap(({ version, publishedAt, isPrerelease }): ChartMark[] => {
    const at = publishedAt === null ? Number.NaN : Math.floor(Date.parse(publishedAt) / 1000);
    if (isPrerelease || !Number.isFinite(at) || parse(version) === null) return [];
    const isPatch = patch(version) !== 0;
    const weight = isPatch ? 0 : minor(version) === 0 ? 2 : 1;
    return [{ at, weight, label: isPatch ? version : `${major(version)}.${minor(version)}` }];
  });
}
