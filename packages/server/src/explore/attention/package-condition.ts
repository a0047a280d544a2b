import type { Advisory, Dependency, PackageFacts, VersionFacts } from '@shipstats/registry';
import type { DownloadLine } from '../downloads.ts';

/** A dependency as somebody who installs the package today gets it. */
export interface DependencyCondition {
  readonly dependency: Dependency;
  /** The package that is installed: another one than the dependency's name says where that is an alias. */
  readonly name: string;
  /** The version that the range gives today. */
  readonly version: string;
  /** The message where that version is deprecated. */
  readonly deprecated: string | null;
  /** Advisories of that version. */
  readonly advisories: readonly Advisory[];
}

/** Everything that the rules look at of one package. */
export interface PackageCondition {
  readonly name: string;
  readonly facts: PackageFacts;
  readonly latest: VersionFacts;
  /** Undefined where nobody knows its downloads. */
  readonly line: DownloadLine | undefined;
  /** Of those that were looked at; development dependencies are nobody's problem but the author's. */
  readonly dependencies: readonly DependencyCondition[];
  /** Of the latest version. */
  readonly advisories: readonly Advisory[];
  /** Other releases that advisories speak of, newest first. */
  readonly vulnerableReleases: readonly {
    readonly version: string;
    readonly advisories: readonly Advisory[];
  }[];
}
