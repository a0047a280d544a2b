import { HttpError } from '@shipstats/core';
import type { Explore } from '@shipstats/registry';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { LIMITS, readConditions } from './read-conditions.ts';
import { testAdvisory, testFacts, testVersion } from './test-conditions.ts';

type Sources = Pick<Explore, 'version' | 'package' | 'advisories'>;

const summary = (version: string, deprecated: string | null = null) => ({
  version,
  publishedAt: null,
  deprecated,
  isPrerelease: version.includes('-'),
});

function sources(changes: Partial<Sources> = {}): Sources {
  return {
    version: async (name) => ({ facts: testFacts({ name }), version: testVersion({ name }) }),
    package: async (name) => testFacts({ name }),
    advisories: async () => ({ kind: 'known', value: {}, asOf: '', isStale: false }),
    ...changes,
  };
}

const withRange = (range: string) =>
  testVersion({
    dependencies: [{ kind: 'dependencies', name: 'rope', range, isOptional: false }],
  });

describe('what the rules are given', () => {
  it('has dependencies at the version that npm installs today, an alias as the package it stands for', async () => {
    const asked: string[] = [];
    const found = await readConditions(['ship'], {
      lines: new Map(),
      explore: sources({
        version: async () => ({ facts: testFacts(), version: withRange('npm:cord@^1.0.0') }),
        package: async (name) => {
          asked.push(name);
          return testFacts({
            name,
            distTags: { latest: '2.1.0' },
            versions: [summary('2.1.0'), summary('1.9.1', 'bad'), summary('1.9.0')],
          });
        },
        advisories: async (versions) => {
          expect(versions.cord).toEqual(['1.9.0']);
          return {
            kind: 'known',
            value: { cord: [testAdvisory({ vulnerableVersions: '<2' })] },
            asOf: '',
            isStale: false,
          };
        },
      }),
    });
    expect(asked).toEqual(['cord']);
    expect(found.conditions[0]?.dependencies).toMatchObject([
      { dependency: { name: 'rope' }, name: 'cord', version: '1.9.0', advisories: [{ id: '1' }] },
    ]);
  });

  it('leaves out dependencies that are not from the registry', async () => {
    const found = await readConditions(['ship'], {
      lines: new Map(),
      explore: sources({
        version: async () => ({ facts: testFacts(), version: withRange('github:a/b') }),
      }),
    });
    expect(found.conditions[0]?.dependencies).toEqual([]);
  });

  it('has each advisory at the versions it speaks of alone', async () => {
    const { conditions } = await readConditions(['ship'], {
      lines: new Map(),
      explore: sources({
        advisories: async (asked) => {
          expect(asked).toEqual({ ship: ['2.0.0', '1.0.0'] });
          return {
            kind: 'known',
            value: { ship: [testAdvisory({ vulnerableVersions: '<1.5.0' })] },
            asOf: '',
            isStale: false,
          };
        },
      }),
    });
    expect(conditions[0]?.advisories).toEqual([]);
    expect(conditions[0]?.vulnerableReleases.map(({ version }) => version)).toEqual(['1.0.0']);
  });

  it('looks at so many packages and says of how many', async () => {
    const names = Array.from({ length: LIMITS.packages + 5 }, (_, index) => `p${index}`);
    const found = await readConditions(names, { explore: sources(), lines: new Map() });
    expect(found.packages).toEqual({ all: LIMITS.packages + 5, looked: LIMITS.packages });
  });

  it('leaves out what cannot be read, and says so', async () => {
    const found = await readConditions(['ship', 'gone'], {
      lines: new Map(),
      explore: sources({
        version: async (name) => {
          if (name === 'gone') throw new HttpError(404, 'There is no package gone.');
          return { facts: testFacts({ name }), version: withRange('*') };
        },
        package: async () => {
          throw new HttpError(502, 'The registry is not answering.');
        },
        advisories: async () => ({ kind: 'unknown', service: 'advisories', reason: 'off', message: 'Off.' }),
      }),
    });
    expect(found).toMatchObject({
      packages: { all: 2, looked: 1 },
      dependencies: { all: 1, looked: 0 },
      advisoriesMissing: 'Off.',
    });
  });

  it('does not wait for advisories longer than a page may', async () => {
    const explore = sources({ advisories: () => new Promise(() => undefined) });
    const found = await readConditions(['ship'], { explore, lines: new Map(), waitMs: 20 });
    expect(found.packages.looked).toBe(1);
    expect(found.advisoriesMissing).toBe(
      'npm’s advisories service has not answered yet; a later look will tell.',
    );
  });

  it('waits once for everything, not once for each kind of thing', async () => {
    const never = () => new Promise<never>(() => undefined);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const version = async () => ({ facts: testFacts(), version: withRange('*') });
    const explore = sources({ version, package: never, advisories: never });
    const found = vi.fn();
    void readConditions(['ship'], { explore, lines: new Map(), waitMs: 300 }).then(found);
    await vi.advanceTimersByTimeAsync(310);
    expect(found).toHaveBeenCalledWith(expect.objectContaining({ packages: { all: 1, looked: 1 } }));
  });

  it('does not take a bug for something that is missing', async () => {
    const explore = sources({
      version: async () => {
        throw new TypeError('a bug');
      },
    });
    await expect(readConditions(['ship'], { explore, lines: new Map() })).rejects.toThrow('a bug');
  });
});
