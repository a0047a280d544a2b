import type { PackageSpec } from '../world/package-spec.ts';
import type { Json } from './manifest.ts';

/** Address of the made-up repository. */
export function addressOf(spec: PackageSpec): string {
  const slug = spec.name.replace(/^@/, '').replace(/[^\w./-]/g, '-');
  const path = slug.includes('/') ? slug : `${spec.maintainers[0] ?? 'nobody'}/${slug}`;
  const host =
    spec.repository === 'gitlab'
      ? 'gitlab.com'
      : spec.repository === 'other'
        ? 'git.people.example'
        : 'github.com';
  return `https://${host}/${path}`;
}

/** `license` or `licenses`, in every shape that packages have it. */
export function licenseOf(spec: PackageSpec): Json {
  switch (spec.license) {
    case 'mit':
      return { license: 'MIT' };
    case 'apache':
      return { license: 'Apache-2.0' };
    case 'isc':
      return { license: 'ISC' };
    case 'expression':
      return { license: '(MIT OR Apache-2.0)' };
    case 'object':
      return { license: { type: 'BSD-3-Clause', url: `${addressOf(spec)}/blob/main/LICENSE` } };
    case 'licenses':
      return {
        licenses: [{ type: 'MIT', url: `${addressOf(spec)}/blob/main/LICENSE` }, { type: 'GPL-2.0' }],
      };
    case 'licenses-text':
      return { licenses: ['MIT', 'Apache2'] };
    case 'see-file':
      return { license: 'SEE LICENSE IN LICENSE.md' };
    case 'unlicensed':
      return { license: 'UNLICENSED' };
    case 'odd':
      return { license: 'do what you like, but tell me' };
    case 'none':
      return {};
    default: {
      const never: never = spec.license;
      return never;
    }
  }
}

/** `repository`, in every shape that packages have it. */
export function repositoryOf(spec: PackageSpec): Json {
  const address = addressOf(spec);
  const path = new URL(address).pathname.slice(1);
  switch (spec.repository) {
    case 'object':
    case 'gitlab':
    case 'other':
      return { repository: { type: 'git', url: `git+${address}.git` } };
    case 'directory':
      return { repository: { type: 'git', url: `git+${address}.git`, directory: 'packages/main' } };
    case 'text':
      return { repository: `${address}.git` };
    case 'shorthand':
      return { repository: path };
    case 'git':
      return { repository: { type: 'git', url: `git://github.com/${path}.git` } };
    case 'none':
      return {};
    default: {
      const never: never = spec.repository;
      return never;
    }
  }
}
