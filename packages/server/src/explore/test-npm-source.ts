import { type ConnectorDefinition, DAY, type FetchedBucket, type ResourceSpec } from '@shipstats/core';
import type { Store } from '@shipstats/store';
import { z } from 'zod';
import { TEST_NAMES } from './test-packages.ts';

const downloads = {
  name: 'downloads',
  unit: { kind: 'count', noun: 'downloads' },
  type: 'integer',
  description: 'How often its tarballs were fetched.',
} as const;

/** The resources of npm for tests: the names and shapes of the real ones. */
export const npmTestResources: readonly ResourceSpec[] = [
  {
    name: 'downloads',
    title: 'Downloads',
    endpoint: 'GET /downloads/range/…',
    kind: 'flow',
    granularity: 'day',
    dimensions: [{ name: 'package', description: 'The package.' }],
    measures: [downloads],
    metrics: [
      {
        name: 'npm_downloads',
        title: 'npm downloads',
        description: 'Downloads of packages a day.',
        measure: 'downloads',
        fields: [],
        moreIs: 'better',
      },
    ],
    windowBuckets: 7_300,
    provisionalBuckets: 0,
    lagBuckets: 2,
    partition: 'package',
  },
  {
    name: 'version_downloads',
    title: 'Downloads by version',
    endpoint: 'GET /versions/…/last-week',
    kind: 'level',
    granularity: 'day',
    dimensions: [
      { name: 'package', description: 'The package.' },
      { name: 'version', description: 'The version.' },
    ],
    measures: [downloads],
    metrics: [
      {
        name: 'npm_version_downloads',
        title: 'npm downloads by version',
        description: 'Downloads of each version in the seven days before.',
        measure: 'downloads',
        fields: [],
        moreIs: 'neutral',
      },
    ],
    windowBuckets: 7_300,
    provisionalBuckets: 0,
    partition: 'package',
  },
];

export const npmTestDefinition: ConnectorDefinition = {
  id: 'npm',
  title: 'npm',
  docs: 'docs/connectors/npm.md',
  options: z.strictObject({}),
  resources: npmTestResources,
  create: () => {
    throw new Error('pages never make a connector');
  },
};

/** So many days up to yesterday are stored. */
export const TEST_DAYS = 130;
/** Days before yesterday of which npm has no counts: a hole in November 2026. */
const HOLE = { from: 11, to: 13 };

/** Downloads of a made-up package on a day, told by how many days ago it was: more on weekdays, rising slowly. */
export function testDownloads(name: string, daysAgo: number): number | null {
  if (daysAgo >= HOLE.from && daysAgo <= HOLE.to) return null;
  const rank = TEST_NAMES.indexOf(name);
  if (rank < 0) return 0;
  const isWeekend = daysAgo % 7 === 0 || daysAgo % 7 === 1;
  const wave = 1 + 0.12 * Math.sin((daysAgo * (rank + 3)) / 9);
  return Math.round(
    ((600_000 / (rank + 1) ** 2) * (isWeekend ? 0.45 : 1) * wave * (TEST_DAYS * 2 - daysAgo)) / TEST_DAYS / 2,
  );
}

/** The run that {@link commitNpmDays} stands for. */
async function logNpmRun(store: Store, at: number): Promise<void> {
  const id = await store.startRun('npm', 'schedule', at);
  const run = {
    status: 'succeeded',
    buckets: TEST_DAYS,
    rows: TEST_DAYS,
    requests: 1,
    retries: 0,
    waitedMs: 0,
    planned: TEST_DAYS,
    quarantined: 0,
    revised: 0,
    warnings: [],
    error: null,
  } as const;
  const resources = npmTestResources.map(({ name }) => ({ resource: name, ...run }));
  await store.finishRun(id, 'succeeded', resources, at);
}

/** Commits what npm would have told of every made-up package, and of the versions of the first. */
export async function commitNpmDays(store: Store, now: Date): Promise<void> {
  await store.declare('npm', npmTestResources);
  const today = Math.floor(now.getTime() / 1000 / DAY) * DAY;
  const base = { connector: 'npm', identity: 'test', progress: null, lease: null };
  const syncedAt = Math.floor(now.getTime() / 1000) - 7_200;
  for (const name of TEST_NAMES) {
    const buckets = Array.from({ length: TEST_DAYS }, (_, index): FetchedBucket => {
      const daysAgo = TEST_DAYS - index;
      const value = testDownloads(name, daysAgo);
      return {
        start: today - daysAgo * DAY,
        rows: value === null ? [] : [{ dimensions: [name], values: [value] }],
        quarantined: [],
        ...(value === null && { isHole: true }),
      };
    });
    await store.commit({ ...base, resource: 'downloads', partition: name, buckets, syncedAt });
  }
  for (const [name, counts] of VERSION_COUNTS) {
    const buckets = [5, 4, 3, 2, 1].map((daysAgo) => ({
      start: today - daysAgo * DAY,
      rows: counts.map(([version, count]) => ({ dimensions: [name, version], values: [count + daysAgo] })),
      quarantined: [],
    }));
    await store.commit({ ...base, resource: 'version_downloads', partition: name, buckets, syncedAt });
  }
  await logNpmRun(store, syncedAt);
}

/** Downloads of versions in seven days; machines fetch each of many versions alike. */
const VERSION_COUNTS: readonly (readonly [name: string, counts: readonly (readonly [string, number])[]])[] = [
  [
    'ship',
    [
      ['2.1.0', 900_000],
      ['2.0.0', 225_000],
      ['1.4.2', 100_000],
    ],
  ],
  [
    'fleet',
    Array.from({ length: 130 }, (_, index) => [`3.${index}.0`, index === 129 ? 80_000 : 150 + (index % 7)]),
  ],
];
