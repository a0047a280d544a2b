import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PackageFacts } from '../packument/package-facts.ts';
import { sendJson, startTestRegistry, type TestRegistry } from '../packument/test-registry.ts';
import { toManifestFacts } from '../packument/to-manifest-facts.ts';
import { createService } from '../service/create-service.ts';
import { fetchTransport } from '../service/test-wire.ts';
import { createTarballs, type TarballSource, tarballUrl } from './tarballs.ts';

let registry: TestRegistry;
beforeEach(async () => {
  registry = await startTestRegistry();
});
afterEach(() => registry.close());

const client = () =>
  createService({
    name: 'registry',
    transport: fetchTransport,
    clock: () => new Date(),
    sleep: async () => {},
    random: () => 0,
    pace: { intervalMs: 0 },
    deadlineMs: 5_000,
  });

function source(name: string, tarball?: string): TarballSource {
  const facts = { name } as PackageFacts; // nothing else of it is read
  return {
    copy: { facts, registry: registry.url, manifest: () => null, readme: () => null },
    version: '1.0.0',
    manifest: toManifestFacts(name, { dist: { tarball } }),
  };
}

describe('tarballUrl', () => {
  it('is what the packument says, within the registry', () => {
    const url = `${registry.url}odd/place.tgz`;
    expect(tarballUrl(source('pkg', url))).toBe(url);
  });

  it.each([
    undefined,
    'http://169.254.169.254/secret',
    'https://elsewhere.example/x.tgz',
    'file:///x',
    'not a url',
  ])('is the usual place where the packument says %j', (tarball) => {
    expect(tarballUrl(source('pkg', tarball))).toBe(`${registry.url}pkg/-/pkg-1.0.0.tgz`);
    expect(tarballUrl(source('@a/b', tarball))).toBe(`${registry.url}@a/b/-/b-1.0.0.tgz`);
  });
});

describe('createTarballs', () => {
  it('tells the size without reading the archive', async () => {
    registry.answer = (_, response) => response.writeHead(200, { 'content-length': '12345' }).end();
    expect(await createTarballs({ client: client() }).packedSize(source('pkg'))).toBe(12_345);
    expect(registry.asked).toMatchObject([{ method: 'HEAD', path: '/pkg/-/pkg-1.0.0.tgz' }]);
  });

  it('knows no size where the registry tells none', async () => {
    registry.answer = (_, response) => response.writeHead(200, { 'transfer-encoding': 'chunked' }).end();
    expect(await createTarballs({ client: client() }).packedSize(source('pkg'))).toBeNull();
  });

  it.each<[string, TestRegistry['answer'], string]>([
    ['is not there', (_, response) => response.writeHead(404).end('{}'), 'does not have'],
    [
      'is a page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
      'HTML',
    ],
    ['is JSON', (_, response) => sendJson(response, {}), 'cannot be unpacked'],
    [
      'is no tar',
      (_, response) => response.writeHead(200).end(gzipSync('x'.repeat(2_000))),
      'cannot be unpacked',
    ],
  ])('says why an archive that %s is not read', async (_what, answer, reason) => {
    registry.answer = answer;
    await expect(createTarballs({ client: client() }).readReadme(source('pkg'))).rejects.toThrow(reason);
  });
});
