import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** Large pieces: fewer turns of the event loop for a large packument. */
const CHUNK = { chunkSize: 64 * 1024 };

/**
 * The body decompressed as it is read, in a thread of its own: no faster than somebody reads, so that a bomb fills no
 * memory. A body that breaks off is an error when it is read.
 */
export function decodeBody(body: Readable, encoding: string | undefined): Readable {
  const decoder = createDecoder(encoding?.trim().toLowerCase());
  // The error is told to whoever reads; here nobody waits for it.
  return decoder === undefined ? body : pipeline(body, decoder, () => {});
}

function createDecoder(encoding: string | undefined) {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip(CHUNK);
    case 'deflate':
      return createInflate(CHUNK);
    case 'br':
      return createBrotliDecompress(CHUNK);
    default:
      return undefined;
  }
}
