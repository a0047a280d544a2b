import { count, type ResourceSpec, usd } from '@shipstats/core';

/** A daily resource with three dimensions, a whole-number and a money measure, for tests. */
export const TEST_RESOURCE: ResourceSpec = {
  name: 'usage',
  title: 'Usage',
  endpoint: 'GET /usage',
  kind: 'flow',
  granularity: 'day',
  dimensions: [
    { name: 'model', description: 'Few values.' },
    { name: 'project', description: 'More values.' },
    { name: 'key', description: 'Many values.' },
  ],
  measures: [
    { name: 'tokens', unit: count('tokens'), type: 'integer', description: 'A whole number.' },
    { name: 'cost', unit: usd, type: 'decimal', description: 'Money.' },
  ],
  metrics: [],
  windowBuckets: 31,
  provisionalBuckets: 3,
};

/** 2026-01-01 */
export const FIRST_DAY = 1_767_225_600;

/** Long after every bucket of the tests. */
export const LATER = FIRST_DAY + 400 * 86_400;

/** A daily resource whose projects have a history each, and nothing but that. */
export const PARTITIONED_RESOURCE: ResourceSpec = {
  ...TEST_RESOURCE,
  name: 'downloads',
  dimensions: TEST_RESOURCE.dimensions.filter((dimension) => dimension.name === 'project'),
  partition: 'project',
};

/** The same with further dimensions, the partition not being the first. */
export const VERSIONED_RESOURCE: ResourceSpec = {
  ...TEST_RESOURCE,
  name: 'version_downloads',
  kind: 'level',
  partition: 'project',
};
