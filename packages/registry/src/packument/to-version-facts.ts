import type { PackageFacts, VersionFacts } from './package-facts.ts';
import type { ManifestFacts } from './to-manifest-facts.ts';

/** All that is known of one version: its manifest, its tags, and when it was published. Pure. */
export function toVersionFacts(facts: PackageFacts, version: string, manifest: ManifestFacts): VersionFacts {
  const { tarball: _t, integrity: _i, shasum: _s, ...rest } = manifest;
  const tags = Object.entries(facts.distTags).flatMap(([tag, tagged]) => (tagged === version ? [tag] : []));
  const publishedAt = facts.versions.find((each) => each.version === version)?.publishedAt ?? null;
  return { ...rest, name: facts.name, version, tags, publishedAt };
}
