import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract as createExtract, type Extract, type Header } from 'tar-stream';
import { toEntryPath } from './entry-path.ts';
import { type Checksums, createIntegrityCheck } from './integrity.ts';
import { TarballError } from './tarball-error.ts';
import type { TarballLimits } from './tarball-limits.ts';

/** A file of an archive. */
export interface TarballFile {
  /** Within the package: `README.md`, `lib/index.js`. */
  readonly path: string;
  readonly size: number;
  /** At most the first `maxBytes` of it. It can be read while it is the last one that was given. */
  read(maxBytes: number): Promise<Uint8Array>;
  /** All of it, as it arrives, under the same condition. */
  stream(): AsyncIterable<Uint8Array>;
}

export interface ReadTarballOptions {
  readonly limits: TarballLimits;
  /** Compared where the archive is read to its end. */
  readonly checksums: Checksums;
}

/** Below this much the ratio says nothing: an empty megabyte packs well. */
const RATIO_FROM_BYTES = 1024 * 1024;
const GZIP_CHUNK = { chunkSize: 64 * 1024 };

/**
 * Gives the files of an archive as they arrive. Nothing is written to a disk, and hardly anything kept in memory;
 * whoever goes no further ends the download.
 *
 * @throws TarballError for what is no archive of a package: bombs, links, devices, paths that lead out of it, an end
 *   that comes too early, bytes that are not what the registry says
 * @throws whatever the chunks throw
 */
export async function* readTarball(
  chunks: AsyncIterable<Uint8Array>,
  { limits, checksums }: ReadTarballOptions,
): AsyncGenerator<TarballFile> {
  const check = createIntegrityCheck(checksums);
  const extract = createExtract();
  let packed = 0;
  let failure: unknown;

  async function* metered() {
    try {
      for await (const chunk of chunks) {
        packed += chunk.length;
        if (packed > limits.maxPackedBytes) throw new TarballError('The archive is too large to be read.');
        check.update(chunk);
        yield chunk;
      }
    } catch (error) {
      failure ??= error; // gunzip would tell it as an error of its own
      throw error;
    }
  }

  const source = Readable.from(metered(), { objectMode: false });
  const gunzip = createGunzip(GZIP_CHUNK);
  const unpacking = pipeline(source, gunzip, () => {}); // whoever reads is told of the error
  const feeding = feed(unpacking, extract, limits, () => packed).catch((error: unknown) => {
    failure ??= error;
    extract.destroy(toError(error));
  });

  try {
    let entries = 0;
    for await (const entry of extract) {
      entries += 1;
      if (entries > limits.maxEntries) throw new TarballError('The archive has too many files.');
      const { header } = entry;
      refuseOdd(header, limits);
      if (header.type === 'directory') {
        entry.resume();
        continue;
      }
      const path = toEntryPath(header.name, limits.maxPathLength);
      const size = header.size ?? 0;
      const read = (maxBytes: number) =>
        readEntry(entry, maxBytes).catch((error: unknown) => {
          throw toTarballError(failure ?? error);
        });
      async function* stream() {
        try {
          yield* keepOpen(entry);
        } catch (error) {
          throw toTarballError(failure ?? error);
        }
      }
      yield { path, size, read, stream };
      entry.resume();
    }
    await feeding;
    if (failure !== undefined) throw failure;
    check.verify();
  } catch (error) {
    throw toTarballError(failure ?? error);
  } finally {
    extract.destroy(null);
    source.destroy();
    gunzip.destroy();
  }
}

/** Hands the unpacked bytes on, no faster than files are read. */
async function feed(
  unpacked: AsyncIterable<Uint8Array>,
  extract: Extract,
  limits: TarballLimits,
  packedBytes: () => number,
): Promise<void> {
  let bytes = 0;
  for await (const chunk of unpacked) {
    bytes += chunk.length;
    const isBomb = bytes > RATIO_FROM_BYTES && bytes > packedBytes() * limits.maxRatio;
    if (isBomb) throw new TarballError('The archive unpacks to far more than it should.');
    if (bytes > limits.maxUnpackedBytes) throw new TarballError('The archive unpacks to more than is read.');
    if (extract.destroyed) return;
    if (!extract.write(chunk)) await drained(extract);
  }
  extract.end(undefined);
}

function drained(extract: Extract): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      extract.off('drain', done);
      extract.off('close', done);
      resolve();
    };
    extract.on('drain', done);
    extract.on('close', done);
    if (extract.destroyed) done(); // it may have been closed before anybody listened
  });
}

function refuseOdd({ type, size, name }: Header, limits: TarballLimits): void {
  if (type === 'symlink' || type === 'link') throw new TarballError('The archive has links in it.');
  if (type !== 'file' && type !== 'directory' && type !== 'contiguous-file') {
    throw new TarballError(`The archive has something in it that is no file (${type ?? 'unknown'}).`);
  }
  if ((size ?? 0) > limits.maxUnpackedBytes)
    throw new TarballError('The archive has a file that is too large.');
  // Also for folders, which are not given to anybody.
  toEntryPath(name, limits.maxPathLength);
}

async function readEntry(entry: AsyncIterable<unknown>, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of keepOpen(entry)) {
    pieces.push(piece.subarray(0, maxBytes - bytes));
    bytes += piece.length;
    if (bytes >= maxBytes) break;
  }
  return Buffer.concat(pieces);
}

/** The pieces of a stream that goes on where its reader stops: destroying an entry would destroy the archive. */
async function* keepOpen(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  const pieces = stream[Symbol.asyncIterator]();
  while (true) {
    const { done, value } = await pieces.next();
    if (done) return;
    yield value as Uint8Array; // tar-stream gives nothing else
  }
}

/** What gunzip and tar-stream say in their own words, in ours; the network's errors stay what they are. */
function toTarballError(error: unknown): Error {
  if (error instanceof TarballError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : '';
  if (code === 'Z_BUF_ERROR' || message === 'Unexpected end of data') {
    return new TarballError('The archive breaks off before its end.');
  }
  const isZlib = typeof code === 'string' && code.startsWith('Z_');
  if (isZlib || /^(?:Invalid|Unknown|Header exceeds)/i.test(message)) {
    return new TarballError('That is no archive of a package: it cannot be unpacked.');
  }
  return toError(error);
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
