import { HttpError } from '@shipstats/core';
import type { SearchHit } from '@shipstats/registry';
import type { DownloadLine } from '../downloads.ts';

/** A package of a list: what the search knows, and its one number where it is known. */
export interface PackageRow {
  readonly hit: SearchHit;
  readonly line: DownloadLine | undefined;
}

export const SORT_KEYS = ['downloads', 'trend', 'released', 'name'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface Sorting {
  readonly key: SortKey;
  readonly isDescending: boolean;
}

/** Numbers and dates begin with the greatest, names with A. */
export function usualDirection(key: SortKey): boolean {
  return key !== 'name';
}

/** Reads `?sort=trend&order=asc`. @throws HttpError 400 for a word that is none of the valid ones */
export function readSorting(sort: string | undefined, order: string | undefined): Sorting {
  const key = sort === undefined || sort === '' ? 'downloads' : SORT_KEYS.find((one) => one === sort);
  if (key === undefined) {
    throw new HttpError(
      400,
      `Packages cannot be sorted by ${JSON.stringify(sort)}.`,
      `Use ${SORT_KEYS.join(', ')}.`,
    );
  }
  if (order === undefined || order === '') return { key, isDescending: usualDirection(key) };
  if (order !== 'asc' && order !== 'desc') {
    throw new HttpError(400, `There is no order ${JSON.stringify(order)}.`, 'Use asc or desc.');
  }
  return { key, isDescending: order === 'desc' };
}

/** Sorts rows; those of which the number is not known come last in both directions. */
export function sortPackages(
  rows: readonly PackageRow[],
  { key, isDescending }: Sorting,
): readonly PackageRow[] {
  const direction = isDescending ? -1 : 1;
  return [...rows].sort((left, right) => {
    if (key === 'name') return direction * compareNames(left, right);
    const [a, b] = [sortValue(left, key), sortValue(right, key)];
    if (a === null || b === null) {
      if (a !== null) return -1;
      return b === null ? compareNames(left, right) : 1;
    }
    return direction * (a - b) || compareNames(left, right);
  });
}

/** Its number: that of the store, else what the search said. */
export function downloadsOf({ hit, line }: PackageRow): number | null {
  return line?.downloads ?? hit.downloads?.downloads ?? null;
}

function sortValue(row: PackageRow, key: Exclude<SortKey, 'name'>): number | null {
  switch (key) {
    case 'downloads':
      return downloadsOf(row);
    case 'trend':
      return row.line?.trend ?? null;
    case 'released': {
      const at = row.hit.publishedAt === null ? Number.NaN : Date.parse(row.hit.publishedAt);
      return Number.isNaN(at) ? null : at;
    }
    default:
      return key satisfies never;
  }
}

function compareNames(left: PackageRow, right: PackageRow): number {
  return left.hit.name < right.hit.name ? -1 : left.hit.name > right.hit.name ? 1 : 0;
}
