import semver from 'semver';
import { hash } from '../base/random.ts';
import type { World } from '../world/create-world.ts';
import type { PackageSpec } from '../world/package-spec.ts';
import { dependenciesOf } from './dependencies.ts';
import { oddFieldsOf } from './odd-fields.ts';
import { addressOf, licenseOf, repositoryOf } from './origin.ts';
import type { Release, Releases } from './releases.ts';

/** A plain JSON object. */
export type Json = Record<string, unknown>;

/** What a `package.json` of the made-up registry holds, before the registry adds its own fields. */
export function makeManifest(world: World, releases: Releases, spec: PackageSpec, release: Release): Json {
  const manifest: Json = {
    name: spec.name,
    version: release.version,
    ...(spec.description === null ? {} : { description: spec.description }),
    ...(spec.keywords.length === 0 ? {} : { keywords: spec.keywords }),
    ...licenseOf(spec),
    ...repositoryOf(spec),
    ...(spec.repository === 'none'
      ? {}
      : { homepage: `${addressOf(spec)}#readme`, bugs: { url: `${addressOf(spec)}/issues` } }),
    author: { name: spec.maintainers[0] ?? 'nobody' },
    ...entriesOf(spec),
    ...(spec.bin.length === 0
      ? {}
      : { bin: Object.fromEntries(spec.bin.map((name) => [name, `bin/${name}.js`])) }),
    ...(spec.engines === null ? {} : { engines: { node: spec.engines } }),
    ...fundingOf(spec),
    ...(spec.os.length === 0 ? {} : { os: spec.os }),
    ...(spec.cpu.length === 0 ? {} : { cpu: spec.cpu }),
    ...(spec.hasInstallScript
      ? { scripts: { test: 'node --test', postinstall: 'node scripts/postinstall.js' } }
      : { scripts: { test: 'node --test' } }),
    ...dependenciesOf(world, releases, spec, release),
    gitHead: commitOf(spec, release),
  };
  return { ...manifest, ...oddFieldsOf(spec) };
}

/** The commit that a version was published from. */
export function commitOf(spec: PackageSpec, release: Release): string {
  return Array.from({ length: 5 }, (_, index) =>
    hash(spec.name, release.version, 'commit', index).toString(16).padStart(8, '0'),
  ).join('');
}

function entriesOf(spec: PackageSpec): Json {
  const types = spec.types === 'none' ? {} : { types: './dist/index.d.ts' };
  const named =
    spec.types === 'included'
      ? { types: 'dist/index.d.ts' }
      : spec.types === 'typings'
        ? { typings: 'dist/index.d.ts' }
        : {};
  switch (spec.module) {
    case 'esm':
      return { type: 'module', exports: { '.': { ...types, default: './dist/index.js' } }, ...named };
    case 'dual':
      return {
        main: './dist/index.cjs',
        module: './dist/index.js',
        exports: {
          '.': {
            import: { ...types, default: './dist/index.js' },
            require: { ...types, default: './dist/index.cjs' },
          },
          './package.json': './package.json',
        },
        type: 'module',
        ...named,
      };
    case 'cjs':
      return { main: 'dist/index.js', ...named };
    case 'bin':
      return { type: 'module' };
    case 'data':
      return { ...named, files: ['*.json'] };
    default: {
      const never: never = spec.module;
      return never;
    }
  }
}

function fundingOf(spec: PackageSpec): Json {
  const url = `https://funding.people.example/${spec.maintainers[0] ?? 'nobody'}`;
  switch (spec.funding) {
    case 'none':
      return {};
    case 'text':
      return { funding: url };
    case 'object':
      return { funding: { type: 'individual', url } };
    case 'list':
      return { funding: [{ type: 'individual', url }, `${url}/once`] };
    default: {
      const never: never = spec.funding;
      return never;
    }
  }
}

/** What the registry says about deprecation, in the shape that it says it; undefined for nothing at all. */
export function deprecationOf(
  spec: PackageSpec,
  version: string,
  nowDay: number,
): string | boolean | undefined {
  const { deprecation } = spec;
  if (deprecation === null || nowDay < deprecation.sinceDay) return undefined;
  const isMeant =
    deprecation.versions === '*' ||
    semver.satisfies(version, deprecation.versions, { includePrerelease: true });
  return isMeant ? deprecation.message : undefined;
}
