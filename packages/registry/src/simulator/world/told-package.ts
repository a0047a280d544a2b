import type { DependencySpec, PackageSpec } from './package-spec.ts';

/** A package that is told in part; what is not said is drawn. */
export type ToldPackage = Partial<PackageSpec> & { readonly name: string };

/** Ordinary dependencies, each a name, or a name with a range. */
export function depends(...names: readonly (string | readonly [string, string])[]): DependencySpec[] {
  return names.map((each) =>
    typeof each === 'string'
      ? { name: each, kind: 'dependencies' }
      : { name: each[0], kind: 'dependencies', range: each[1] },
  );
}
