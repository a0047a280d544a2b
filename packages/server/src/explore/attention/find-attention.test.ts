import { describe, expect, it } from 'vitest';
import { FALLING, findAttention, LEAST_DOWNLOADS } from './find-attention.ts';
import type { PackageCondition } from './package-condition.ts';
import { testAdvisory, testCondition, testFacts, testLine, testVersion } from './test-conditions.ts';

const now = new Date('2026-11-22T10:00:00Z');
const find = (changes: Partial<PackageCondition>) => findAttention([testCondition(changes)], now);
const kinds = (changes: Partial<PackageCondition>) => find(changes).map(({ kind }) => kind);

const dependency = (changes: Partial<PackageCondition['dependencies'][number]> = {}) => ({
  dependency: { kind: 'dependencies' as const, name: 'rope', range: '^1.0.0', isOptional: false },
  name: 'rope',
  version: '1.2.0',
  deprecated: null,
  advisories: [],
  ...changes,
});

describe('what needs attention', () => {
  it('is nothing of a healthy package', () => {
    expect(find({})).toEqual([]);
  });

  it('is an advisory for the latest version, at once where it is grave', () => {
    const [grave] = find({ advisories: [testAdvisory()] });
    expect(grave).toMatchObject({
      kind: 'vulnerable-latest',
      urgency: 'now',
      package: 'ship',
      reason: 'has a high advisory for its latest version, 2.0.0.',
      quote: 'Sinks on Fridays',
      link: { label: 'Advisory', href: 'https://advisories.example/1' },
    });
    expect(find({ advisories: [testAdvisory({ severity: 'low', url: null })] })[0]).toMatchObject({
      urgency: 'soon',
      link: { href: '/pkg:ship' },
    });
  });

  it('is a dependency with an advisory, told with the version that its range gives today', () => {
    const [item, ...others] = find({
      dependencies: [
        dependency({
          advisories: [testAdvisory({ severity: 'low' }), testAdvisory({ id: '2', severity: 'critical' })],
        }),
      ],
    });
    expect(others).toEqual([]);
    expect(item).toMatchObject({
      kind: 'vulnerable-dependency',
      urgency: 'now',
      reason:
        'depends on rope ^1.0.0, which today is 1.2.0 and has 2 advisories, the worst of them critical.',
    });
  });

  it('is a dependency that is deprecated, with what its author says', () => {
    expect(find({ dependencies: [dependency({ deprecated: 'use twine' })] })[0]).toMatchObject({
      kind: 'deprecated-dependency',
      reason: 'depends on rope ^1.0.0; its 1.2.0 is deprecated.',
      quote: 'use twine',
      link: { href: '/pkg:rope' },
    });
  });

  it('is a deprecated package that people still download, and only that of it', () => {
    const latest = testVersion({ deprecated: 'use ferry' });
    expect(find({ latest, line: testLine({ trend: -0.5 }) })).toMatchObject([
      {
        kind: 'deprecated-package',
        reason: 'is deprecated and was still downloaded 50 k times in 30 days.'.replace(' k', '\u202fk'),
        quote: 'use ferry',
      },
    ]);
    expect(kinds({ latest, line: testLine({ downloads: LEAST_DOWNLOADS - 1 }) })).toEqual([]);
    expect(kinds({ latest, line: undefined })).toEqual([]);
  });

  it('is a fall in downloads of more than a fifth, of a package that has some', () => {
    expect(find({ line: testLine({ trend: -0.34 }) })).toMatchObject([
      {
        kind: 'falling-downloads',
        reason: 'lost 34\u202f% of its downloads in four weeks, to 50\u202fk in 30 days.',
      },
    ]);
    expect(kinds({ line: testLine({ trend: FALLING }) })).toEqual([]);
    expect(kinds({ line: testLine({ trend: -0.9, downloads: LEAST_DOWNLOADS - 1 }) })).toEqual([]);
    expect(kinds({ line: testLine({ trend: null }) })).toEqual([]);
  });

  it('is old releases with advisories that no deprecation warns of, while the latest is fine', () => {
    const vulnerableReleases = [{ version: '1.0.0', advisories: [testAdvisory()] }];
    expect(find({ vulnerableReleases })).toMatchObject([
      {
        kind: 'vulnerable-releases',
        urgency: 'someday',
        reason: 'has one older release, 1.0.0, with a high advisory and no deprecation that warns of it.',
      },
    ]);
    const facts = testFacts({
      versions: testFacts().versions.map((one) => ({
        ...one,
        deprecated: one.version === '1.0.0' ? 'old' : null,
      })),
    });
    expect(kinds({ vulnerableReleases, facts })).toEqual([]);
  });

  it('is years without a release, by the last release of any version', () => {
    const old = (publishedAt: string | null) =>
      testFacts({ versions: [{ version: '2.0.0', publishedAt, deprecated: null, isPrerelease: false }] });
    expect(find({ facts: old('2023-05-01T00:00:00Z') })).toMatchObject([
      {
        kind: 'long-without-release',
        reason: 'has had no release for 3 years and was downloaded 50\u202fk times in 30 days.',
      },
    ]);
    expect(kinds({ facts: old('2025-05-01T00:00:00Z') })).toEqual([]);
    expect(kinds({ facts: old(null) })).toEqual([]);
  });

  it('begins with the most urgent, and among equals with the most downloaded', () => {
    const items = findAttention(
      [
        testCondition({ name: 'small', advisories: [testAdvisory()], line: testLine({ downloads: 10 }) }),
        testCondition({ name: 'falling', line: testLine({ trend: -0.5, downloads: 9_000_000 }) }),
        testCondition({ name: 'large', advisories: [testAdvisory()], line: testLine({ downloads: 5_000 }) }),
      ],
      now,
    );
    expect(items.map((item) => item.package)).toEqual(['large', 'small', 'falling']);
  });
});
