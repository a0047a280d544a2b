import {
  type ConnectorDefinition,
  createCatalog,
  DAY,
  type FetchedBucket,
  HttpError,
  normalizeConfig,
  type ResourceSpec,
} from '@shipstats/core';
import {
  type Advisory,
  type Explore,
  type Followed,
  isFollowed,
  type PackageFacts,
  type PackageList,
  type SearchHit,
  type ServiceState,
  type Sourced,
  type UserPackages,
  type VersionFacts,
} from '@shipstats/registry';
import { openSqliteStore } from '@shipstats/store';
import { z } from 'zod';
import { createTestApp, NOW, type TestApp, type TestAppOptions } from '../test-app.ts';
import { testAdvisory, testFacts, testVersion } from './attention/test-conditions.ts';
import type { DownloadLine, Downloads } from './downloads.ts';

const TODAY = Date.UTC(2026, 10, 22) / 1000;

const downloadsResource: ResourceSpec = {
  name: 'downloads',
  title: 'npm downloads',
  endpoint: 'GET /downloads/range',
  kind: 'flow',
  granularity: 'day',
  dimensions: [{ name: 'package', description: 'The package.' }],
  measures: [
    {
      name: 'downloads',
      unit: { kind: 'count', noun: 'downloads' },
      type: 'integer',
      description: 'Downloads.',
    },
  ],
  metrics: [
    {
      name: 'npm_downloads',
      title: 'npm downloads',
      description: 'Downloads of packages.',
      measure: 'downloads',
      fields: [],
      moreIs: 'better',
    },
  ],
  windowBuckets: 540,
  provisionalBuckets: 2,
};

const npm: ConnectorDefinition = {
  id: 'npm',
  title: 'npm',
  docs: 'docs/connectors/npm.md',
  options: z.object({ packages: z.array(z.string()).optional(), users: z.array(z.string()).optional() }),
  resources: [downloadsResource],
  create: () => {
    throw new Error('pages never make a connector');
  },
};

/** What npm may send: a description that wants to be markup. */
export const HOSTILE = '</title><script>alert(1)</script>"&\u202e';

interface TestPackage {
  readonly facts: PackageFacts;
  readonly version: VersionFacts;
  /** Downloads a day; undefined where nothing is known. */
  readonly daily?: number;
  readonly trend?: number;
}

const made = (
  name: string,
  version: Partial<VersionFacts>,
  facts: Partial<PackageFacts> = {},
): Pick<TestPackage, 'facts' | 'version'> => ({
  facts: testFacts({ name, ...facts }),
  version: testVersion({ name, ...version }),
});

/** A small registry: healthy, deprecated, vulnerable, hostile packages, and one without counts. */
export const packages: Readonly<Record<string, TestPackage>> = {
  ship: {
    ...made('ship', {
      repository: { label: 'ada/ship', url: 'https://github.com/ada/ship', host: 'github', directory: null },
      dependencies: [
        { kind: 'dependencies', name: 'rope', range: '^1.0.0', isOptional: false },
        { kind: 'dependencies', name: '@harbour/crane', range: '~2.0.0', isOptional: false },
        { kind: 'devDependencies', name: 'rotten', range: '*', isOptional: false },
      ],
    }),
    daily: 40_000,
    trend: 0.12,
  },
  rope: {
    ...made(
      'rope',
      { version: '1.2.0', types: { kind: 'none' }, moduleFormat: 'cjs', license: null },
      {
        distTags: { latest: '1.2.0' },
        versions: [
          {
            version: '1.2.0',
            publishedAt: '2022-02-01T00:00:00Z',
            deprecated: 'Use twine instead',
            isPrerelease: false,
          },
        ],
      },
    ),
    daily: 900,
    trend: -0.41,
  },
  '@harbour/crane': {
    ...made('@harbour/crane', {
      version: '2.0.0',
      types: { kind: 'separate', package: '@types/harbour__crane' },
      moduleFormat: 'dual',
      unpackedSize: null,
    }),
    daily: 12_000,
  },
  rotten: {
    ...made('rotten', { description: HOSTILE, deprecated: HOSTILE }, { description: HOSTILE }),
    daily: 60,
  },
  quiet: made('quiet', { description: null, license: { text: HOSTILE, isSpdx: false } }),
};

const advisories: Readonly<Record<string, readonly Advisory[]>> = {
  '@harbour/crane': [
    testAdvisory({ id: 'c', severity: 'critical', title: 'Drops its load', vulnerableVersions: '<=2.0.0' }),
  ],
  ship: [testAdvisory({ id: 's', severity: 'moderate', title: 'Leaks', vulnerableVersions: '<2.0.0' })],
};

/** What a test changes while the app runs. */
export interface PeopleWorld {
  /** Services that do not answer. */
  readonly silent: Set<ServiceState['service']>;
  readonly followed: Followed[];
  /** Names whose downloads were asked for, and how. */
  readonly wanted: string[];
  readonly reading: Set<string>;
  /** What `user` answers where it is not the usual. */
  users: Record<string, Sourced<UserPackages>>;
}

export interface PeopleApp extends TestApp {
  readonly world: PeopleWorld;
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
}

/** An app with npm's counts of the last 200 days in a real store, and an Explore made of the packages above. */
export async function createPeopleApp(
  overrides: TestAppOptions & { npmOptions?: object } = {},
): Promise<PeopleApp> {
  const { npmOptions = {}, ...rest } = overrides;
  const world: PeopleWorld = { silent: new Set(), followed: [], wanted: [], reading: new Set(), users: {} };
  const store = await openSqliteStore({ file: ':memory:' });
  await store.declare('npm', npm.resources);
  const config = normalizeConfig(
    { connectors: [{ name: 'npm', connectorId: 'npm', config: npmOptions }], dashboards: {} },
    { definitions: [npm] },
  );
  await store.commit({
    connector: 'npm',
    resource: 'downloads',
    buckets: Array.from({ length: 200 }, (_, index): FetchedBucket => {
      const day = 200 - index;
      return {
        start: TODAY - day * DAY,
        rows: Object.entries(packages).flatMap(([name, { daily }]) =>
          daily === undefined ? [] : [{ dimensions: [name], values: [downloadsOn(day, daily)] }],
        ),
        quarantined: [],
      };
    }),
    syncedAt: NOW.getTime() / 1000 - 3_600,
    identity: 'test',
    progress: null,
    lease: null,
  });
  const run = await store.startRun('npm', 'schedule', NOW.getTime() / 1000 - 3_700);
  await store.finishRun(
    run,
    'succeeded',
    [
      {
        resource: 'downloads',
        status: 'succeeded',
        buckets: 200,
        rows: 800,
        requests: 1,
        retries: 0,
        waitedMs: 0,
        planned: 200,
        quarantined: 0,
        revised: 0,
        warnings: [],
        error: null,
      },
    ],
    NOW.getTime() / 1000 - 3_600,
  );
  const test = await createTestApp({
    store,
    config,
    catalog: createCatalog(config),
    explore: createTestExplore(world),
    downloads: createTestDownloads(world),
    ...rest,
  });
  return {
    ...test,
    world,
    post: async (path, fields, headers = {}) =>
      test.app.request(path, {
        method: 'POST',
        body: new URLSearchParams(fields).toString(),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'same-origin',
          ...headers,
        },
      }),
  };
}

function sumOf(firstDay: number, days: number, daily: number): number {
  return Array.from({ length: days }, (_, index) => downloadsOn(firstDay + index, daily)).reduce(
    (a, b) => a + b,
  );
}

/** Of so many days ago: a little less for each day back. */
export function downloadsOn(day: number, daily: number): number {
  return Math.round(daily * (1 - day / 1_000));
}

function createTestExplore(world: PeopleWorld): Explore {
  const find = (name: string): TestPackage => {
    if (/[^a-z0-9@/_.-]/.test(name) || name === '') {
      throw new HttpError(400, `${JSON.stringify(name)} is no name of a package.`);
    }
    if (world.silent.has('registry')) throw new HttpError(502, 'The registry is not answering.');
    const found = Object.hasOwn(packages, name) ? packages[name] : undefined;
    if (found === undefined) throw new HttpError(404, `There is no package ${name}.`);
    return found;
  };
  const unknown = (service: ServiceState['service']) =>
    ({
      kind: 'unknown',
      service,
      reason: 'failing',
      message: `npm’s ${service} service is not answering.`,
    }) as const;
  const known = <T>(value: T) =>
    ({ kind: 'known', value, asOf: '2026-11-22T09:30:00.000Z', isStale: false }) as const;
  return {
    package: async (name) => find(name).facts,
    version: async (name) => find(name),
    readme: async () => ({ kind: 'none' }),
    advisories: async (versions) =>
      world.silent.has('advisories')
        ? unknown('advisories')
        : known(Object.fromEntries(Object.keys(versions).map((name) => [name, advisories[name] ?? []]))),
    provenance: async () => known(null),
    packedSize: async () => known(null),
    suggest: async () => ({ scopes: [], users: [] }),
    search: async () => ({
      hits: [],
      hasMore: false,
      corrected: null,
      hiddenDeprecated: 0,
      index: { packages: 5, builtOn: '2026-11-01', isStarter: true },
      service: null,
    }),
    user: async (name) => {
      const given = world.users[name];
      if (given !== undefined) return given;
      if (world.silent.has('search')) return unknown('search');
      return known({
        user: name,
        packages: name === 'ada' ? Object.keys(packages).map(hit) : [],
        hasMore: false,
        isWhole: true,
      });
    },
    list: async (name, options = {}) => list(name, options.seed ?? 0, world),
    indexedDownloads: () => null,
    followed: async () => world.followed,
    follow: async (kind, name) => {
      world.followed.push({ kind, name, since: '2026-11-22T09:00:00.000Z' });
    },
    unfollow: async (kind, name) => {
      const at = world.followed.findIndex((one) => isFollowed([one], kind, name));
      if (at >= 0) world.followed.splice(at, 1);
    },
    services: () =>
      (['registry', 'search', 'downloads', 'advisories', 'attestations', 'changes'] as const).map((service) =>
        stateOf(service, world),
      ),
    close: async () => {},
  };
}

function createTestDownloads(world: PeopleWorld): Downloads {
  return {
    want: async (names, { history }) => {
      world.wanted.push(...names.map((name) => `${history} ${name}`));
    },
    lines: async (names) => {
      const lines = names.flatMap((name): (readonly [string, DownloadLine])[] => {
        const found = Object.hasOwn(packages, name) ? packages[name] : undefined;
        if (found?.daily === undefined) return [];
        const { daily } = found;
        const line: DownloadLine = {
          downloads: sumOf(1, 30, daily),
          through: '2026-11-21',
          from: 'store',
          unknownDays: 0,
          trend: found.trend ?? null,
          weeks: Array.from({ length: 12 }, (_, week) => sumOf(1 + (11 - week) * 7, 7, daily)),
        };
        return [[name, line]];
      });
      return new Map(lines);
    },
    isReading: (name) => world.reading.has(name),
    state: () => stateOf('downloads', world),
  };
}

function stateOf(service: ServiceState['service'], world: PeopleWorld): ServiceState {
  const isSilent = world.silent.has(service);
  return {
    service,
    status: isSilent ? 'failing' : 'answering',
    answeredAt: '2026-11-22T07:00:00.000Z',
    message: isSilent ? `npm’s ${service} service is not answering.` : null,
    retryAt: null,
  };
}

function hit(name: string): SearchHit {
  const found = packages[name];
  if (found === undefined) throw new Error(`no ${name} here`);
  const { version } = found;
  return {
    name,
    version: version.version,
    description: version.description,
    publishedAt: version.publishedAt,
    downloads: null,
    isDeprecated: version.deprecated !== null,
  };
}

function list(name: PackageList['name'], seed: number, world: PeopleWorld): PackageList {
  const names = Object.keys(packages);
  const from = seed % names.length;
  return {
    name,
    rule: `The rule of ${name}: packages that look like spam are left out.`,
    hits: [...names.slice(from), ...names.slice(0, from)].map((one) => ({ ...hit(one), trend: null })),
    asOf: '2026-11-22T08:00:00.000Z',
    troubles: world.silent.has('changes') ? [stateOf('changes', world)] : [],
  };
}
