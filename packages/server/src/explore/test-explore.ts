import { HttpError } from '@shipstats/core';
import {
  type Explore,
  type Followed,
  type ListName,
  SERVICE_NAMES,
  type SearchHit,
  type ServiceName,
  type ServiceState,
  type Sourced,
} from '@shipstats/registry';
import type { DownloadLine, Downloads } from './downloads.ts';
import { testDownloads } from './test-npm-source.ts';
import { TEST_NAMES, TEST_PACKAGES } from './test-packages.ts';

const AS_OF = '2026-11-22T09:58:00.000Z';

export interface TestExploreOptions {
  /** Services that do not answer: what they alone know is unknown. */
  readonly failing?: readonly ServiceName[];
}

/** What is known of the made-up packages, in memory; what is followed is forgotten with it. */
export function createTestExplore({ failing = [] }: TestExploreOptions = {}): Explore {
  const followed = new Map<string, Followed>();
  const find = (name: string) => {
    if (!/^(@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*$/i.test(name)) {
      throw new HttpError(400, `${JSON.stringify(name)} is not the name of a package.`);
    }
    const found = TEST_PACKAGES.get(name);
    if (found) return found;
    if (failing.includes('registry')) throw new HttpError(502, 'The registry is not answering.');
    throw new HttpError(404, `There is no package "${name}".`);
  };
  const sourced = <T>(service: ServiceName, value: T): Sourced<T> =>
    failing.includes(service)
      ? { kind: 'unknown', service, reason: 'failing', message: `npm’s ${service} service is not answering.` }
      : { kind: 'known', value, asOf: AS_OF, isStale: false };
  const hits = (names: readonly string[]) => names.map(toHit);
  return {
    package: async (name) => find(name).facts,
    version: async (name, spec) => {
      const { facts, versions } = find(name);
      if (facts.status === 'unpublished') {
        throw new HttpError(410, `All versions of "${name}" were unpublished.`);
      }
      const wanted = facts.distTags[spec ?? 'latest'] ?? spec ?? '';
      const version = versions.get(wanted);
      if (!version) throw new HttpError(404, `There is no version or tag "${spec}" of "${name}".`);
      return { facts, version };
    },
    readme: async (name) => find(name).readme,
    advisories: async (asked) =>
      sourced(
        'advisories',
        Object.fromEntries(
          Object.keys(asked).map((name) => [name, TEST_PACKAGES.get(name)?.advisories ?? []]),
        ),
      ),
    provenance: async (name, version) =>
      sourced(
        'attestations',
        find(name).versions.get(version)?.hasProvenance
          ? {
              repository: `https://github.com/ships/${name}`,
              commit: '0123456789012345678901234567890123456789',
              build: `https://github.com/ships/${name}/actions/runs/1/attempts/1`,
              transparencyLog: 'https://search.sigstore.dev/?logIndex=1',
              predicateType: 'https://slsa.dev/provenance/v1',
            }
          : null,
      ),
    packedSize: async () => sourced('registry', 312_345),
    search: async (asked, { limit = 20, offset = 0, withService = false } = {}) => {
      const wanted = (typeof asked === 'string' ? asked : asked.text).trim().toLowerCase();
      const found = TEST_NAMES.filter((name) => wanted !== '' && name.includes(wanted));
      const ordered = [...found].sort((a, b) => Number(b === wanted) - Number(a === wanted));
      return {
        hits: hits(ordered.slice(offset, offset + limit)).map((hit) =>
          hit.name === wanted ? { ...hit, match: 'exact' as const } : hit,
        ),
        hasMore: ordered.length > offset + limit,
        corrected: null,
        hiddenDeprecated: 0,
        index: { packages: 20_000, builtOn: '2026-11-01', isStarter: true },
        service: withService ? stateOf('search', failing) : null,
      };
    },
    suggest: async (prefix) => ({
      scopes: 'ships'.startsWith(prefix.replace('@', '')) ? ['ships'] : [],
      users: 'ada'.startsWith(prefix.replace('@', '')) ? ['ada'] : [],
    }),
    user: async (name) =>
      sourced('search', {
        user: name,
        packages: hits(
          TEST_NAMES.filter((one) =>
            TEST_PACKAGES.get(one)?.facts.maintainers.some((maintainer) => maintainer.name === name),
          ),
        ),
        hasMore: false,
        isWhole: true,
      }),
    list: async (name: ListName, { limit = 20 } = {}) => ({
      name,
      rule: 'Those that were made up for tests, in no order.',
      hits: hits(TEST_NAMES.slice(0, limit)).map((hit) => ({ ...hit, trend: 0.12 })),
      asOf: AS_OF,
      troubles: name === 'newest' && failing.includes('changes') ? [stateOf('changes', failing)] : [],
    }),
    indexedDownloads: (name) =>
      TEST_NAMES.includes(name) ? { downloads: 1_000_000, through: '2026-11-01', from: 'index' } : null,
    followed: async () => [...followed.values()],
    follow: async (kind, name) => {
      followed.set(`${kind} ${name}`, { kind, name, since: AS_OF });
    },
    unfollow: async (kind, name) => {
      followed.delete(`${kind} ${name}`);
    },
    services: () => SERVICE_NAMES.map((service) => stateOf(service, failing)),
    close: async () => undefined,
  };
}

export interface TestDownloadsOptions extends TestExploreOptions {
  /** Packages of which days are still being read. */
  readonly reading?: readonly string[];
  /** Packages of which nothing was read yet: the index alone knows them. */
  readonly unread?: readonly string[];
}

/** The one number of each made-up package: the sum of what `commitNpmDays` stores. */
export function createTestDownloads(options: TestDownloadsOptions = {}): Downloads {
  const { failing = [], reading = [], unread = [] } = options;
  return {
    want: async () => undefined,
    lines: async (names) =>
      new Map(
        names
          .filter((name) => TEST_NAMES.includes(name))
          .map((name) => [name, unread.includes(name) ? INDEXED : toLine(name)]),
      ),
    isReading: (name) => reading.includes(name),
    state: () => stateOf('downloads', failing),
  };
}

const INDEXED: DownloadLine = {
  downloads: 1_000_000,
  through: '2026-11-01',
  from: 'index',
  unknownDays: 0,
  trend: null,
  weeks: [],
};

function toLine(name: string): DownloadLine {
  const days = Array.from({ length: 84 }, (_, index) => testDownloads(name, 84 - index));
  const month = days.slice(-30);
  return {
    downloads: month.reduce<number>((sum, day) => sum + (day ?? 0), 0),
    through: '2026-11-21',
    from: 'store',
    unknownDays: month.filter((day) => day === null).length,
    trend: 0.042,
    weeks: Array.from({ length: 12 }, (_, week) => {
      const part = days.slice(week * 7, week * 7 + 7);
      return part.includes(null) ? null : part.reduce<number>((sum, day) => sum + (day ?? 0), 0);
    }),
  };
}

function toHit(name: string): SearchHit {
  const facts = TEST_PACKAGES.get(name)?.facts;
  const latest = facts?.versions.find(({ version }) => version === facts.distTags.latest);
  return {
    name,
    version: latest?.version ?? null,
    description: facts?.description ?? null,
    publishedAt: latest?.publishedAt ?? null,
    downloads: { downloads: 1_000_000, through: '2026-11-01', from: 'index' },
    isDeprecated: (latest?.deprecated ?? null) !== null,
  };
}

function stateOf(service: ServiceName, failing: readonly ServiceName[]): ServiceState {
  const isFailing = failing.includes(service);
  return {
    service,
    status: isFailing ? 'failing' : 'answering',
    answeredAt: isFailing ? '2026-11-12T08:00:00.000Z' : AS_OF,
    message: isFailing ? `npm’s ${service} service is not answering.` : null,
    retryAt: isFailing ? '2026-11-22T10:05:00.000Z' : null,
  };
}
