import { HttpError } from '@shipstats/core';
import type { PackageFacts } from './package-facts.ts';

/**
 * The version that is meant: by a tag, by its number, or the latest.
 *
 * @throws HttpError 404 where there is none, 410 where all were unpublished
 */
export function findVersion(facts: PackageFacts, spec: string | undefined): string {
  const { name, distTags, versions } = facts;
  if (facts.status === 'unpublished') {
    throw new HttpError(410, `All versions of ${JSON.stringify(name)} were unpublished.`);
  }
  const wanted = spec ?? 'latest';
  const tagged = Object.hasOwn(distTags, wanted) ? distTags[wanted] : undefined;
  if (tagged !== undefined) return tagged;
  const has = (version: string) => versions.some((each) => each.version === version);
  // `v1.2.3`, as releases are called elsewhere.
  const found = [wanted, wanted.replace(/^v/, '')].find(has);
  if (found !== undefined) return found;
  const tags = Object.keys(distTags).slice(0, 8).join(', ');
  throw new HttpError(
    404,
    `There is no version or tag ${JSON.stringify(wanted)} of ${JSON.stringify(name)}.`,
    `Its tags are ${tags}.`,
  );
}
