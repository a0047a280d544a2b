import type { World } from '../world/create-world.ts';
import type { DependencySpec, PackageSpec } from '../world/package-spec.ts';
import type { Json } from './manifest.ts';
import type { Release, Releases } from './releases.ts';

/** The fields of a manifest that name other packages, as they were when the version came out. */
export function dependenciesOf(world: World, releases: Releases, spec: PackageSpec, release: Release): Json {
  const fields: Record<string, Record<string, string>> = {};
  const optional: Record<string, { optional: boolean }> = {};
  for (const dependency of spec.dependencies) {
    const range = rangeOf(world, releases, dependency, release);
    if (range === null) continue;
    const group = fields[dependency.kind] ?? {};
    group[dependency.name] = range;
    fields[dependency.kind] = group;
    if (dependency.isOptionalPeer === true) optional[dependency.name] = { optional: true };
  }
  // npm lists optional dependencies among the ordinary ones too.
  if (fields.optionalDependencies !== undefined) {
    fields.dependencies = { ...fields.dependencies, ...fields.optionalDependencies };
  }
  return { ...fields, ...(Object.keys(optional).length === 0 ? {} : { peerDependenciesMeta: optional }) };
}

/** A caret on what was newest when the version came out; null where the other package did not exist yet. */
function rangeOf(
  world: World,
  releases: Releases,
  dependency: DependencySpec,
  release: Release,
): string | null {
  const other = world.find(dependency.name, release.at);
  if (other === undefined) return null;
  if (dependency.range !== undefined) return dependency.range;
  const { latest } = releases.distTags(other, release.at);
  if (latest === undefined) return null;
  return dependency.kind === 'optionalDependencies' ? latest : `^${latest}`;
}
