import { DAY_MS } from '../base/day.ts';
import type { PackageSpec } from '../world/package-spec.ts';
import { toMaintainer } from '../world/people.ts';
import type { Json } from './manifest.ts';
import type { Release } from './releases.ts';

/** What is left of a package whose versions were all removed: no `versions`, no tags. */
export function unpublishedPackument(spec: PackageSpec, list: readonly Release[]): Json {
  const times = Object.fromEntries(
    list.map((release) => [release.version, new Date(release.at).toISOString()]),
  );
  const removed = new Date((spec.createdDay + 700) * DAY_MS + 37_000_000).toISOString();
  return {
    _id: spec.name,
    name: spec.name,
    time: {
      created: new Date(list[0]?.at ?? spec.createdDay * DAY_MS).toISOString(),
      modified: removed,
      ...times,
      unpublished: {
        name: spec.name,
        time: removed,
        tags: { latest: list.at(-1)?.version },
        maintainers: spec.maintainers.map(toMaintainer),
        description: spec.description,
        versions: list.map((release) => release.version),
      },
    },
  };
}

/** What npm puts in the place of a package that it took down. */
export function placeholderPackument(spec: PackageSpec, registryUrl: string): Json {
  const at = new Date((spec.createdDay + 3) * DAY_MS + 50_000_000).toISOString();
  const version = '0.0.1-security';
  return {
    _id: spec.name,
    name: spec.name,
    'dist-tags': { latest: version },
    versions: {
      [version]: {
        name: spec.name,
        version,
        description: 'security holding package',
        repository: { type: 'git', url: 'git+https://github.com/npm/security-holder.git' },
        dist: {
          shasum: '0123456789012345678901234567890123456789',
          tarball: `${registryUrl}${spec.name}/-/${spec.name}-${version}.tgz`,
        },
        maintainers: [toMaintainer('npm')],
      },
    },
    time: { created: at, [version]: at, modified: at },
    description: 'security holding package',
    maintainers: [toMaintainer('npm')],
    repository: { type: 'git', url: 'git+https://github.com/npm/security-holder.git' },
    readme:
      '# Security holding package\n\nThis package contained malicious code and was removed from the registry.\n',
    readmeFilename: 'README.md',
  };
}

/** Spoils a packument in the way that the package is known for. */
export function addOddities(spec: PackageSpec, whole: Json): Json {
  switch (spec.oddity) {
    case 'no-time': {
      const { time: _, ...rest } = whole;
      return rest;
    }
    case 'proto-keys':
      return withProtoKeys(whole);
    case 'wrong-types':
      return withWrongTypes(whole);
    default:
      return whole;
  }
}

/** Keys that mean something to JavaScript objects, as data. */
function withProtoKeys(whole: Json): Json {
  // JSON.parse makes them own keys, which a literal would not.
  const evil = (value: unknown): Json =>
    JSON.parse(`{"__proto__":${JSON.stringify(value)},"constructor":${JSON.stringify(value)}}`);
  const merge = (base: unknown, value: unknown): Json => {
    const merged: Json = { ...(base as Json) };
    for (const [key, each] of Object.entries(evil(value))) {
      Object.defineProperty(merged, key, { value: each, enumerable: true });
    }
    return merged;
  };
  return {
    ...merge(whole, { isPolluted: true, admin: true }),
    'dist-tags': merge(whole['dist-tags'], '1.0.0'),
    time: merge(whole.time, '2020-01-01T00:00:00.000Z'),
    versions: merge(whole.versions, { name: whole.name, version: '__proto__', isPolluted: true }),
  };
}

function withWrongTypes(whole: Json): Json {
  const versions = Object.entries(whole.versions as Json).map(
    ([version, manifest], index): [string, unknown] => {
      if (index === 0) return [version, null];
      if (index === 1) return [version, 'text'];
      if (index === 2) return [version, { ...(manifest as Json), dist: undefined, version: 5 }];
      return [version, { ...(manifest as Json), deprecated: { not: 'text' }, _npmUser: 'somebody' }];
    },
  );
  return {
    ...whole,
    versions: { ...Object.fromEntries(versions), 'not a version': { name: whole.name } },
    'dist-tags': { ...(whole['dist-tags'] as Json), next: 5, nowhere: '99.0.0', latest2: null },
    time: { ...(whole.time as Json), created: 'yesterday', modified: 12 },
    maintainers: 'somebody',
    readme: { not: 'text' },
    readmeFilename: ['README.md'],
    users: null,
  };
}
