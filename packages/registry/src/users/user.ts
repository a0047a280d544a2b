import type { SearchHit } from '../search/search.ts';

/** The packages of a user, as far as npm tells. */
export interface UserPackages {
  readonly user: string;
  readonly packages: readonly SearchHit[];
  /** npm knows of more than these. */
  readonly hasMore: boolean;
}
