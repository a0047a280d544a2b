import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createExplore, type ExploreOfNpm } from './create-explore.ts';
import { fixedNpmConfig } from './npm-config/npm-config.ts';
import { type NpmSimulator, startNpmSimulator } from './simulator/index.ts';

let folder: string;
let npm: NpmSimulator;
let explore: ExploreOfNpm;
/** It goes on, since waiting for a turn takes its time, and jumps ahead where a test says so. */
const started = Date.parse('2026-11-22T12:00:00Z');
let aheadMs = 0;
const advance = (byMs: number) => {
  aheadMs += byMs;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'find-packages-'));
  npm = await startNpmSimulator({ now: () => new Date(started + performance.now() + aheadMs) });
  explore = createExplore({
    dataFolder: folder,
    npmConfig: fixedNpmConfig(npm.registryUrl),
    changesUrl: npm.changesUrl,
    clock: () => npm.now(),
    random: () => 0.5,
    env: {},
    cwd: folder,
  });
});

afterAll(async () => {
  await explore.close();
  await npm.close();
  rmSync(folder, { recursive: true });
});

/** The list is read on behind a look that waits no longer. */
const listNewest = () =>
  vi.waitFor(async () => {
    const list = await explore.list('newest');
    if (list.hits.length === 0) throw new Error(`no releases: ${JSON.stringify(list.troubles)}`);
    return list;
  }, 18_000);

describe('finding packages in a made-up registry', () => {
  it('knows the packages of a user, also from disk when search no longer answers', async () => {
    const known = await explore.user('mara');
    if (known.kind === 'unknown') throw new Error(known.message);
    const names = known.value.packages.map((hit) => hit.name);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names.slice(0, 1)) {
      expect((await explore.package(name)).maintainers.map((user) => user.name)).toContain('mara');
    }
    npm.setFault('search', { kind: 'html' });
    advance(2 * 86_400_000);
    expect(await explore.user('mara')).toMatchObject({
      isStale: true,
      asOf: known.asOf,
      value: { user: 'mara' },
    });
    npm.setFault('search', null);
    advance(3_600_000);
  });

  it('finds what only npm’s search knows, with what it tells', async () => {
    const known = await explore.user('mara');
    const name = known.kind === 'known' ? known.value.packages[0]?.name : undefined;
    // Whoever waits no longer than a page does has the answer at a later look.
    await vi.waitFor(async () => {
      const { hits, service } = await explore.search(name ?? '', { withService: true });
      expect(service).toMatchObject({ status: 'answering' });
      expect(hits.find((hit) => hit.name === name)).toMatchObject({
        match: 'exact',
        downloads: { from: 'search' },
      });
    }, 15_000);
  });

  it('lists releases of the last two days, the newest first, and no spam', async () => {
    const list = await listNewest();
    const times = list.hits.map((hit) => hit.publishedAt ?? '');
    expect(times.length).toBeGreaterThan(0);
    expect(times).toEqual([...times].sort().reverse());
    expect(Date.parse(times.at(-1) ?? '')).toBeGreaterThan(npm.now().getTime() - 2 * 86_400_000);
    expect(list.hits.filter((hit) => /airdrop|casino/.test(hit.name))).toEqual([]);
    expect(list.troubles).toEqual([]);
  });

  it('lists them by the registry’s own feed where the change feed does not answer', async () => {
    npm.setFault('changes', { kind: 'html' });
    advance(600_000);
    const list = await listNewest();
    expect(list.hits.length).toBeGreaterThan(0);
    expect(list.troubles).toEqual([]);
  });

  it('keeps what is followed beside the cache', async () => {
    await explore.follow('package', '@babel/core');
    expect(await explore.followed()).toMatchObject([{ kind: 'package', name: '@babel/core' }]);
    await expect(explore.follow('user', '../x')).rejects.toMatchObject({ status: 400 });
  });
});
