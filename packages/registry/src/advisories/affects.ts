import satisfies from 'semver/functions/satisfies.js';
import validRange from 'semver/ranges/valid.js';
import type { Advisory } from './advisory.ts';

/** Whether an advisory is about a version. One whose range cannot be read is taken to be: silence would be worse. */
export function affects(
  { vulnerableVersions }: Pick<Advisory, 'vulnerableVersions'>,
  version: string,
): boolean {
  const options = { includePrerelease: true, loose: true };
  if (validRange(vulnerableVersions, options) === null) return true;
  return satisfies(version, vulnerableVersions, options);
}
