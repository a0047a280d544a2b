import type { PackumentReadme } from '../packument/kept-packument.ts';
import type { PackageFacts, VersionFacts } from '../packument/package-facts.ts';
import type { ManifestFacts } from '../packument/to-manifest-facts.ts';
import type { IndexFacts } from '../search/index-document.ts';
import { toReadmeStems } from '../search/readme-stems.ts';
import type { Learned } from './learned.ts';

export interface ReadPackument {
  readonly facts: PackageFacts;
  readonly manifestOf: (version: string) => ManifestFacts | null;
  /** A readme, and the version that it surely belongs to; null where none was read, which says nothing. */
  readonly readme: Pick<PackumentReadme, 'text' | 'version'> | null;
  /** Whether there is a package of that name, for types in `@types`; null where nobody knows. */
  readonly isPackage: (name: string) => boolean | null;
}

/** What a packument tells an index of the package's latest version. An unpublished package is one no longer. */
export function toLearned({ facts: read, manifestOf, readme, isPackage }: ReadPackument): Learned | null {
  const { name, status, distTags, versions, maintainers } = read;
  if (status === 'unpublished') return { kind: 'deleted', name };
  const version = distTags.latest;
  const manifest = version === undefined ? null : manifestOf(version);
  if (version === undefined || manifest === null) return null;
  const publishedAt = versions.find((each) => each.version === version)?.publishedAt ?? null;
  const types = typesOf(manifest.types, isPackage);
  const { moduleFormat, license, keywords, description } = manifest;
  const facts: IndexFacts = {
    version,
    // An empty list is known to be empty.
    keywords,
    ...(license === null ? {} : { license: license.text }),
    ...(types === null ? {} : { types }),
    ...(moduleFormat === 'unknown' ? {} : { module: moduleFormat }),
    isDeprecated: manifest.deprecated !== null || status === 'security-placeholder',
    ...(publishedAt === null ? {} : { publishedAt }),
    ...(maintainers.length === 0 ? {} : { maintainers: maintainers.map((each) => each.name) }),
    ...(readme?.version === version ? { readmeStems: toReadmeStems(readme.text) } : {}),
  };
  return { kind: 'known', name, document: { name, description, facts } };
}

function typesOf(
  types: VersionFacts['types'],
  isPackage: (name: string) => boolean | null,
): Exclude<IndexFacts['types'], undefined> | null {
  switch (types.kind) {
    case 'included':
    case 'none':
      return types.kind;
    case 'separate': {
      const isThere = isPackage(types.package);
      return isThere === null ? null : isThere ? 'separate' : 'none';
    }
    case 'unknown':
      return null;
    default:
      return types satisfies never;
  }
}
