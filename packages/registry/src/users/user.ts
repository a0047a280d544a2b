import type { SearchHit } from '../search/search.ts';

/** The packages of a user, as far as npm tells. */
export interface UserPackages {
  readonly user: string;
  readonly packages: readonly SearchHit[];
  /** npm knows of more than these. */
  readonly hasMore: boolean;
  /**
   * All that npm's search lists of the user, now or at an earlier look; false where it broke off on the way, or only
   * packuments tell of the user.
   */
  readonly isWhole: boolean;
}
