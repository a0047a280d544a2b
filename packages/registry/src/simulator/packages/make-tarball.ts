import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { hash } from '../base/random.ts';
import type { PackageSpec } from '../world/package-spec.ts';
import { hostileEntries, type TarEntry, zerosTarball } from './hostile-tarballs.ts';
import type { Json } from './manifest.ts';
import type { Release } from './releases.ts';

/** What the registry says about a tarball. */
export interface Dist {
  readonly shasum: string;
  readonly integrity: string;
  readonly fileCount: number;
  readonly unpackedSize: number;
  readonly packedSize: number;
}

export interface Tarball {
  readonly bytes: Buffer;
  readonly dist: Dist;
}

/** Makes the tarball of a version; the same one every time. */
export async function makeTarball(
  spec: PackageSpec,
  release: Release,
  manifest: Json,
  readme: string | null,
): Promise<Tarball> {
  const entries = [...filesOf(spec, release, manifest, readme), ...hostileEntries(spec.tarball)];
  let bytes = await bytesOf(spec, entries);
  if (spec.tarball === 'truncated') bytes = bytes.subarray(0, Math.floor(bytes.length * 0.6));
  const told = spec.tarball === 'wrong-integrity' ? Buffer.concat([bytes, Buffer.from('changed')]) : bytes;
  return {
    bytes,
    dist: {
      shasum: createHash('sha1').update(told).digest('hex'),
      integrity: `sha512-${createHash('sha512').update(told).digest('base64')}`,
      fileCount: entries.length,
      unpackedSize: entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.text), 0),
      packedSize: bytes.length,
    },
  };
}

/** Megabytes of the bomb when it is unpacked. */
const BOMB_MEGABYTES = 64;

async function bytesOf(spec: PackageSpec, entries: readonly TarEntry[]): Promise<Buffer> {
  switch (spec.tarball) {
    case 'not-gzip':
      return Buffer.from(notGzip);
    case 'bomb':
      return collect(zerosTarball(BOMB_MEGABYTES));
    default:
      // Small windows: thousands of these are made, and big ones cost more than the packing.
      return gzipSync(await packEntries(entries), { level: 1, memLevel: 4, windowBits: 12 });
  }
}

const notGzip = '<!doctype html><html><body><h1>This is no archive</h1></body></html>';

/** Npm gives every file of a package this time. */
const mtime = new Date('1985-10-26T08:15:00Z');

async function collect(pieces: AsyncIterable<unknown>): Promise<Buffer> {
  const all: Buffer[] = [];
  // Streams of bytes have Buffers in them.
  for await (const piece of pieces) all.push(piece as Buffer);
  return Buffer.concat(all);
}

async function packEntries(entries: readonly TarEntry[]): Promise<Buffer> {
  const packing = pack();
  for (const { text, ...header } of entries) packing.entry({ mtime, ...header }, text);
  packing.finalize();
  return collect(packing);
}

const readmePaths: Partial<Record<PackageSpec['tarball'], string>> = {
  'odd-case': 'ReadMe.MarkDown',
  subfolder: 'docs/README.md',
};

function filesOf(spec: PackageSpec, release: Release, manifest: Json, readme: string | null): TarEntry[] {
  const { gitHead: _, ...own } = manifest;
  const files: TarEntry[] = [
    { name: 'package/package.json', text: `${JSON.stringify(own, null, 2)}\n` },
    {
      name: 'package/LICENSE',
      text: `Copyright ${spec.maintainers[0] ?? 'nobody'}. A made-up licence of a made-up package.\n`,
    },
  ];
  if (readme !== null) {
    files.push({ name: `package/${readmePaths[spec.tarball] ?? 'README.md'}`, text: readme });
  }
  if (spec.tarball === 'subfolder') {
    // Readmes of other things, which are not the package's.
    files.push({ name: 'package/node_modules/other/README.md', text: '# The readme of another package\n' });
  }
  const code = codeOf(spec, release);
  if (spec.module !== 'data') files.push({ name: 'package/dist/index.js', text: code });
  else
    files.push({ name: 'package/data.json', text: `${JSON.stringify({ code: code.slice(0, 400_000) })}\n` });
  if (spec.module === 'dual') {
    files.push({ name: 'package/dist/index.cjs', text: "module.exports = require('./index.js');\n" });
  }
  if (spec.types !== 'none')
    files.push({ name: 'package/dist/index.d.ts', text: `export declare function start(): void;\n` });
  for (const name of spec.bin) {
    files.push({
      name: `package/bin/${name}.js`,
      mode: 0o755,
      text: `#!/usr/bin/env node\nconsole.log(${JSON.stringify(name)});\n`,
    });
  }
  if (spec.hasInstallScript)
    files.push({ name: 'package/scripts/postinstall.js', text: `console.log('installed');\n` });
  return files;
}

/** Code that does nothing, a little more of it with every version. */
function codeOf(spec: PackageSpec, release: Release): string {
  const [major = 0, minor = 0] = release.version.split('.').map(Number);
  const growth = 0.6 + Math.min(0.5, major * 0.07 + minor * 0.01);
  const line = `export const step_${hash(spec.name, release.version).toString(36)} = (value) => value;\n`;
  return line.repeat(Math.max(1, Math.round((spec.codeKilobytes * 1024 * growth) / line.length)));
}
