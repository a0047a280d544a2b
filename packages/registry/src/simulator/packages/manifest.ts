import semver from 'semver';
import { formatDay } from '../base/day.ts';
import { hash } from '../base/random.ts';
import type { World } from '../world/create-world.ts';
import type { DependencySpec, PackageSpec } from '../world/package-spec.ts';
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

function licenseOf(spec: PackageSpec): Json {
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

function repositoryOf(spec: PackageSpec): Json {
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

function dependenciesOf(world: World, releases: Releases, spec: PackageSpec, release: Release): Json {
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

function oddFieldsOf(spec: PackageSpec): Json {
  if (spec.oddity === 'hostile-fields') {
    return {
      description:
        '<script>alert("description")</script><img src=x onerror=alert(1)> "quoted" & \u202ereversed',
      keywords: ['<b>bold</b>', 'javascript:alert(1)', '"><svg onload=alert(2)>', 'x'.repeat(5_000)],
      homepage: 'javascript:alert("homepage")',
      bugs: { url: 'data:text/html,<script>alert("bugs")</script>' },
      repository: { type: 'git', url: 'javascript:alert("repository")', directory: '../../../etc' },
      license: '<script>alert("license")</script>',
      funding: ['javascript:alert("funding")', { url: 'vbscript:msgbox(1)' }],
      author: { name: '<img src=x onerror=alert("author")>' },
      bin: { '../../evil': 'bin/evil.js', '<svg/onload=alert(3)>': 'bin/x.js' },
      engines: { '<script>': '>=0', node: '<script>alert("engines")</script>' },
      dependencies: {
        '<script>alert(4)</script>': '^1.0.0',
        '../..': '1',
        quillparse: 'javascript:alert(5)',
      },
    };
  }
  if (spec.oddity === 'wrong-types') {
    return {
      description: 42,
      keywords: 'one, two',
      license: 7,
      repository: ['a', 'b'],
      homepage: { url: 'https://people.example' },
      bugs: 'not an address',
      engines: ['node >= 0.6'],
      bin: 'bin/odd.js',
      dependencies: [],
      peerDependencies: 'none',
      os: 'linux',
      cpu: null,
      funding: 5,
      main: false,
      exports: null,
    };
  }
  if (spec.oddity === 'empty-fields') {
    return {
      description: '',
      keywords: [],
      license: '',
      repository: '',
      homepage: '',
      bugs: {},
      bin: {},
      engines: {},
    };
  }
  return {};
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

/** When a version came out, for people: its UTC day. */
export function dayTextOf(release: Release): string {
  return formatDay(release.day);
}
