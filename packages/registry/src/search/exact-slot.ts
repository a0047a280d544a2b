import { withoutJs } from './without-js.ts';

/** Below this an exact name may be a squatter's, or somebody's unfinished word. */
export const HARDLY_ANY_DOWNLOADS = 10_000;

/** Only a name that is used by so many is what an unfinished word means. */
export const MEANT_DOWNLOADS = 1_000_000;

/**
 * Whether a package may be meant by a typed name that hardly anybody downloads. An unfinished word is its beginning letter
 * by letter (`dcp` is none of `dc-polyfill`), and many say `react.js` for `react`.
 */
export function isMeant(
  { name, downloads }: { readonly name: string; readonly downloads: number | null },
  typed: string,
): boolean {
  const isSaid = name.toLowerCase().startsWith(typed.toLowerCase()) || name === withoutJs(typed);
  return isSaid && (downloads ?? 0) >= MEANT_DOWNLOADS;
}
