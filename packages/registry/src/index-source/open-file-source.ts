import { createReadStream, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { toDayUtc } from '@shipstats/core';
import { countBytes } from './count-bytes.ts';
import type { IndexSource } from './index-source.ts';
import { SourceError } from './source-error.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * A file as a source. Its day is that of its last change, where none is named.
 *
 * @throws SourceError where there is no such file
 */
export function openFileSource(file: string, builtOn?: string): IndexSource {
  const { size, mtimeMs } = statOf(file);
  return {
    label: path.basename(file),
    builtOn: builtOn ?? toDayUtc(Math.floor(mtimeMs / 1000)),
    fingerprint: `${path.resolve(file)} ${size} ${mtimeMs}`,
    isCheckedAtEnd: false,
    async *open({ onBytes, signal }) {
      const stream = createReadStream(file, {
        highWaterMark: CHUNK_BYTES,
        ...(signal === undefined ? {} : { signal }),
      });
      yield* countBytes(stream as AsyncIterable<Uint8Array>, size, onBytes);
    },
  };
}

function statOf(file: string): Stats {
  let stat: Stats | undefined;
  try {
    stat = statSync(file, { throwIfNoEntry: false });
  } catch {
    // A part of its path is a file, or may not be looked into: there is no such file then.
  }
  if (stat?.isFile()) return stat;
  throw new SourceError(`There is no file ${file}.`);
}
