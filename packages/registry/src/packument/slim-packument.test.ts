import { describe, expect, it } from 'vitest';
import { unpackBlock, unpackFacts } from './kept-packument.ts';
import { createPackumentSlimmer } from './slim-packument.ts';
import { PackumentError } from './split-packument.ts';
import { toManifestFacts } from './to-manifest-facts.ts';

function slim(packument: unknown, name = 'pkg') {
  const slimmer = createPackumentSlimmer(name);
  slimmer.push(Buffer.from(typeof packument === 'string' ? packument : JSON.stringify(packument)));
  const kept = slimmer.end();
  const { facts, blockOf } = unpackFacts(kept.facts);
  const manifest = (version: string) => {
    const block = kept.blocks[blockOf.get(version) ?? -1];
    return block === undefined ? undefined : unpackBlock(block).get(version);
  };
  return { kept, facts, manifest };
}

/** Many versions, each with a message of its own. */
const manyDeprecated = (count: number) => ({
  name: 'pkg',
  versions: Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`1.0.${n}`, version({ deprecated: `${n} ${'x'.repeat(970)}` })]),
  ),
});

const version = (more = {}) => ({ name: 'pkg', description: 'Text', license: 'MIT', ...more });

describe('deprecation messages', () => {
  it('are bounded in the list of versions, and whole in each version', () => {
    const { facts, manifest, kept } = slim(manyDeprecated(2_000));
    expect(unpackFacts(kept.facts).bytes).toBeLessThan(500_000);
    expect(facts.versions.every(({ deprecated }) => deprecated !== null)).toBe(true);
    expect(facts.versions.find((each) => each.version === '1.0.5')?.deprecated).toMatch(/^5 x/);
    expect(facts.versions.find((each) => each.version === '1.0.1999')?.deprecated).toBe(
      'This version is deprecated.',
    );
    expect(manifest('1.0.1999')?.deprecated).toMatch(/^1999 x/);
  });

  it('are not cut where many versions have the same', () => {
    const message = 'x'.repeat(900);
    const versions = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, n) => [`1.0.${n}`, version({ deprecated: message })]),
    );
    const { facts } = slim({ name: 'pkg', versions });
    expect(facts.versions.every(({ deprecated }) => deprecated === message)).toBe(true);
  });
});

describe('createPackumentSlimmer', () => {
  it('keeps what pages show of a package, newest version first', () => {
    const { facts, kept } = slim({
      name: 'pkg',
      'dist-tags': { latest: '1.10.0', next: '2.0.0-rc.1', gone: '9.9.9' },
      versions: {
        '1.9.0': version({ deprecated: 'old' }),
        '2.0.0-rc.1': version(),
        '1.10.0': version({ description: 'Newer' }),
        'not-a-version': version(),
      },
      time: {
        created: '2020-01-01T00:00:00Z',
        modified: '2026-01-01T00:00:00.000Z',
        '1.9.0': '2021-01-01T00:00:00.000Z',
        '1.10.0': '2022-01-01T00:00:00.000Z',
        '2.0.0-rc.1': 'no date',
      },
      maintainers: [{ name: 'ann', email: 'ann@example.org' }, 'bob <bob@example.org>', { email: 'x@y.z' }],
      users: { someone: true },
    });
    expect(facts).toEqual({
      name: 'pkg',
      status: 'published',
      description: 'Newer',
      distTags: { latest: '1.10.0', next: '2.0.0-rc.1' },
      versions: [
        { version: '2.0.0-rc.1', publishedAt: null, deprecated: null, isPrerelease: true },
        { version: '1.10.0', publishedAt: '2022-01-01T00:00:00.000Z', deprecated: null, isPrerelease: false },
        { version: '1.9.0', publishedAt: '2021-01-01T00:00:00.000Z', deprecated: 'old', isPrerelease: false },
        { version: 'not-a-version', publishedAt: null, deprecated: null, isPrerelease: false },
      ],
      createdAt: '2020-01-01T00:00:00.000Z',
      unpublishedAt: null,
      maintainers: [{ name: 'ann' }, { name: 'bob' }],
    });
    expect(kept.maintainers).toEqual(['ann', 'bob']);
    expect(kept.line).toEqual({
      version: '1.10.0',
      description: 'Newer',
      publishedAt: '2022-01-01T00:00:00.000Z',
      license: 'MIT',
      isDeprecated: false,
    });
    expect(JSON.stringify(facts)).not.toContain('example.org');
  });

  it('keeps every version whole, over several blocks', () => {
    const versions = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => [
        `1.${n}.0`,
        version({
          main: n % 3 ? 'a.js' : 'a.mjs',
          dependencies: { a: `^${n % 5}` },
          dist: { unpackedSize: n },
        }),
      ]),
    );
    const { manifest, kept } = slim({ name: 'pkg', versions });
    expect(kept.blocks.length).toBeGreaterThan(2);
    for (const [each, raw] of Object.entries(versions)) {
      expect(manifest(each)).toEqual(toManifestFacts('pkg', raw));
    }
  });

  it('tells what was unpublished', () => {
    const { facts } = slim({
      name: 'pkg',
      time: {
        created: '2020-01-01T00:00:00.000Z',
        unpublished: {
          time: '2021-01-01T00:00:00.000Z',
          maintainers: [{ name: 'ann' }],
          versions: ['1.0.0'],
        },
      },
    });
    expect(facts).toMatchObject({
      status: 'unpublished',
      distTags: {},
      versions: [],
      unpublishedAt: '2021-01-01T00:00:00.000Z',
      maintainers: [{ name: 'ann' }],
    });
  });

  it('tells what npm took down', () => {
    const { facts } = slim({
      name: 'pkg',
      'dist-tags': { latest: '0.0.1-security' },
      versions: { '0.0.1-security': version({ description: 'security holding package' }) },
    });
    expect(facts.status).toBe('security-placeholder');
  });

  it.each([undefined, {}, { latest: '9.9.9' }, 'text'])('finds the latest where the tags are %j', (tags) => {
    const { facts } = slim({
      name: 'pkg',
      'dist-tags': tags,
      versions: { '1.0.0': version(), '2.0.0-beta.1': version(), '1.2.0': version() },
    });
    expect(facts.distTags).toEqual({ latest: '1.2.0' });
    expect(facts.createdAt).toBeNull();
  });

  it('takes the first version for the beginning where the registry does not tell it', () => {
    const { facts } = slim({
      name: 'pkg',
      versions: { '1.0.0': version(), '0.9.0': version() },
      time: { '1.0.0': '2021-01-01T00:00:00.000Z', '0.9.0': '2019-05-01T00:00:00.000Z' },
    });
    expect(facts.createdAt).toBe('2019-05-01T00:00:00.000Z');
  });

  it('is not fooled by names of JavaScript itself', () => {
    const { facts, manifest } = slim(
      `{"name":"pkg","dist-tags":{"__proto__":"1.0.0","constructor":"1.0.0","latest":"1.0.0"},
        "versions":{"__proto__":{"description":"evil"},"constructor":{"description":"odd"},"1.0.0":{"engines":{"__proto__":"x"}}},
        "time":{"__proto__":{"1.0.0":"2020-01-01T00:00:00.000Z"}}}`,
    );
    expect(facts.versions.map((each) => each.version)).toEqual(['1.0.0', 'constructor']);
    expect(facts.versions[0]?.publishedAt).toBeNull();
    expect(Object.keys(facts.distTags)).toEqual(['constructor', 'latest']);
    expect(manifest('1.0.0')?.engines).toEqual({});
    expect(({} as Record<string, unknown>).description).toBeUndefined();
  });

  it('keeps the readme with the version that it surely belongs to', () => {
    const packument = (latest: string) => ({
      name: 'pkg',
      'dist-tags': { latest },
      versions: { '1.0.0': version(), '2.0.0-beta.1': version() },
      time: { '1.0.0': '2020-01-01T00:00:00.000Z', '2.0.0-beta.1': '2021-01-01T00:00:00.000Z' },
      readme: '# Hello',
      readmeFilename: 'readme.markdown',
    });
    expect(slim(packument('2.0.0-beta.1')).kept.readme).toEqual({
      text: '# Hello',
      path: 'readme.markdown',
      version: '2.0.0-beta.1',
    });
    expect(slim(packument('1.0.0')).kept.readme?.version).toBeNull();
  });

  it.each([
    '',
    ' ',
    'ERROR: No README data found!',
    ' ERROR: No README data found',
    'x'.repeat(65_536),
    12,
    null,
  ])('keeps no readme that is none, or cut off', (readme) => {
    const packument = {
      name: 'pkg',
      'dist-tags': { latest: '1.0.0' },
      versions: { '1.0.0': version() },
      readme,
    };
    expect(slim(packument).kept.readme).toBeNull();
  });

  it.each([
    ['is of another package', { name: 'other', versions: {} }],
    ['is not that of a package', { error: 'no' }],
    ['is not an object', []],
    ['is not JSON', '{"name":"pkg","versions":{"1.0.0":{"a":tru}}}'],
  ])('refuses what %s', (problem, packument) => {
    expect(() => slim(packument)).toThrow(new PackumentError(problem));
  });
});
