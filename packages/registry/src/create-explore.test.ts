import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createExplore, type ExploreOfNpm } from './create-explore.ts';
import { fixedNpmConfig } from './npm-config/npm-config.ts';
import type { ServiceName } from './service/service.ts';
import { type FaultKind, type NpmSimulator, startNpmSimulator } from './simulator/index.ts';

let folder: string;
let npm: NpmSimulator;
let explore: ExploreOfNpm;
let count = 0;
const others: ExploreOfNpm[] = [];

function open(more: { off?: readonly ServiceName[] } = {}): ExploreOfNpm {
  count += 1;
  return createExplore({
    dataFolder: join(folder, String(count)),
    npmConfig: fixedNpmConfig(npm.registryUrl),
    changesUrl: npm.changesUrl,
    clock: () => npm.now(),
    random: () => 0.5,
    env: {},
    cwd: folder,
    ...more,
  });
}

/** One that has read nothing yet. */
function openNew(more: { off?: readonly ServiceName[] } = {}): ExploreOfNpm {
  const opened = open(more);
  others.push(opened);
  return opened;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'explore-'));
  npm = await startNpmSimulator({ now: '2026-11-22T12:00:00Z' });
  explore = open();
});

afterEach(async () => {
  for (const service of ['registry', 'advisories', 'attestations'] as const) npm.setFault(service, null);
  await Promise.all(others.splice(0).map((each) => each.close()));
});

afterAll(async () => {
  await explore.close();
  await npm.close();
  rmSync(folder, { recursive: true, force: true });
});

const LOOK = { allowOutsideImages: false, waitMs: 15_000 };

describe('packages of a made-up registry', () => {
  it('shows a package, a version, and a tag', async () => {
    const facts = await explore.package('tidewire');
    expect(facts).toMatchObject({ name: 'tidewire', status: 'published', isStale: false });
    expect(facts.maintainers.map((user) => user.name)).toContain('mara');
    const { version } = await explore.version('tidewire', undefined);
    expect(version).toMatchObject({ name: 'tidewire', version: facts.distTags.latest });
    expect(version.tags).toContain('latest');
    const oldest = facts.versions.at(-1)?.version;
    expect((await explore.version('tidewire', oldest)).version.version).toBe(oldest);
    expect((await explore.version('tidewire', `v${oldest}`)).version.version).toBe(oldest);
  });

  it.each<[string, string | undefined, number]>([
    ['..', undefined, 400],
    ['@mara/..', undefined, 400],
    ['\u202eeriwedit', undefined, 400],
    ['no-such-package-here', undefined, 404],
    ['edge-deleted', undefined, 404],
    ['tidewire', '99.0.0', 404],
    ['tidewire', '__proto__', 404],
    ['tidewire', 'constructor', 404],
    ['edge-unpublished', undefined, 410],
  ])('says what is wrong with %j at %j', async (name, spec, status) => {
    await expect(explore.version(name, spec)).rejects.toMatchObject({ name: 'HttpError', status });
  });

  it('reads every odd package as far as it goes', async () => {
    const read = async (name: string) => (await explore.version(name, undefined)).version;
    expect((await explore.package('edge-unpublished')).status).toBe('unpublished');
    expect((await explore.package('edge-security-placeholder')).status).toBe('security-placeholder');
    expect(await read('edge-no-time')).toMatchObject({ publishedAt: null });
    expect(await read('edge-no-unpacked-size')).toMatchObject({ unpackedSize: null });
    expect(await read('edge-deprecated-empty')).toMatchObject({ deprecated: null });
    expect(await read('edge-deprecated-false')).toMatchObject({ deprecated: null });
    expect((await read('edge-deprecated-true')).deprecated).not.toBeNull();
    for (const name of ['edge-license-object', 'edge-licenses', 'edge-licenses-text']) {
      expect((await read(name)).license).not.toBeNull();
    }
    expect((await read('edge-repository-text')).repository?.url).toMatch(/^https:/);
    for (const name of [
      'EdgeMixedCase',
      'edge-proto-keys',
      'edge-wrong-types',
      'edge-empty-fields',
      't\u0456dewire',
    ]) {
      expect((await read(name)).name).toBe(name);
    }
    const { repository, homepage, issues, funding, ...texts } = await read('hostile-fields');
    const links = [repository?.url, homepage, issues, ...funding].filter((link) => typeof link === 'string');
    expect(links.filter((link) => !/^https?:/.test(link))).toEqual([]);
    expect(JSON.stringify(texts)).not.toMatch(/\\u00[01]|[\u202a-\u202e\u2066-\u2069]/);
  });

  it('shows the readme of the very version, from the packument or the archive', async () => {
    const latest = await explore.readme('quillparse', 'latest', LOOK);
    expect(latest).toMatchObject({ kind: 'readme', readme: { from: 'packument' } });
    const facts = await explore.package('quillparse');
    const older = facts.versions.at(-1)?.version ?? '';
    expect(await explore.readme('quillparse', older, LOOK)).toMatchObject({ readme: { from: 'tarball' } });
    // Its beta is newer: whose readme the packument has cannot be told.
    expect(await explore.readme('tidewire', 'latest', LOOK)).toMatchObject({ readme: { from: 'tarball' } });
    for (const name of ['edge-no-readme-in-packument', 'edge-cut-readme']) {
      expect(await explore.readme(name, 'latest', LOOK)).toMatchObject({ readme: { from: 'tarball' } });
    }
  });

  it('reads and renders a readme once', async () => {
    const fresh = openNew();
    await fresh.version('edge-no-readme-in-packument', undefined);
    npm.clearRequests();
    const looks = await Promise.all(
      [1, 2, 3].map(() => fresh.readme('edge-no-readme-in-packument', 'latest', LOOK)),
    );
    expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(1);
    npm.setFault('registry', { kind: 'refuse' });
    expect(await fresh.readme('edge-no-readme-in-packument', 'latest', LOOK)).toEqual(looks[0]);
    expect(npm.requests).toHaveLength(1);
  });

  it('does not wait for a readme longer than it is told to', async () => {
    npm.setFault('registry', { kind: 'hang', path: '.tgz' });
    const fresh = openNew();
    expect(await fresh.readme('edge-no-readme-in-packument', 'latest', { ...LOOK, waitMs: 10 })).toEqual({
      kind: 'pending',
    });
  });

  it.each(['traversal', 'links', 'devices', 'bomb', 'endless', 'truncated', 'not-gzip', 'missing'])(
    'refuses an archive that is odd (%s), and says why',
    async (kind) => {
      const answer = await explore.readme(`tarball-${kind}`, 'latest', LOOK);
      expect(answer).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^[A-Z].*\.$/) });
    },
  );

  it.each<[string, string]>([
    ['no-readme', 'none'],
    ['odd-case', 'readme'],
    ['subfolder', 'readme'],
  ])('reads an archive that is merely unusual (%s)', async (kind, answer) => {
    expect(await explore.readme(`tarball-${kind}`, 'latest', LOOK)).toMatchObject({ kind: answer });
  });

  it('tells sizes, and what is attested', async () => {
    const size = await explore.packedSize('tidewire', 'latest');
    expect(size).toMatchObject({ kind: 'known', isStale: false });
    const { version } = await explore.version('tidewire', undefined);
    const provenance = await explore.provenance('tidewire', version.version);
    expect(provenance).toMatchObject({ kind: 'known' });
    if (version.hasProvenance)
      expect(provenance).toMatchObject({ value: { repository: expect.stringMatching(/^https:/) } });
  });

  it('asks for advisories in one request, and knows of none where there are none', async () => {
    npm.clearRequests();
    const answer = await openNew().advisories({ tidewire: ['1.0.0'], 'no-such-package-here': ['1.0.0'] });
    expect(answer).toMatchObject({ kind: 'known', value: { 'no-such-package-here': [] } });
    expect(npm.requests).toHaveLength(1);
  });

  it.each<[FaultKind, number]>([
    [{ kind: 'refuse' }, 502],
    [{ kind: 'reset' }, 502],
    [{ kind: 'status', status: 500 }, 502],
    [{ kind: 'html' }, 502],
    [{ kind: 'truncate' }, 502],
    [{ kind: 'wrong-shape' }, 502],
    [{ kind: 'wrong-package' }, 502],
    [{ kind: 'waf' }, 502],
    [{ kind: 'rate-limit' }, 502],
  ])('says so where the registry fails by %j, and keeps nothing of it', async (fault, status) => {
    const fresh = openNew();
    npm.setFault('registry', { ...fault, path: 'quillparse' });
    await expect(fresh.version('quillparse', undefined)).rejects.toMatchObject({ name: 'HttpError', status });
    npm.setFault('registry', null);
    await expect(openNew().version('quillparse', undefined)).resolves.toBeDefined();
  });

  it('asks no service that is switched off', async () => {
    const fresh = openNew({ off: ['advisories', 'attestations'] });
    expect(await fresh.advisories({ tidewire: ['1.0.0'] })).toMatchObject({ kind: 'unknown', reason: 'off' });
    expect(fresh.services().find(({ service }) => service === 'advisories')).toMatchObject({ status: 'off' });
  });
});
