import { readFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/** A published list of packages and their downloads, most downloads first. */
export interface PackageCounts {
  /** The day that the list was made, `YYYY-MM-DD`. */
  readonly builtOn: string;
  readonly names: readonly string[];
  /** Downloads of 30 days, in the order of `names`. */
  readonly downloads: Float64Array;
}

export interface StarterHead {
  /** The day that the list was made, `YYYY-MM-DD`. */
  readonly builtOn: string;
  /** Packages in it. */
  readonly size: number;
}

const FORMAT = 'shipstats-starter-index 1';
/** Fifty times what ships: a damaged or foreign file is not unpacked into memory. */
const MAX_BYTES = 25_000_000;

/**
 * Packs a list into the file that ships: brotli over a head line (format, day, count), the names one a line, and for
 * each the exact difference to the downloads of the one before, which is small since they are sorted.
 */
export function packStarterIndex(counts: PackageCounts): Buffer {
  const { names, downloads, builtOn } = counts;
  const steps = names.map((_, at) =>
    at === 0 ? (downloads[0] ?? 0) : (downloads[at - 1] ?? 0) - (downloads[at] ?? 0),
  );
  if (steps.some((step) => step < 0 || !Number.isSafeInteger(step))) {
    throw new RangeError('a starter index is sorted by whole downloads, most first');
  }
  const text = [`${FORMAT}\t${builtOn}\t${names.length}`, ...names, ...steps].join('\n');
  return brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  });
}

/** The other way round. @throws Error for anything that `packStarterIndex` did not write */
export function unpackStarterIndex(file: Uint8Array): PackageCounts {
  const lines = unpack(file).toString('utf8').split('\n');
  const { builtOn, size } = parseHead(lines[0] ?? '');
  if (lines.length !== 1 + 2 * size) throw damaged();
  const downloads = new Float64Array(size);
  let count = 0;
  for (let at = 0; at < size; at++) {
    const step = Number(lines[1 + size + at]);
    count = at === 0 ? step : count - step;
    downloads[at] = count;
  }
  return { builtOn, names: lines.slice(1, 1 + size), downloads };
}

/** What a packed list says of itself: the list takes 13 MB. @throws Error for a file without a head line */
export function unpackStarterHead(file: Uint8Array): StarterHead {
  const text = unpack(file);
  return parseHead(text.toString('utf8', 0, text.indexOf('\n')));
}

function unpack(file: Uint8Array): Buffer {
  return brotliDecompressSync(file, { maxOutputLength: MAX_BYTES });
}

function parseHead(line: string): StarterHead {
  const [format, builtOn, size] = line.split('\t');
  if (format !== FORMAT || builtOn === undefined) throw damaged();
  return { builtOn, size: Number(size) };
}

function damaged(): Error {
  return new Error(
    `The starter index is damaged: its first line is not that of a "${FORMAT}" file of its length.`,
  );
}

/** The list that ships with the package. Costs some milliseconds: read it when it is first needed, once. */
export function readStarterIndex(file: URL = shippedFile()): PackageCounts {
  return unpackStarterIndex(readFileSync(file));
}

/** Of the list that ships. */
export function readStarterHead(file: URL = shippedFile()): StarterHead {
  return unpackStarterHead(readFileSync(file));
}

/** The build puts everything into files at the top of its folder. */
function shippedFile(): URL {
  const folder = import.meta.url.endsWith('.ts') ? '../../data/' : '../data/';
  return new URL(`${folder}starter-index.br`, import.meta.url);
}
