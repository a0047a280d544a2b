import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { findReadme } from './find-readme.ts';
import type { Checksums } from './integrity.ts';
import { readTarball } from './read-tarball.ts';
import { TARBALL_LIMITS, type TarballLimits } from './tarball-limits.ts';

type Entry = Partial<Header> & { readonly name: string; readonly body?: string | Uint8Array };

async function toTar(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  for (const { body = '', ...header } of entries) tar.entry(header, body);
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const toTarball = async (entries: readonly Entry[]) => gzipSync(await toTar(entries));

async function* inPieces(bytes: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const NO_CHECKSUMS: Checksums = { integrity: null, shasum: null };

function open(
  bytes: Uint8Array,
  more: { limits?: Partial<TarballLimits>; checksums?: Checksums; size?: number } = {},
) {
  return readTarball(inPieces(bytes, more.size), {
    limits: { ...TARBALL_LIMITS, ...more.limits },
    checksums: more.checksums ?? NO_CHECKSUMS,
  });
}

async function list(files: ReturnType<typeof readTarball>) {
  const all: Record<string, string> = {};
  for await (const file of files) all[file.path] = Buffer.from(await file.read(1_000_000)).toString();
  return all;
}

describe('readTarball', () => {
  it('gives the files of the package, whatever its folder is called', async () => {
    const long = 'd/'.repeat(80);
    const bytes = await toTarball([
      { name: 'hono-4.0.0/', type: 'directory' },
      { name: 'hono-4.0.0/package.json', body: '{}' },
      { name: './hono-4.0.0/lib/a.js', body: 'x'.repeat(100_000) },
      { name: `hono-4.0.0/${long}deep.js`, body: 'deep' },
      { name: 'hono-4.0.0/empty', body: '' },
    ]);
    for (const size of [1, 7, 512, 100_000]) {
      const files = await list(open(bytes, { size }));
      expect(Object.keys(files)).toEqual(['package.json', 'lib/a.js', `${long}deep.js`, 'empty']);
      expect(files['lib/a.js']).toHaveLength(100_000);
    }
  });

  it('gives the start of a file, and goes on to the next', async () => {
    const bytes = await toTarball([
      { name: 'p/a', body: 'x'.repeat(300_000) },
      { name: 'p/b', body: 'b' },
    ]);
    const seen: [string, number][] = [];
    for await (const file of open(bytes)) seen.push([file.path, (await file.read(10)).length]);
    expect(seen).toEqual([
      ['a', 10],
      ['b', 1],
    ]);
  });

  it('reads no further than somebody wants', async () => {
    const bytes = await toTarball([
      { name: 'p/a', body: 'a' },
      { name: 'p/b', body: randomBytes(3_000_000) },
    ]);
    let taken = 0;
    async function* counted() {
      for await (const piece of inPieces(bytes, 10_000)) {
        taken += piece.length;
        yield piece;
      }
    }
    for await (const file of readTarball(counted(), { limits: TARBALL_LIMITS, checksums: NO_CHECKSUMS })) {
      if (file.path === 'a') break;
    }
    expect(taken).toBeLessThan(bytes.length / 2);
  });

  it.each<[string, RegExp, readonly Entry[]]>([
    ['a path out of it', /leads out/, [{ name: 'p/../../etc/passwd', body: 'x' }]],
    ['an absolute path', /absolute/, [{ name: '/etc/passwd', body: 'x' }]],
    ['a path of Windows', /absolute/, [{ name: 'C:\\x', body: 'x' }]],
    ['a path out of it with backslashes', /leads out/, [{ name: 'p\\..\\..\\x', body: 'x' }]],
    ['a folder out of it', /leads out/, [{ name: '../x/', type: 'directory' }]],
    ['control characters', /control/, [{ name: 'p/\u0007x', body: 'x' }]],
    ['a link', /links/, [{ name: 'p/x', type: 'symlink', linkname: '/etc/passwd' }]],
    ['a hard link', /links/, [{ name: 'p/x', type: 'link', linkname: '../x' }]],
    ['a device', /no file \(character-device\)/, [{ name: 'p/x', type: 'character-device' }]],
    ['a pipe', /no file \(fifo\)/, [{ name: 'p/x', type: 'fifo' }]],
    ['a path that is too long', /too long/, [{ name: `p/${'x'.repeat(2_000)}`, body: 'x' }]],
  ])('refuses %s', async (_what, reason, entries) => {
    await expect(list(open(await toTarball(entries)))).rejects.toThrow(reason);
  });

  it('refuses bombs while they unpack', async () => {
    const bomb = await toTarball([{ name: 'p/README.md', body: Buffer.alloc(64 * 1024 * 1024) }]);
    expect(bomb.length).toBeLessThan(100_000);
    await expect(list(open(bomb))).rejects.toThrow('far more than it should');
    await expect(findReadme(open(bomb))).resolves.toMatchObject({ path: 'README.md' }); // its first megabyte is harmless
    await expect(list(open(bomb, { limits: { maxRatio: 1e9, maxUnpackedBytes: 1e6 } }))).rejects.toThrow(
      'too large',
    );
  });

  it('refuses more bytes and files than it reads', async () => {
    const many = await toTarball(Array.from({ length: 50 }, (_, n) => ({ name: `p/${n}`, body: `${n}` })));
    await expect(list(open(many, { limits: { maxEntries: 49 } }))).rejects.toThrow('too many files');
    await expect(list(open(many, { limits: { maxPackedBytes: 100 }, size: 50 }))).rejects.toThrow(
      'too large',
    );
    await expect(list(open(many, { limits: { maxUnpackedBytes: 10_000 } }))).rejects.toThrow(
      'more than is read',
    );
  });

  it('refuses archives that break off, at any place', async () => {
    const tar = await toTar([
      { name: 'p/a', body: 'x'.repeat(5_000) },
      { name: 'p/b', body: 'y'.repeat(5_000) },
    ]);
    const packed = gzipSync(tar);
    for (const share of [0.1, 0.5, 0.9]) {
      const end = Math.floor(packed.length * share);
      await expect(list(open(packed.subarray(0, end), { size: 20 }))).rejects.toThrow('breaks off');
    }
    await expect(list(open(gzipSync(tar.subarray(0, 3_000))))).rejects.toThrow('breaks off');
  });

  it.each([
    ['text', Buffer.from('<!doctype html>')],
    ['no tar', gzipSync(Buffer.from('hello '.repeat(500)))],
    ['nothing', Buffer.alloc(0)],
  ])('refuses what is none: %s', async (_what, bytes) => {
    await expect(list(open(bytes))).rejects.toThrow(/cannot be unpacked|breaks off/);
  });

  it('hands on what the line says', async () => {
    async function* broken() {
      yield (await toTarball([{ name: 'p/a', body: 'a' }])).subarray(0, 20);
      throw new Error('the line broke');
    }
    await expect(
      list(readTarball(broken(), { limits: TARBALL_LIMITS, checksums: NO_CHECKSUMS })),
    ).rejects.toThrow('the line broke');
  });

  it('compares the bytes with what the registry says of them', async () => {
    const bytes = await toTarball([{ name: 'p/a', body: 'a' }]);
    const sha512 = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    const sha1 = createHash('sha1').update(bytes).digest('hex');
    const good: Checksums[] = [
      { integrity: sha512, shasum: null },
      { integrity: null, shasum: sha1 },
      { integrity: `${sha512} sha1-AAAA`, shasum: 'a'.repeat(40) },
      { integrity: 'md5-xx nonsense', shasum: null },
    ];
    for (const checksums of good) await expect(list(open(bytes, { checksums }))).resolves.toEqual({ a: 'a' });
    const bad: Checksums[] = [
      { integrity: null, shasum: 'a'.repeat(40) },
      { integrity: `sha512-${'A'.repeat(86)}==`, shasum: sha1 },
    ];
    for (const checksums of bad)
      await expect(list(open(bytes, { checksums }))).rejects.toThrow('not the one');
  });
});

describe('findReadme', () => {
  const find = async (names: readonly string[], body: string | Uint8Array = '# Hi') =>
    findReadme(
      open(await toTarball(names.map((name) => ({ name: `p/${name}`, body }))), {
        limits: { maxRatio: 1e9 },
      }),
    );

  it.each([
    [['index.js', 'README.md'], 'README.md'],
    [['readme.markdown'], 'readme.markdown'],
    [['Readme'], 'Readme'],
    [['README.rst'], 'README.rst'],
    [['README', 'readme.md'], 'readme.md'],
    [['docs/README.md', 'readme'], 'readme'],
    [['a/b/README.md', 'docs/README.md'], 'docs/README.md'],
    [['node_modules/x/README.md'], undefined],
    [['README.js', 'readme.html', 'README-de.md', 'unreadme.md'], undefined],
    [[], undefined],
  ])('of %j takes %j', async (names, path) => {
    expect((await find(names))?.path).toBe(path);
  });

  it('passes over an empty one', async () => {
    expect(await find(['README.md'], '')).toBeNull();
  });

  it('cuts a long one, also in the middle of a character', async () => {
    const found = await find(['README.md'], 'é'.repeat(600_000));
    expect(found?.text).toBe('é'.repeat(524_288));
    const odd = await find(['README.md'], `x${'é'.repeat(600_000)}`);
    expect(odd?.text.endsWith('é')).toBe(true);
  });

  it('reads text of Windows, and refuses what is no text', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('# Hi', 'utf16le')]);
    expect((await find(['README.md'], utf16))?.text).toBe('# Hi');
    await expect(find(['README.md'], Buffer.from([0x23, 0xff, 0x00, 0x80]))).rejects.toThrow('not in UTF-8');
  });
});
