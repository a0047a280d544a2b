import type {
  Advisory,
  Dependency,
  PackageFacts,
  ReadmeAnswer,
  VersionFacts,
  VersionSummary,
} from '@shipstats/registry';

/** What a package may say of itself: a text that wants to be markup, turns its direction, and has no end. */
export const HOSTILE_TEXT = `"><script>alert(1)</script>&\u202e${'long '.repeat(60)}`;

/** A made-up package: what the registry would tell of it. */
export interface TestPackage {
  readonly facts: PackageFacts;
  readonly versions: ReadonlyMap<string, VersionFacts>;
  readonly readme: ReadmeAnswer;
  readonly advisories: readonly Advisory[];
}

/** A version that everything is known of, changed as a test needs. */
export function makeVersion(
  name: string,
  version: string,
  changes: Partial<VersionFacts> = {},
): VersionFacts {
  return {
    name,
    version,
    tags: [],
    publishedAt: '2026-11-19T08:00:00.000Z',
    publisher: { name: 'ada' },
    description: `What ${name} does, in one sentence`,
    deprecated: null,
    license: { text: 'MIT', isSpdx: true },
    types: { kind: 'included' },
    moduleFormat: 'dual',
    engines: { node: '>=20' },
    os: [],
    cpu: [],
    unpackedSize: 1_412_345,
    fileCount: 329,
    dependencies: [],
    bin: [],
    hasInstallScripts: false,
    repository: {
      label: `ships/${name}`,
      url: `https://github.com/ships/${name}`,
      host: 'github',
      directory: null,
    },
    gitHead: '0123456789012345678901234567890123456789',
    homepage: `https://${name.replace(/[^a-z-]/g, '')}.example/`,
    issues: `https://github.com/ships/${name}/issues`,
    funding: [`https://github.com/sponsors/ada`],
    keywords: ['router', 'web', 'edge'],
    hasProvenance: false,
    ...changes,
  };
}

interface PackageSpec {
  /** Version to the day it was published; newest first. */
  readonly history: Readonly<Record<string, string | null>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly version?: Partial<VersionFacts>;
  readonly facts?: Partial<PackageFacts>;
  readonly readme?: ReadmeAnswer;
  readonly advisories?: readonly Advisory[];
  readonly deprecated?: Readonly<Record<string, string>>;
}

function makePackage(name: string, spec: PackageSpec): TestPackage {
  const latest = Object.keys(spec.history)[0];
  const distTags = spec.tags ?? (latest === undefined ? {} : { latest });
  const summaries = Object.entries(spec.history).map(
    ([version, day]): VersionSummary => ({
      version,
      publishedAt: day === null ? null : `${day}T08:00:00.000Z`,
      deprecated: spec.deprecated?.[version] ?? null,
      isPrerelease: version.includes('-'),
    }),
  );
  const versions = new Map(
    summaries.map(({ version, publishedAt, deprecated }) => [
      version,
      makeVersion(name, version, {
        publishedAt,
        deprecated,
        tags: Object.keys(distTags).filter((tag) => distTags[tag] === version),
        ...spec.version,
      }),
    ]),
  );
  return {
    facts: {
      name,
      status: 'published',
      description: `What ${name} does, in one sentence`,
      distTags,
      versions: summaries,
      createdAt: `${Object.values(spec.history).at(-1) ?? '2020-01-01'}T08:00:00.000Z`,
      unpublishedAt: null,
      maintainers: [{ name: 'ada' }, { name: 'grace' }],
      asOf: '2026-11-22T09:58:00.000Z',
      isStale: false,
      ...spec.facts,
    },
    versions,
    readme: spec.readme ?? README,
    advisories: spec.advisories ?? [],
  };
}

const README: ReadmeAnswer = {
  kind: 'readme',
  readme: {
    html: [
      '<h1 id="readme-ship">Ship</h1><p>A <em>small</em>, simple, and fast ship. ',
      '<a href="https://github.com/ships/ship" rel="nofollow ugc noopener noreferrer">Repository</a></p>',
      '<h2 id="readme-quick-start">Quick start</h2><pre><code>npm create ship@latest</code></pre>',
      '<h2 id="readme-how-it-floats">How it floats</h2><p>By being lighter than water.</p>',
      '<h3 id="readme-in-detail">In detail</h3><ul><li>hull</li><li>sails</li></ul>',
      '<table><thead><tr><th>Sail</th><th>Area</th></tr></thead><tbody><tr><td>main</td><td>20</td></tr></tbody></table>',
    ].join(''),
    headings: [
      { level: 1, text: 'Ship', id: 'readme-ship' },
      { level: 2, text: 'Quick start', id: 'readme-quick-start' },
      { level: 2, text: 'How it floats', id: 'readme-how-it-floats' },
      { level: 3, text: 'In detail', id: 'readme-in-detail' },
    ],
    from: 'tarball',
    isCut: false,
    outsideImages: 2,
  },
};

const dependency = (kind: Dependency['kind'], name: string, range: string): Dependency => ({
  kind,
  name,
  range,
  isOptional: false,
});

const ADVISORIES: readonly Advisory[] = [
  {
    id: '1001',
    title: 'Ships can be sunk by a crafted iceberg',
    severity: 'high',
    url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
    vulnerableVersions: '<2.0.0',
  },
  { id: '1002', title: 'Slow leak', severity: 'low', url: null, vulnerableVersions: '<1.2.0' },
];

/** Packages in every state that pages must show; the first has downloads by version. */
export const TEST_PACKAGES: ReadonlyMap<string, TestPackage> = new Map(
  [
    makePackage('ship', {
      history: {
        '2.2.0-beta.0': '2026-11-22',
        '3.0.0-beta.1': '2026-11-10',
        '2.1.0': '2026-11-19',
        '2.0.0': '2026-08-14',
        '1.4.2': '2026-05-02',
        '1.4.1': '2026-05-01',
        '1.0.0': '2025-12-01',
        '0.9.0': '2024-03-01',
      },
      tags: { latest: '2.1.0', next: '3.0.0-beta.1' },
      version: {
        hasProvenance: true,
        dependencies: [
          dependency('dependencies', '@ships/hull', '^1.0.0'),
          dependency('dependencies', 'old-ship', '^0.3.0'),
          dependency('dependencies', 'raft', 'github:ships/raft'),
          dependency('peerDependencies', 'bare-ship', '>=1'),
          dependency('devDependencies', 'nowhere-to-be-found', '^1.0.0'),
        ],
      },
      advisories: ADVISORIES,
    }),
    makePackage('fleet', {
      history: Object.fromEntries([
        ['4.0.0-rc.1', '2026-11-21'],
        ...Array.from({ length: 130 }, (_, index) => {
          const day = new Date(Date.UTC(2026, 9, 1) - index * 12 * 86_400_000).toISOString().slice(0, 10);
          return [`3.${129 - index}.0`, day];
        }),
      ]),
      tags: { latest: '3.129.0' },
      readme: { kind: 'none' },
    }),
    makePackage('@ships/hull', { history: { '1.2.0': '2026-10-01', '1.0.0': '2025-01-01' } }),
    makePackage('old-ship', {
      history: { '0.4.0': '2019-02-03' },
      deprecated: { '0.4.0': 'Use ship instead' },
    }),
    makePackage('bare-ship', {
      history: { '1.0.0': null },
      readme: { kind: 'none' },
      version: {
        publisher: null,
        description: null,
        license: null,
        types: { kind: 'unknown' },
        moduleFormat: 'unknown',
        engines: {},
        unpackedSize: null,
        fileCount: null,
        repository: null,
        gitHead: null,
        homepage: null,
        issues: null,
        funding: [],
        keywords: [],
      },
      facts: { description: null, createdAt: null, maintainers: [] },
    }),
    makePackage('evil-ship', {
      history: { '6.6.6': '2026-06-06' },
      deprecated: { '6.6.6': HOSTILE_TEXT },
      readme: { kind: 'refused', reason: 'The readme is longer than what is rendered.' },
      version: {
        description: HOSTILE_TEXT,
        license: { text: HOSTILE_TEXT, isSpdx: false },
        keywords: [HOSTILE_TEXT, '<b>'],
        engines: { [HOSTILE_TEXT]: HOSTILE_TEXT },
        bin: [HOSTILE_TEXT],
        hasInstallScripts: true,
        os: ['linux', '!win32'],
        cpu: ['x64'],
      },
      facts: { description: HOSTILE_TEXT, maintainers: [{ name: 'mallory' }] },
    }),
    makePackage('stale-ship', {
      history: { '1.0.0': '2026-01-01' },
      facts: { isStale: true, asOf: '2026-11-20T09:00:00.000Z' },
      readme: { kind: 'pending' },
    }),
    makePackage('gone-ship', {
      history: {},
      tags: {},
      facts: { status: 'unpublished', unpublishedAt: '2026-03-04T05:06:07.000Z' },
    }),
    makePackage('seized-ship', {
      history: { '0.0.1-security': '2026-02-03' },
      facts: { status: 'security-placeholder' },
      version: { description: 'security holding package' },
      readme: { kind: 'none' },
    }),
  ].map((one) => [one.facts.name, one]),
);

export const TEST_NAMES: readonly string[] = [...TEST_PACKAGES.keys()];
