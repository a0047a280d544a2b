import type { PackageTraits, SearchMatch } from './search-index.ts';
import type { SearchFilter, SearchFilters } from './search-query.ts';
import { splitLicense } from './split-license.ts';

/** What filters look at. */
export interface Filtered extends PackageTraits {
  readonly name: string;
  /** Of 30 days; null where it is not known. */
  readonly downloads: number | null;
  readonly match: SearchMatch;
}

export interface Kept<T> {
  /** First those that are sure to fit, then those of which it is not known; each in the order that was given. */
  readonly kept: readonly (T & { readonly isUnknown: readonly SearchFilter[] })[];
  /** Names of those left out only because they are deprecated, which nobody has asked for. */
  readonly hiddenDeprecated: readonly string[];
}

/** True, false, or null where what is asked is not known. */
type Verdict = boolean | null;

const DAY_MS = 86_400_000;

/**
 * Leaves out what does not fit. A package of which a trait is not known is kept, behind the sure ones, with the filters
 * that could not be answered; only that it may be deprecated is no reason to doubt it.
 */
export function keepFitting<T extends Filtered>(
  found: readonly T[],
  filters: SearchFilters,
  now: Date,
): Kept<T> {
  const sure: (T & { isUnknown: SearchFilter[] })[] = [];
  const doubtful: (T & { isUnknown: SearchFilter[] })[] = [];
  const hiddenDeprecated: string[] = [];
  for (const each of found) {
    const isUnknown: SearchFilter[] = [];
    let isOut = false;
    for (const [filter, verdict] of judge(each, filters, now)) {
      if (verdict === false) isOut = true;
      if (verdict === null) isUnknown.push(filter);
    }
    if (isOut) continue;
    // Who has typed a whole name must learn of it that it is deprecated.
    if (filters.deprecated === undefined && each.deprecated === true && each.match !== 'exact') {
      hiddenDeprecated.push(each.name);
      continue;
    }
    (isUnknown.length === 0 ? sure : doubtful).push({ ...each, isUnknown });
  }
  return { kept: [...sure, ...doubtful], hiddenDeprecated };
}

function judge(
  each: Filtered,
  filters: SearchFilters,
  now: Date,
): (readonly [filter: SearchFilter, verdict: Verdict])[] {
  const { types, module, license, deprecated, updatedWithinDays, minDownloads, keyword, scope, maintainer } =
    filters;
  const verdicts: (readonly [SearchFilter, Verdict])[] = [];
  if (types !== undefined) verdicts.push(['types', hasTypes(each, types)]);
  if (module !== undefined) {
    verdicts.push(['module', each.module === null ? null : each.module === module || each.module === 'dual']);
  }
  if (license !== undefined)
    verdicts.push(['license', each.license === null ? null : isLicensed(each.license, license)]);
  if (deprecated === 'only') verdicts.push(['deprecated', each.deprecated]);
  if (updatedWithinDays !== undefined) {
    const ageMs = each.publishedAt === null ? null : now.getTime() - Date.parse(each.publishedAt);
    verdicts.push(['updatedWithinDays', ageMs === null ? null : ageMs <= updatedWithinDays * DAY_MS]);
  }
  if (minDownloads !== undefined) {
    verdicts.push(['minDownloads', each.downloads === null ? null : each.downloads >= minDownloads]);
  }
  if (keyword !== undefined)
    verdicts.push(['keyword', each.keywords === null ? null : hasWord(each.keywords, keyword)]);
  if (scope !== undefined) {
    verdicts.push(['scope', each.name.toLowerCase().startsWith(`@${scope.toLowerCase()}/`)]);
  }
  if (maintainer !== undefined) {
    verdicts.push(['maintainer', each.maintainers === null ? null : hasWord(each.maintainers, maintainer)]);
  }
  return verdicts;
}

function hasTypes({ types }: Filtered, wanted: 'included' | 'any'): Verdict {
  if (types === null) return null;
  return types === 'included' || (wanted === 'any' && types === 'separate');
}

/** One of the identifiers of an expression such as `(MIT OR Apache-2.0)`. */
function isLicensed(text: string, wanted: string): boolean {
  return hasWord(splitLicense(text), wanted) || text.toLowerCase() === wanted.toLowerCase();
}

function hasWord(words: readonly string[], wanted: string): boolean {
  return words.some((word) => word.toLowerCase() === wanted.toLowerCase());
}
