import type { SearchHit } from '../search/search.ts';
import type { ServiceState } from '../service/service.ts';

export type ListName = 'popular' | 'newest' | 'trending' | 'random';

export const LIST_NAMES: readonly ListName[] = ['popular', 'newest', 'trending', 'random'];

/** A list of packages, with the rule that made it. */
export interface PackageList {
  readonly name: ListName;
  /** The rule in one or two sentences, for the page: what is in it, in which order, what was left out. */
  readonly rule: string;
  readonly hits: readonly (SearchHit & {
    /** Of the last 28 whole days over the 28 before them; null where it is not known. */
    readonly trend: number | null;
  })[];
  /** ISO 8601: when what it is made of was read; of the trending ones, the last day that was counted. */
  readonly asOf: string | null;
  /** The services that it needs and that do not answer. */
  readonly troubles: readonly ServiceState[];
}
