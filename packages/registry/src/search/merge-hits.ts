import { HARDLY_ANY_DOWNLOADS, isBelow } from './exact-slot.ts';
import type { ServiceHit } from './parse-search-answer.ts';
import type { IndexHit, SearchMatch } from './search-index.ts';

/** A package that the index, npm's search service or both have found. */
export interface MergedHit {
  readonly name: string;
  readonly match: SearchMatch;
  readonly local: IndexHit | null;
  readonly remote: ServiceHit | null;
}

/** Of the index's hits so many stand before the service's: what many people use and what was typed fits. */
const MAX_FIRST = 40;

/**
 * One list of both, each package once: the index's hits in their order, and behind the last one that has all that was
 * typed the service's. Where the index has nothing that fits without a slip being mended, well-used names of the
 * service's that hold just what was typed come before that. A name that was typed and that only the service has found
 * comes first, or second below what is meant by it (`isBelow`).
 */
export function mergeHits(
  typed: string,
  local: readonly IndexHit[],
  remote: readonly ServiceHit[],
): MergedHit[] {
  const remoteByName = new Map(remote.map((hit) => [hit.name, hit]));
  const fromLocal = (hit: IndexHit): MergedHit => ({
    name: hit.name,
    match: hit.match,
    local: hit,
    remote: remoteByName.get(hit.name) ?? null,
  });
  const behindLast = (fits: (hit: IndexHit) => boolean) => local.slice(0, MAX_FIRST).findLastIndex(fits) + 1;
  const asTyped = behindLast(({ match }) => match !== 'partial' && match !== 'corrected');
  const fitting = behindLast(({ match }) => match !== 'partial');
  const isLocal = new Set(local.map((hit) => hit.name));
  const own = [...remoteByName.values()]
    .filter((hit) => !isLocal.has(hit.name))
    .map((hit): MergedHit => ({ name: hit.name, match: matchOf(hit, typed), local: null, remote: hit }));
  const exact = own.find((hit) => hit.match === 'exact');
  // What hardly anybody downloads may be made for slips.
  const holdsTyped = ({ name, remote }: MergedHit) =>
    name.toLowerCase().includes(typed.toLowerCase()) && (remote?.downloads ?? 0) >= HARDLY_ANY_DOWNLOADS;
  const others = own.filter((hit) => hit !== exact);
  const [best, ...rest] = [
    ...local.slice(0, asTyped).map(fromLocal),
    ...others.filter(holdsTyped),
    ...local.slice(asTyped, fitting).map(fromLocal),
    ...others.filter((hit) => !holdsTyped(hit)),
    ...local.slice(fitting).map(fromLocal),
  ];
  if (exact === undefined) return best === undefined ? [] : [best, ...rest];
  if (best === undefined) return [exact];
  return best.local !== null && isBelow(exact.remote?.downloads ?? null, best.local, typed)
    ? [best, exact, ...rest]
    : [exact, best, ...rest];
}

function matchOf(hit: ServiceHit, typed: string): SearchMatch {
  return hit.name.toLowerCase() === typed.toLowerCase() ? 'exact' : 'service';
}
