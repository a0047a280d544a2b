import { count, type MeasureSpec, type ResourceSpec } from '@shipstats/core';

/**
 * Three requests for packages in bulk (365 days at most), two for a scoped one (540): a window wastes neither. A longer
 * one would bridge years that are stored already.
 */
const WINDOW_DAYS = 1_080;

/** npm counts a day some hours after its end, and was seen to take two days. */
const LAG_DAYS = 3;

const downloads: MeasureSpec = {
  name: 'downloads',
  unit: count('downloads', 'download'),
  type: 'integer',
  description: 'Times that a tarball was fetched, by people, CI, mirrors and bots alike.',
};

const packageDimension = {
  name: 'package',
  description: 'The name of the package: `hono`, `@hono/node-server`.',
};

/** Daily downloads of packages. */
export const downloadsResource: ResourceSpec = {
  name: 'downloads',
  title: 'Downloads',
  endpoint: 'GET /downloads/range/{from}:{to}/{packages}',
  kind: 'flow',
  granularity: 'day',
  dimensions: [packageDimension],
  measures: [downloads],
  metrics: [
    {
      name: 'npm_downloads',
      title: 'npm downloads',
      description: 'Downloads of packages a day, all versions together.',
      measure: 'downloads',
      fields: [],
      moreIs: 'better',
    },
  ],
  windowBuckets: WINDOW_DAYS,
  // A day is taken when npm has counted it, and not before: see docs/decisions/0009-npm-days-are-taken-when-counted.md.
  provisionalBuckets: 0,
  lagBuckets: LAG_DAYS,
  partition: 'package',
};

/** Snapshots of the downloads of each version. */
export const versionDownloadsResource: ResourceSpec = {
  name: 'version_downloads',
  title: 'Downloads by version',
  endpoint: 'GET /versions/{package}/last-week',
  kind: 'level',
  granularity: 'day',
  dimensions: [packageDimension, { name: 'version', description: 'The version: `4.6.1`.' }],
  measures: [
    { ...downloads, description: 'Times that the tarball of the version was fetched in seven days.' },
  ],
  metrics: [
    {
      name: 'npm_version_downloads',
      title: 'npm downloads by version',
      description:
        'Downloads of each version in the seven days that end with the day, as a daily snapshot: npm keeps no history of it.',
      measure: 'downloads',
      fields: [],
      moreIs: 'neutral',
    },
  ],
  windowBuckets: WINDOW_DAYS,
  provisionalBuckets: 0,
  lagBuckets: LAG_DAYS,
  partition: 'package',
};

/** Daily downloads of everything on npm. */
export const registryDownloadsResource: ResourceSpec = {
  name: 'registry_downloads',
  title: 'Downloads of the whole registry',
  endpoint: 'GET /downloads/range/{from}:{to}',
  kind: 'flow',
  granularity: 'day',
  dimensions: [],
  measures: [{ ...downloads, description: 'Times that any tarball on npm was fetched.' }],
  metrics: [
    {
      name: 'npm_registry_downloads',
      title: 'Downloads of the whole npm registry',
      description: 'Downloads of all packages on npm a day: what a package’s growth is measured against.',
      measure: 'downloads',
      fields: [],
      moreIs: 'neutral',
    },
  ],
  windowBuckets: WINDOW_DAYS,
  provisionalBuckets: 0,
  lagBuckets: LAG_DAYS,
};

/** Everything that npm has numbers of; the registry's totals first, since they tell which days are counted. */
export const npmResources: readonly ResourceSpec[] = [
  registryDownloadsResource,
  downloadsResource,
  versionDownloadsResource,
];
