import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExplore, type ExploreOfNpm } from '../create-explore.ts';
import { holdLock } from '../hold-lock.ts';
import type { BuildResult } from '../index-build/build-index.ts';
import { openLearnedFacts } from '../index-learned/open-learned-facts.ts';
import { parseSourceSpec } from '../index-source/source-spec.ts';
import { fixedNpmConfig } from '../npm-config/npm-config.ts';
import { sendJson, startTestRegistry, type TestRegistry } from '../packument/test-registry.ts';
import { toSearchQuery } from '../search/search-query.ts';
import { type NpmSimulator, startNpmSimulator } from '../simulator/index.ts';

let folder: string;
let npm: NpmSimulator;
const opened: ExploreOfNpm[] = [];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'upkeep-'));
  npm = await startNpmSimulator({ now: '2026-11-22T12:00:00Z' });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
  await npm.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(registryUrl = npm.registryUrl, warnings: string[] = []): ExploreOfNpm {
  const explore = createExplore({
    dataFolder: folder,
    npmConfig: fixedNpmConfig(registryUrl),
    changesUrl: npm.changesUrl,
    clock: () => npm.now(),
    paceClock: () => new Date(),
    random: () => 0.5,
    env: {},
    cwd: folder,
    off: ['search'],
    onWarning: (message) => warnings.push(message),
  });
  opened.push(explore);
  return explore;
}

async function build(
  explore: ExploreOfNpm,
  from: string,
  more: { signal?: AbortSignal } = {},
): Promise<BuildResult> {
  const spec = parseSourceSpec(from);
  if (spec.kind === 'invalid') throw new Error(spec.reason);
  return explore.searchIndex.build({
    sources: [spec],
    isForced: false,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...more,
  });
}

async function buildOf(explore: ExploreOfNpm, names: readonly string[]): Promise<void> {
  const file = path.join(folder, 'list.tsv');
  writeFileSync(file, names.map((name, at) => `${name}\t${1_000 - at}\n`).join(''));
  await build(explore, file);
}

const search = async (explore: ExploreOfNpm, text: string) =>
  (await explore.search(toSearchQuery(text))).hits.map((hit) => hit.name);
const status = (explore: ExploreOfNpm) => explore.searchIndex.status();

describe('a server that begins', () => {
  it('makes the index of the list that ships before anybody searches', async () => {
    const keeping = open().searchIndex.keep({ followChanges: false, enrich: false });
    const made = () =>
      readdirSync(path.join(folder, 'search')).some((file) => /^starter-[\d-]+\.sqlite$/.test(file));
    await expect.poll(made, { timeout: 20_000 }).toBe(true);
    await keeping.stop();
  });
});

describe('the search index', () => {
  it('is the list that ships until one is built, which another process then searches at once', async () => {
    const [server, command] = [open(), open()];
    expect(await search(server, 'express')).toContain('express');
    expect(status(command)).toMatchObject({ inUse: null, trouble: null, isBuilding: false });
    await buildOf(command, ['tidewire', 'saltmarsh']);
    await expect.poll(() => search(server, 'tidewire'), { timeout: 5_000 }).toEqual(['tidewire']);
    expect(await search(server, 'express')).toEqual([]);
    expect(status(command)).toMatchObject({
      inUse: { packages: 2, source: 'list.tsv', known: { downloads: 2, description: 0 } },
      isUnfinished: false,
    });
  });

  it('learns from packages that are looked at', async () => {
    const explore = open();
    await buildOf(explore, ['tidewire']);
    await explore.package('tidewire');
    await expect.poll(() => status(explore).inUse?.known.description, { timeout: 10_000 }).toBe(1);
    const { facts } = await explore.version('tidewire', undefined);
    const [hit] = (await explore.search(toSearchQuery('tidewire'))).hits;
    expect(hit).toMatchObject({
      name: 'tidewire',
      description: facts.description,
      version: facts.distTags.latest,
    });
    expect(status(explore)).toMatchObject({
      inUse: { known: { license: 1, module: 1, publishedAt: 1, maintainers: 1, types: 1 } },
      learned: { known: 1, waiting: 0 },
    });
  });

  it('learns from readmes that are looked at, also of packages whose packument has none', async () => {
    const explore = open();
    const name = 'bramblehinge-cli';
    await buildOf(explore, [name, 'saltmarsh']);
    await explore.package(name);
    await expect.poll(() => status(explore).inUse?.known.description, { timeout: 10_000 }).toBe(1);
    // Words that its readme alone has.
    expect(await search(explore, 'usage license')).toEqual([]);
    await explore.readme(name, 'latest', { allowOutsideImages: false, waitMs: 10_000 });
    await expect.poll(() => search(explore, 'usage license'), { timeout: 10_000 }).toEqual([name]);
  });

  it('learns from packages whose downloads it does not know', async () => {
    const explore = open();
    const file = path.join(folder, 'names.json');
    writeFileSync(file, '["tidewire", "saltmarsh"]');
    await build(explore, file);
    await explore.package('tidewire');
    await expect.poll(() => status(explore).inUse?.known.description, { timeout: 10_000 }).toBe(1);
  });

  it('is brought up to date where it is the list that ships, too', async () => {
    const registry = await startTestRegistry((_, response) =>
      sendJson(response, {
        name: 'fastify',
        'dist-tags': { latest: '1.0.0' },
        versions: { '1.0.0': { name: 'fastify', version: '1.0.0', keywords: ['lockgates'] } },
      }),
    );
    const explore = open(registry.url);
    await explore.package('fastify');
    await expect.poll(() => status(explore).learned.waiting, { timeout: 5_000 }).toBe(1);
    const keeping = explore.searchIndex.keep({ followChanges: false, enrich: false });
    await expect.poll(() => status(explore).learned.waiting, { timeout: 25_000 }).toBe(0);
    await keeping.stop();
    expect(await search(explore, 'lockgates')).toEqual(['fastify']);
    await registry.close();
  });

  it('does not say that a package has no types where it is the list that ships, which has few of them', async () => {
    const registry = await startTestRegistry((_, response) =>
      sendJson(response, {
        name: 'fastify',
        'dist-tags': { latest: '1.0.0' },
        versions: { '1.0.0': { name: 'fastify', version: '1.0.0' } },
      }),
    );
    const explore = open(registry.url);
    await explore.package('fastify');
    await expect.poll(() => status(explore).learned.known, { timeout: 5_000 }).toBe(1);
    const learned = openLearnedFacts({
      file: path.join(folder, 'search', 'learned.sqlite'),
      clock: () => npm.now(),
    });
    expect(learned.of('fastify')).toMatchObject({ document: { facts: { version: '1.0.0' } } });
    expect(learned.of('fastify')).not.toHaveProperty('document.facts.types');
    learned.close();
    await registry.close();
  });

  it('learns nothing of packages that it does not have: they may be private', async () => {
    const explore = open();
    await buildOf(explore, ['tidewire']);
    await explore.package('saltmarsh');
    await explore.package('tidewire');
    await expect.poll(() => status(explore).learned.known, { timeout: 5_000 }).toBe(1);
    expect(await search(explore, 'saltmarsh')).toEqual([]);
  });

  it('keeps what a command has learned when that ends', async () => {
    const explore = open();
    await buildOf(explore, ['tidewire']);
    await explore.package('tidewire');
    await expect.poll(() => status(explore).learned.known, { timeout: 5_000, interval: 5 }).toBe(1);
    await explore.close();
    expect(status(open())).toMatchObject({ learned: { waiting: 0 }, inUse: { known: { description: 1 } } });
  });

  it('follows the change feed: new packages, changed ones, and those that are gone', async () => {
    const explore = open();
    const deleted = npm.world.everPackages(npm.now().getTime()).find((spec) => spec.oddity === 'deleted');
    await buildOf(explore, ['tidewire', deleted?.name ?? '']);
    const signal = new AbortController().signal;
    const begun = await explore.searchIndex.update({ signal });
    expect(begun).toMatchObject({ kind: 'updated', followed: { start: 'begun', changes: 0 } });
    const place = status(explore).place?.sequence ?? 0;
    const updated = await explore.searchIndex.update({ since: place - 3 * 12, signal });
    expect(updated).toMatchObject({ kind: 'updated', followed: { start: null } });
    if (updated.kind === 'busy') throw new Error('nobody else follows it');
    expect(updated.followed.changes).toBeGreaterThan(3);
    expect(updated.changed).toBeGreaterThan(3);
    expect(status(explore)).toMatchObject({ place: { sequence: place }, learned: { waiting: 0 } });
    expect(status(explore).inUse?.packages).toBeGreaterThan(4);
  });

  it('is updated by one process at a time', async () => {
    const explore = open();
    const held = holdLock(path.join(folder, 'search', 'follow.lock'));
    expect(await explore.searchIndex.update({ signal: new AbortController().signal })).toEqual({
      kind: 'busy',
    });
    held?.release();
  });

  it('is kept up to date by a server, which stops at once', async () => {
    const explore = open();
    await buildOf(explore, ['tidewire', 'saltmarsh']);
    const keeping = explore.searchIndex.keep({ followChanges: true, enrich: true });
    await expect.poll(() => status(explore).place, { timeout: 10_000 }).not.toBeNull();
    await expect.poll(() => status(explore).inUse?.known.description, { timeout: 15_000 }).toBe(2);
    const before = performance.now();
    await keeping.stop();
    expect(performance.now() - before).toBeLessThan(1_000);
    await explore.searchIndex.keep({ followChanges: false, enrich: false }).stop();
  });

  it('of another version is told of once, and the list that ships is searched', async () => {
    const warnings: string[] = [];
    const explore = open(npm.registryUrl, warnings);
    await buildOf(explore, ['tidewire']);
    const { file } = status(explore).inUse ?? { file: '' };
    writeFileSync(file, 'no index any more');
    const other = open(npm.registryUrl, warnings);
    expect(await search(other, 'express')).toContain('express');
    expect(await search(other, 'express')).toContain('express');
    expect(warnings).toEqual([expect.stringContaining('Until then the list that ships is searched.')]);
    expect(status(other).trouble).toContain('is no search index of this version');
  });
});

describe('a package as a source', () => {
  let registry: TestRegistry;
  let tarball: Buffer;
  let integrity: string;

  beforeEach(async () => {
    tarball = await toTarball({
      'package.json': '{}',
      'readme.md': 'Counts',
      'counts.json': '{"express": 900, "koa": 70}',
      'data/more.tsv.gz': gzipSync('hono\t5\n'),
    });
    integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    registry = await startTestRegistry((request, response) => {
      if (request.url?.endsWith('.tgz')) return response.writeHead(200).end(tarball);
      sendJson(response, {
        name: 'counted',
        'dist-tags': { latest: '2.0.0' },
        versions: {
          '2.0.0': {
            name: 'counted',
            version: '2.0.0',
            dist: { tarball: `${registry.url}counted/-/counted-2.0.0.tgz`, integrity },
          },
        },
        time: { '2.0.0': '2026-11-03T04:05:06Z' },
      });
    });
  });
  afterEach(() => registry.close());

  it('is the file that is named, or the one that is called as such lists are', async () => {
    const explore = open(registry.url);
    expect(await build(explore, 'npm:counted')).toMatchObject({
      packages: 2,
      builtOn: '2026-11-03',
      source: 'counted 2.0.0',
    });
    writeFileSync(path.join(folder, 'search', 'current.json'), '{}');
    expect(await build(explore, 'npm:counted@2.0.0/data/more.tsv.gz')).toMatchObject({ packages: 1 });
  });

  it('is told of where it has no such file, no such version, or other bytes than it should', async () => {
    const explore = open(registry.url);
    await expect(build(explore, 'npm:counted/none.json')).rejects.toThrow(
      'It has no file none.json. Name one as npm:counted/…: counts.json, data/more.tsv.gz.',
    );
    await expect(build(explore, 'npm:counted@3.0.0')).rejects.toMatchObject({ status: 404 });
    const right = tarball;
    const evil = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`evil-${at}`, 1_000]));
    tarball = await toTarball({ 'counts.json': JSON.stringify(evil) });
    await expect(build(explore, 'npm:counted')).rejects.toThrow(
      'not the one that the registry has a checksum of',
    );
    expect(status(explore).inUse).toBeNull();
    tarball = right;
    expect(await build(explore, 'npm:counted')).toMatchObject({ packages: 2 });
  });
});

async function toTarball(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name: `package/${name}` }, content);
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}
