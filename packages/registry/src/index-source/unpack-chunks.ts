import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SourceError } from './source-error.ts';

const GZIP_CHUNK = { chunkSize: 256 * 1024 };
/** Twenty times what every package of npm takes with its description. */
const MAX_BYTES = 16 * 1024 ** 3;

/** The bytes as they are; unpacked where they begin as gzip does, whatever the file is called. */
export async function* unpackChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces = chunks[Symbol.asyncIterator]();
  const first = await firstPiece(pieces);
  const whole = prepend(first, pieces);
  if (!(first[0] === 0x1f && first[1] === 0x8b)) {
    yield* whole;
    return;
  }
  let failure: unknown;
  const source = Readable.from(
    (async function* () {
      try {
        yield* whole;
      } catch (error) {
        failure = error; // gunzip would tell it as an error of its own
        throw error;
      }
    })(),
    { objectMode: false },
  );
  const gunzip = createGunzip(GZIP_CHUNK);
  let bytes = 0;
  try {
    // Whoever reads is told of the error.
    for await (const chunk of pipeline(source, gunzip, () => {}) as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) throw new SourceError('It unpacks to far more than a list of packages has.');
      yield chunk;
    }
  } catch (error) {
    if (failure !== undefined) throw failure;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'Z_BUF_ERROR') throw new SourceError('The packed file breaks off before its end.');
    if (code.startsWith('Z_')) throw new SourceError('The packed file is damaged: it cannot be unpacked.');
    throw error;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/** At least two bytes, where there are as many. */
async function firstPiece(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let first: Uint8Array = new Uint8Array();
  while (first.length < 2) {
    const { done, value } = await pieces.next();
    if (done) break;
    first = first.length === 0 ? value : Buffer.concat([first, value]);
  }
  return first;
}

async function* prepend(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (first.length > 0) yield first;
    while (true) {
      const { done, value } = await rest.next();
      if (done) return;
      yield value;
    }
  } finally {
    await rest.return?.();
  }
}
