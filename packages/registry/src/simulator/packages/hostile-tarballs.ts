import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { TarballKind } from './tarball-kind.ts';

/** An entry of a tarball: a file unless its type says otherwise. */
export interface TarEntry {
  readonly name: string;
  readonly text: string;
  readonly mode?: number;
  readonly type?: 'file' | 'symlink' | 'link' | 'character-device' | 'block-device' | 'fifo' | 'directory';
  readonly linkname?: string;
}

/** What an attack adds to a tarball; nothing for those that are good, or odd in another way. */
export function hostileEntries(kind: TarballKind): readonly TarEntry[] {
  switch (kind) {
    case 'traversal':
      return [
        { name: '../outside.md', text: 'outside' },
        { name: 'package/../../README.md', text: '# Not the readme: a path that leaves the package' },
        { name: '/etc/README.md', text: '# Not the readme: an absolute path' },
        { name: 'package\\..\\..\\README.md', text: '# Not the readme: backslashes' },
      ];
    case 'links':
      return [
        { name: 'package/README.md', text: '', type: 'symlink', linkname: '/etc/passwd' },
        { name: 'package/readme.txt', text: '', type: 'link', linkname: '../../../../etc/passwd' },
      ];
    case 'devices':
      return [
        { name: 'package/README.md', text: '', type: 'character-device' },
        { name: 'package/readme', text: '', type: 'fifo' },
        { name: 'package/disk', text: '', type: 'block-device' },
      ];
    default:
      return [];
  }
}

const MEGABYTE = Buffer.alloc(1024 * 1024);

/**
 * A tarball with a file of so many megabytes of zeros: some hundred kilobytes that unpack into all that. With
 * `Infinity` it never ends; its header says 8 GB.
 */
export async function* zerosTarball(megabytes: number): AsyncGenerator<Buffer> {
  const gzip = createGzip({ level: 1 });
  Readable.from(zeros(megabytes), { objectMode: false }).pipe(gzip);
  for await (const piece of gzip) yield piece as Buffer;
}

async function* zeros(megabytes: number): AsyncGenerator<Buffer> {
  const packing = pack();
  packing.entry({ name: 'package/zeros.bin', size: Math.min(megabytes, 8_191) * MEGABYTE.length }, () => {});
  // The header alone: what it promises is written past the packer, which would wait for it.
  for await (const header of packing) {
    yield header as Buffer;
    break;
  }
  for (let written = 0; written < megabytes; written += 1) yield MEGABYTE;
  yield Buffer.alloc(1_024);
}
