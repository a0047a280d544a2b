import { toSearchQuery } from '../search/search-query.ts';
import { prepareSearch } from '../search/sqlite/find-candidates.ts';
import { openIndexReader } from '../search/sqlite/index-reader.ts';
import { searchPackages } from '../search/sqlite/search-packages.ts';
import { IndexBuildError } from './index-build-error.ts';

export interface CheckOptions {
  /** Packages that were written into it. */
  readonly packages: number;
  /** Of the index in use; null where there is none. */
  readonly before: number | null;
  /** Names that must be found. */
  readonly canaries: readonly string[];
  readonly now: Date;
}

/** An index that has lost more than a tenth of its packages was hardly meant to. */
const LEAST_OF_BEFORE = 0.9;
/** The name itself stands first, or second in the place of its own that rarely used ones have. */
const FIRST = 3;

/**
 * Looks at a new index before it is put into use: whether it is whole, not much smaller than the one before, and finds
 * what it should.
 *
 * @throws IndexBuildError where it does not
 */
export function checkIndex(file: string, { packages, before, canaries, now }: CheckOptions): void {
  const reader = openIndexReader(file);
  try {
    if (packages === 0 || reader.size === 0) throw new IndexBuildError('There is no package in the sources.');
    if (before !== null && reader.size < before * LEAST_OF_BEFORE) {
      throw new IndexBuildError(
        `The new index is smaller than the one in use: ${count(reader.size)} in place of ${count(before)} packages. ` +
          'If that is right, build it with --force.',
      );
    }
    const searched = prepareSearch(reader);
    const lost = canaries.filter((name) => {
      if (reader.byName(name) === null) return true;
      const { hits } = searchPackages(searched, toSearchQuery(name), { limit: FIRST }, now);
      return !hits.some((hit) => hit.name === name);
    });
    if (lost.length > 0) {
      throw new IndexBuildError(
        `The new index does not find packages that it should have: ${lost.slice(0, 5).join(', ')}. This is a bug; please report it.`,
      );
    }
  } finally {
    reader.close();
  }
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
