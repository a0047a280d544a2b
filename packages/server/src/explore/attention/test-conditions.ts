import type { Advisory, PackageFacts, VersionFacts } from '@shipstats/registry';
import type { DownloadLine } from '../downloads.ts';
import type { PackageCondition } from './package-condition.ts';

/** A version for tests: a small healthy one, changed as a test needs. */
export function testVersion(changes: Partial<VersionFacts> = {}): VersionFacts {
  return {
    name: 'ship',
    version: '2.0.0',
    tags: ['latest'],
    publishedAt: '2026-10-01T00:00:00.000Z',
    publisher: { name: 'ada' },
    description: 'Ships things.',
    deprecated: null,
    license: { text: 'MIT', isSpdx: true },
    types: { kind: 'included' },
    moduleFormat: 'esm',
    engines: {},
    os: [],
    cpu: [],
    unpackedSize: 12_300,
    fileCount: 4,
    dependencies: [],
    bin: [],
    hasInstallScripts: false,
    repository: null,
    gitHead: null,
    homepage: null,
    issues: null,
    funding: [],
    keywords: [],
    hasProvenance: false,
    ...changes,
  };
}

export function testFacts(changes: Partial<PackageFacts> = {}): PackageFacts {
  return {
    name: 'ship',
    status: 'published',
    description: 'Ships things.',
    distTags: { latest: '2.0.0' },
    versions: [
      { version: '2.0.0', publishedAt: '2026-10-01T00:00:00.000Z', deprecated: null, isPrerelease: false },
      { version: '1.0.0', publishedAt: '2024-01-01T00:00:00.000Z', deprecated: null, isPrerelease: false },
    ],
    createdAt: '2024-01-01T00:00:00.000Z',
    unpublishedAt: null,
    maintainers: [{ name: 'ada' }],
    asOf: '2026-11-22T09:00:00.000Z',
    isStale: false,
    ...changes,
  };
}

export function testLine(changes: Partial<DownloadLine> = {}): DownloadLine {
  return {
    downloads: 50_000,
    through: '2026-11-21',
    from: 'store',
    unknownDays: 0,
    trend: 0.05,
    weeks: [10_000, 11_000, 12_000],
    ...changes,
  };
}

export function testAdvisory(changes: Partial<Advisory> = {}): Advisory {
  return {
    id: '1',
    title: 'Sinks on Fridays',
    severity: 'high',
    url: 'https://advisories.example/1',
    vulnerableVersions: '<2.0.0',
    ...changes,
  };
}

/** A package that needs nobody's attention. */
export function testCondition(changes: Partial<PackageCondition> = {}): PackageCondition {
  return {
    name: 'ship',
    facts: testFacts(),
    latest: testVersion(),
    line: testLine(),
    dependencies: [],
    advisories: [],
    vulnerableReleases: [],
    ...changes,
  };
}
