import type { PackageCondition } from '../attention/package-condition.ts';

/**
 * The picture of a user: npm gives none without an e-mail address, so it is that of the GitHub account of the same
 * name, if one of the user's own packages is built from a repository of that account. Null where none is.
 */
export function findAvatar(
  user: string,
  conditions: readonly Pick<PackageCondition, 'latest'>[],
): string | null {
  for (const { latest } of conditions) {
    if (latest.repository?.host !== 'github') continue;
    const url = URL.canParse(latest.repository.url) ? new URL(latest.repository.url) : null;
    const [owner = ''] = url?.hostname === 'github.com' ? url.pathname.split('/').filter(Boolean) : [];
    if (owner !== '' && owner.toLowerCase() === user.toLowerCase()) {
      return `https://github.com/${encodeURIComponent(owner)}.png?size=112`;
    }
  }
  return null;
}
