import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { ask, useSimulator } from '../test-client.ts';

const npm = useSimulator();
const read = (name: string, init?: RequestInit) => ask(`${npm().registryUrl}${name}`, init);
const abbreviated = {
  headers: { accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8' },
};

async function unpack(bytes: Uint8Array): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const entry of Readable.from([gunzipSync(bytes)]).pipe(extract())) {
    files.set(entry.header.name, (await buffer(entry)).toString());
  }
  return files;
}

async function download(name: string): Promise<{ bytes: Buffer; dist: Record<string, string> }> {
  const { json } = await read(name);
  const { dist } = json.versions[json['dist-tags'].latest];
  const response = await fetch(dist.tarball);
  return { bytes: Buffer.from(await response.arrayBuffer()), dist };
}

describe('packuments', () => {
  it('have the times of their versions, tags that lead to versions, and people', async () => {
    const { json } = await read('tidewire');
    expect(json['dist-tags']).toEqual({
      latest: '5.2.1',
      beta: '6.0.0-beta.1',
      next: '6.0.0-beta.1',
      'v4-lts': '4.9.2',
    });
    expect(Object.keys(json.time)).toEqual(['created', 'modified', ...Object.keys(json.versions)]);
    expect(json.maintainers[0].name).toBe('mara');
    expect(json.readme).toContain('One channel, three wires');
    expect(json.versions['5.2.1'].dependencies.oldbrook).toMatch(/^\^/);
  });

  it('come without times, readme, description, people and licence for installers', async () => {
    const { headers, json } = await read('tidewire', abbreviated);
    expect(headers.get('content-type')).toBe('application/vnd.npm.install-v1+json');
    expect(Object.keys(json)).toEqual(['name', 'modified', 'dist-tags', 'versions']);
    const version = json.versions['5.2.1'];
    for (const missing of ['description', 'maintainers', 'license', 'repository', '_npmUser']) {
      expect(version).not.toHaveProperty(missing);
    }
    expect(version.dist.integrity).toMatch(/^sha512-/);
  });

  it('are not sent again to whoever knows their tag', async () => {
    const etag = (await read('glassrail')).headers.get('etag') ?? '';
    expect((await read('glassrail', { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await read('glassrail', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    expect((await read('glassrail', abbreviated)).headers.get('etag')).not.toBe(etag);
  });

  it('are found by either way of writing a scope, and one version by its number or tag', async () => {
    expect((await read('@lumenkit%2frouter')).json.name).toBe('@lumenkit/router');
    expect((await read('@lumenkit/router')).json.name).toBe('@lumenkit/router');
    expect((await read('tidewire/4.9.2')).json.version).toBe('4.9.2');
    expect((await read('tidewire/next')).json.version).toBe('6.0.0-beta.1');
    expect((await read('tidewire/9.9.9')).status).toBe(404);
  });

  it("are missed with the registry's words", async () => {
    const { status, json } = await read('no-such-package-here');
    expect([status, json]).toEqual([404, { error: 'Not found' }]);
  });

  it('of a private scope are for the bearer of its token', async () => {
    const { privateToken } = npm();
    const as = (token: string) =>
      read('@quietharbor%2fvault', { headers: { authorization: `Bearer ${token}` } });
    expect((await read('@quietharbor%2fvault')).status).toBe(401);
    expect((await as('wrong')).status).toBe(403);
    expect((await as(privateToken)).status).toBe(200);
    expect(JSON.stringify(npm().requests)).not.toContain(privateToken);
  });

  it('of all kinds can be read, those that no address can hold unencoded included', async () => {
    const { world, now, privateToken } = npm();
    const all = world.packages(now().getTime());
    // Every twentieth of the ordinary ones, and all of the odd.
    for (const [index, { name, oddity }] of all.entries()) {
      if (oddity === 'enormous' || (index % 20 !== 0 && /^[a-df-z@][\w@/-]*$/.test(name))) continue;
      const { status, json } = await read(encodeURIComponent(name), {
        headers: { authorization: `Bearer ${privateToken}`, ...abbreviated.headers },
      });
      expect([name, status, json.name]).toEqual([name, 200, name]);
    }
  }, 60_000);

  it('can be odd in every way that was seen', async () => {
    const oddities = {
      'edge-unpublished': (json: { versions?: unknown; time: { unpublished: unknown } }) =>
        json.versions === undefined && json.time.unpublished !== undefined,
      'edge-security-placeholder': (json: { versions: object }) => '0.0.1-security' in json.versions,
      'edge-no-time': (json: { time?: unknown }) => json.time === undefined,
      'edge-no-readme-in-packument': (json: { readme?: unknown }) => json.readme === undefined,
      'edge-cut-readme': (json: { readme: string }) => json.readme.length === 65_536,
      'edge-proto-keys': (json: { versions: object }) => Object.hasOwn(json.versions, '__proto__'),
      EdgeMixedCase: (json: { name: string }) => json.name === 'EdgeMixedCase',
    };
    for (const [name, holds] of Object.entries(oddities)) {
      expect([name, holds((await read(name)).json)]).toEqual([name, true]);
    }
    const latest = async (name: string) => (await read(`${name}/latest`)).json;
    expect((await latest('edge-deprecated-empty')).deprecated).toBe('');
    expect((await latest('edge-deprecated-false')).deprecated).toBe(false);
    expect((await latest('edge-deprecated-old')).deprecated).toBeUndefined();
    expect((await latest('edge-license-object')).license.type).toBe('BSD-3-Clause');
    expect((await latest('edge-licenses')).licenses).toHaveLength(2);
    expect((await latest('edge-repository-text')).repository).toMatch(/^https:/);
    expect((await latest('edge-no-unpacked-size')).dist.unpackedSize).toBeUndefined();
    expect((await latest('hostile-fields')).homepage).toMatch(/^javascript:/);
  });

  it('of forty megabytes are made while they are sent', async () => {
    const response = await fetch(`${npm().registryUrl}enormity`);
    let bytes = 0;
    for await (const piece of response.body ?? []) bytes += piece.length;
    expect(bytes).toBeGreaterThan(38_000_000);
    expect(bytes).toBeLessThan(48_000_000);
  }, 60_000);
});

describe('tarballs', () => {
  it.each(['tidewire', '@lumenkit/core', 'oldbrook', 'tarball-odd-case', 'edge-cut-readme'])(
    'of %s unpack, and are what the packument says',
    async (name) => {
      const { bytes, dist } = await download(name);
      expect(`sha512-${createHash('sha512').update(bytes).digest('base64')}`).toBe(dist.integrity);
      expect(createHash('sha1').update(bytes).digest('hex')).toBe(dist.shasum);
      const files = await unpack(bytes);
      expect(JSON.parse(files.get('package/package.json') ?? '').name).toBe(name);
      const size = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      expect({ fileCount: files.size, unpackedSize: size }).toEqual({
        fileCount: dist.fileCount ?? files.size,
        unpackedSize: dist.unpackedSize ?? size,
      });
    },
  );

  it('tell their length without being sent', async () => {
    const { bytes, dist } = await download('glassrail');
    const head = await fetch(dist.tarball ?? '', { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(bytes.length));
  });

  it('have the end of a readme that the packument cut', async () => {
    const { bytes } = await download('edge-cut-readme');
    expect((await unpack(bytes)).get('package/README.md')).toMatch(/The very end\.\n$/);
  });

  it('can be attacks', async () => {
    const wrong = await download('tarball-wrong-integrity');
    expect(`sha512-${createHash('sha512').update(wrong.bytes).digest('base64')}`).not.toBe(
      wrong.dist.integrity,
    );
    const bomb = await download('tarball-bomb');
    expect(gunzipSync(bomb.bytes).length / bomb.bytes.length).toBeGreaterThan(100);
    const names = [
      ...gunzipSync((await download('tarball-traversal')).bytes)
        .toString('latin1')
        .matchAll(/\.\.\/[\w./]+/g),
    ];
    expect(names.map(String)).toContain('../outside.md');
    expect(() => gunzipSync(Buffer.from('x'))).toThrow();
    const { bytes } = await download('tarball-truncated');
    expect(() => gunzipSync(bytes)).toThrow(/unexpected end/);
    const page = await download('tarball-not-gzip');
    expect(page.bytes.toString()).toMatch(/^<!doctype html>/);
    const missing = (await read('tarball-missing')).json;
    expect((await ask(missing.versions[missing['dist-tags'].latest].dist.tarball)).status).toBe(404);
  });

  it('can go on without an end', async () => {
    const { json } = await read('tarball-endless/latest');
    const response = await fetch(json.dist.tarball);
    expect(response.headers.get('content-length')).toBeNull();
    let bytes = 0;
    for await (const piece of response.body ?? []) {
      bytes += piece.length;
      if (bytes > 300_000) break;
    }
    expect(bytes).toBeGreaterThan(300_000);
  });
});

describe('the other services of the registry', () => {
  it('tell where a version was built', async () => {
    const { json } = await read('-/npm/v1/attestations/tidewire@5.2.1');
    const [publish, provenance] = json.attestations;
    expect(publish.predicateType).toMatch(/publish\/v0\.1$/);
    const statement = JSON.parse(Buffer.from(provenance.bundle.dsseEnvelope.payload, 'base64').toString());
    expect(statement.predicate.buildDefinition.externalParameters.workflow.repository).toBe(
      'https://github.com/mara/tidewire',
    );
    expect((await read('-/npm/v1/attestations/oldbrook@1.0.0')).status).toBe(404);
  });

  it('tell the advisories of the versions that have them', async () => {
    const body = JSON.stringify({
      tidewire: ['3.2.3', '3.2.4'],
      quillparse: ['1.0.0'],
      glassrail: ['1.0.0'],
    });
    const url = '-/npm/v1/security/advisories/bulk';
    const { json } = await read(url, { method: 'POST', body });
    expect(Object.keys(json)).toEqual(['tidewire', 'quillparse']);
    expect(json.tidewire[0]).toMatchObject({ severity: 'high', vulnerable_versions: '<3.2.4' });
    expect((await read(url, { method: 'POST', body: '{"tidewire":["3.2.4"]}' })).json).toEqual({});
    expect((await read(url, { method: 'POST', body: '[]' })).status).toBe(400);
  });

  it('list the packages of an organisation and of a person, the private ones left out', async () => {
    expect(Object.keys((await read('-/org/lumenkit/package')).json)).toContain('@lumenkit/core');
    expect((await read('-/user/mara/package')).json.tidewire).toBe('write');
    expect((await read('-/org/quietharbor/package')).status).toBe(404);
    expect((await read('-/org/nobody/package')).status).toBe(404);
  });

  it('announce the newest releases', async () => {
    const { headers, json } = await read('-/rss');
    expect(headers.get('content-type')).toContain('rss+xml');
    expect(json.match(/<item>/g)).toHaveLength(50);
  });
});
