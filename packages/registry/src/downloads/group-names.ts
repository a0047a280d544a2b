import { toPathSegment } from './countable-name.ts';

/** The service takes so many names at once (https://github.com/npm/registry/blob/main/docs/download-counts.md). */
export const BULK_NAMES = 128;
/** An address is no longer than this: servers refuse those above 4 to 8 thousand bytes, and none tells its limit. */
export const MAX_URL_LENGTH = 4_000;

/** Groups unscoped names for bulk requests, in their order: each as large as number and length allow. */
export function groupNames(names: readonly string[], baseLength: number): string[][] {
  const groups: string[][] = [];
  let group: string[] = [];
  let length = baseLength;
  for (const name of names) {
    const added = toPathSegment(name).length + 1;
    if (group.length > 0 && (group.length >= BULK_NAMES || length + added > MAX_URL_LENGTH)) {
      groups.push(group);
      group = [];
      length = baseLength;
    }
    group.push(name);
    length += added;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}
