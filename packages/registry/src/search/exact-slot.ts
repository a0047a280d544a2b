import type { NameMatch } from './match-name.ts';
import type { SearchMatch } from './search-index.ts';
import { withoutJs } from './without-js.ts';

/** Below this an exact name may be a squatter's, or somebody's unfinished word. */
export const HARDLY_ANY_DOWNLOADS = 10_000;

/** Only a name that is used by so many is what an unfinished word means. */
export const MEANT_DOWNLOADS = 1_000_000;

/**
 * Whether a package may be meant by a typed name that hardly anybody downloads. An unfinished word is its beginning letter
 * by letter (`dcp` is none of `dc-polyfill`), and many say `react.js` for `react`.
 */
function isMeant(
  { name, downloads }: { readonly name: string; readonly downloads: number | null },
  typed: string,
): boolean {
  const isSaid = name.toLowerCase().startsWith(typed.toLowerCase()) || name === withoutJs(typed);
  return isSaid && (downloads ?? 0) >= MEANT_DOWNLOADS;
}

/** What so many more download is meant by other signs, too: `socket.io` by `socketio`, `next` by `next.js`. */
const TIMES_AS_MANY = 100;

/**
 * Whether a name that was typed stands second, below what is meant by it: neither hidden, nor hiding that.
 *
 * @param downloads of the name that was typed; null where nobody knows
 * @param first what would stand first without it
 */
export function isBelow(
  downloads: number | null,
  first: {
    readonly name: string;
    readonly downloads: number | null;
    readonly match: NameMatch | SearchMatch;
  },
  typed: string,
): boolean {
  const ofFirst = first.downloads ?? 0;
  const isSame = isAsTyped(first.match) && ofFirst >= MEANT_DOWNLOADS;
  const hardlyAny = isSame ? ofFirst / TIMES_AS_MANY : HARDLY_ANY_DOWNLOADS;
  return (downloads ?? 0) < hardlyAny && (isSame || isMeant(first, typed));
}

/** Whether a name is what was typed, whatever the signs in it: nothing has to be mended. */
export function isAsTyped(match: NameMatch | SearchMatch): boolean {
  return match === 'exact' || match === 'joined' || match === 'without-js';
}
