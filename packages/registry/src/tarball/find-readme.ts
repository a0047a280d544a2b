import type { TarballFile } from './read-tarball.ts';
import { TarballError } from './tarball-error.ts';

/** A readme, as an archive has it. */
export interface TarballReadme {
  /** Within the package. */
  readonly path: string;
  readonly text: string;
}

/** What is more is cut off: nobody reads so far. */
const MAX_BYTES = 1024 * 1024;
const README = /^readme(?:\.([a-z]{1,10}))?$/i;
/** The endings of Markdown; then text without one, then all others. */
const MARKDOWN = /^(?:md|markdown|mdown|mkdn?|mdx)$/i;
const NO_TEXT = /^(?:html?|pdf|docx?|png|jpe?g|gif|svg|js|ts|json)$/i;

/**
 * Finds the readme: of several the one that lies the least deep, and Markdown before all else. Goes no further than to
 * one that none can surpass.
 *
 * @returns null where there is none
 * @throws TarballError for one that is no text
 */
export async function findReadme(files: AsyncIterable<TarballFile>): Promise<TarballReadme | null> {
  let best: { readonly file: TarballFile; readonly rank: number; readonly bytes: Uint8Array } | undefined;
  for await (const file of files) {
    const rank = rankOf(file);
    if (rank === undefined || rank >= (best?.rank ?? Number.POSITIVE_INFINITY)) continue;
    best = { file, rank, bytes: await file.read(MAX_BYTES) };
    if (rank === 0) break;
  }
  if (best === undefined) return null;
  return { path: best.file.path, text: decode(best.bytes, best.bytes.length < best.file.size) };
}

/** 0 is the best; undefined for what is no readme of this package. */
function rankOf({ path, size }: TarballFile): number | undefined {
  const parts = path.split('/');
  const match = README.exec(parts.at(-1) ?? '');
  // Bundled packages have readmes of their own.
  if (match === null || size === 0 || parts.includes('node_modules')) return undefined;
  const [, ending] = match;
  if (ending !== undefined && NO_TEXT.test(ending)) return undefined;
  const kind = ending === undefined ? 1 : MARKDOWN.test(ending) ? 0 : 2;
  return (parts.length - 1) * 3 + kind;
}

/** UTF-8; or UTF-16 that says so, as Windows once wrote. */
function decode(bytes: Uint8Array, isCut: boolean): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    // The last character of a text that was cut may be half of one: `stream` leaves it out.
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    throw new TarballError('The readme is no text: it is not in UTF-8.'); // TypeError
  }
}
