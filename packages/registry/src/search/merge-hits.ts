import { HARDLY_ANY_DOWNLOADS, isMeant } from './exact-slot.ts';
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
 * One list of both, each package once: the index's hits whose names fit, the service's, then those of which the index
 * finds only some words. What fits only if a slip was typed comes behind well-used names that hold just what was typed.
 * A name that was typed and that only the service has found comes first, or second where hardly anybody downloads it and
 * what comes first is meant (`isMeant`).
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
  const isFirst = (hit: IndexHit, at: number) => at < MAX_FIRST && hit.match !== 'partial';
  const first = local.filter(isFirst).map(fromLocal);
  const last = local.filter((hit, at) => !isFirst(hit, at)).map(fromLocal);
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
    ...first.filter((hit) => hit.match !== 'corrected'),
    ...others.filter(holdsTyped),
    ...first.filter((hit) => hit.match === 'corrected'),
    ...others.filter((hit) => !holdsTyped(hit)),
    ...last,
  ];
  if (exact === undefined) return best === undefined ? [] : [best, ...rest];
  if (best === undefined) return [exact];
  const isDoubtful = (exact.remote?.downloads ?? 0) < HARDLY_ANY_DOWNLOADS;
  return isDoubtful && best.local !== null && isMeant(best.local, typed)
    ? [best, exact, ...rest]
    : [exact, best, ...rest];
}

function matchOf(hit: ServiceHit, typed: string): SearchMatch {
  return hit.name.toLowerCase() === typed.toLowerCase() ? 'exact' : 'service';
}
