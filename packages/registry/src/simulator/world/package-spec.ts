import type { ReadmeKind } from '../packages/readme-kind.ts';
import type { TarballKind } from '../packages/tarball-kind.ts';

/** How a package writes its licence: today's way, the ways of old packages, and ways that are none. */
export type LicenseShape =
  | 'mit'
  | 'apache'
  | 'isc'
  | 'expression'
  | 'object'
  | 'licenses'
  | 'licenses-text'
  | 'see-file'
  | 'unlicensed'
  | 'odd'
  | 'none';

/** How a package names its repository. */
export type RepositoryShape =
  | 'object'
  | 'directory'
  | 'text'
  | 'shorthand'
  | 'gitlab'
  | 'git'
  | 'other'
  | 'none';

export type ModuleShape = 'esm' | 'cjs' | 'dual' | 'bin' | 'data';

export type TypesShape = 'included' | 'typings' | 'exports' | 'none';

/** What is odd about a packument; most packages have none of these. */
export type PackumentOddity =
  | 'unpublished'
  | 'security-placeholder'
  | 'no-time'
  | 'no-unpacked-size'
  | 'proto-keys'
  | 'enormous'
  | 'no-readme'
  | 'cut-readme'
  | 'hostile-fields'
  | 'empty-fields'
  | 'wrong-types'
  | 'deleted';

export interface DependencySpec {
  readonly name: string;
  readonly kind: 'dependencies' | 'peerDependencies' | 'optionalDependencies' | 'devDependencies';
  /** A fixed range; absent, it is a caret on the newest stable version of its day. */
  readonly range?: string;
  readonly isOptionalPeer?: boolean;
}

export interface DeprecationSpec {
  /** `''` and `false` mean that it is not; `true` was seen without a message. */
  readonly message: string | boolean;
  /** A semver range, or `*`. */
  readonly versions: string;
  /** First UTC day. */
  readonly sinceDay: number;
}

/** What is fixed about a package: everything else is made from it when it is asked for. */
export interface PackageSpec {
  readonly name: string;
  readonly description: string | null;
  readonly keywords: readonly string[];
  /** The first publishes. */
  readonly maintainers: readonly string[];
  /** UTC day of the first version. */
  readonly createdDay: number;
  /** Days between releases, about; after `lastReleaseDay` there are none. */
  readonly cadenceDays: number;
  readonly lastReleaseDay: number | null;
  /** Releases that are told rather than drawn: version and UTC day; the drawn ones follow. */
  readonly script: readonly (readonly [version: string, day: string])[];
  /** Downloads of an ordinary weekday, organic ones: UTC day and level, joined by growth at an even rate. */
  readonly levels: readonly (readonly [day: number, perDay: number])[];
  /** Machines fetch every version about so often a day. */
  readonly floorPerVersion: number;
  readonly license: LicenseShape;
  readonly repository: RepositoryShape;
  readonly module: ModuleShape;
  readonly types: TypesShape;
  readonly bin: readonly string[];
  readonly engines: string | null;
  readonly funding: 'none' | 'text' | 'object' | 'list';
  readonly dependencies: readonly DependencySpec[];
  readonly deprecation: DeprecationSpec | null;
  readonly os: readonly string[];
  readonly cpu: readonly string[];
  readonly hasInstallScript: boolean;
  readonly hasProvenance: boolean;
  /** Kilobytes of code, about. */
  readonly codeKilobytes: number;
  readonly readme: ReadmeKind;
  readonly tarball: TarballKind;
  readonly oddity: PackumentOddity | null;
  /** Only with the private token. */
  readonly isPrivate: boolean;
}
