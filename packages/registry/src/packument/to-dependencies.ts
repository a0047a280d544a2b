import { parsePackageName } from '../names/package-name.ts';
import type { Dependency, DependencyKind } from './package-facts.ts';
import { asObject } from './plain-object.ts';
import { toPlainText } from './plain-text.ts';

const KINDS: readonly DependencyKind[] = [
  'dependencies',
  'peerDependencies',
  'optionalDependencies',
  'devDependencies',
];
/** The fields of a manifest that `toDependencies` reads. */
export const DEPENDENCY_FIELDS: readonly string[] = [...KINDS, 'peerDependenciesMeta'];
/** A package that depends on all of npm was once published. */
const MAX_COUNT = 2_000;
const MAX_RANGE = 300;
/** Names of today, which are nearly all: the others are looked at closely. */
const USUAL_NAME = /^(?:@[a-z0-9-][a-z0-9._-]{0,90}\/)?[a-z0-9-][a-z0-9._-]{0,90}$/;

/** All dependencies of a version; those without a name that npm knows are left out. */
export function toDependencies(manifest: Readonly<Record<string, unknown>>): Dependency[] {
  const optional = asObject(manifest.optionalDependencies) ?? {};
  const peerMeta = asObject(manifest.peerDependenciesMeta) ?? {};
  const dependencies: Dependency[] = [];
  for (const kind of KINDS) {
    for (const [name, value] of Object.entries(asObject(manifest[kind]) ?? {})) {
      if (dependencies.length >= MAX_COUNT) return dependencies;
      // Publishing writes optional ones into `dependencies` as well.
      if (kind === 'dependencies' && Object.hasOwn(optional, name)) continue;
      if (!USUAL_NAME.test(name) && parsePackageName(name).kind === 'invalid') continue;
      const isOptional =
        kind === 'peerDependencies' &&
        Object.hasOwn(peerMeta, name) &&
        asObject(peerMeta[name])?.optional === true;
      dependencies.push({ kind, name, range: toPlainText(value, MAX_RANGE) ?? '*', isOptional });
    }
  }
  return dependencies;
}
