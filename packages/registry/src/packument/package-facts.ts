/** Somebody that npm names: never with an e-mail address, which is not kept. */
export interface NpmUser {
  readonly name: string;
}

/**
 * - `published`: has versions
 * - `unpublished`: all versions were removed
 * - `security-placeholder`: npm took it down and put `0.0.1-security` in its place
 */
export type PackageStatus = 'published' | 'unpublished' | 'security-placeholder';

/** One line of the list of versions. */
export interface VersionSummary {
  readonly version: string;
  /** `time[version]`, ISO 8601; null where the registry does not know. Never `time.modified`. */
  readonly publishedAt: string | null;
  /** The message; null where the version is not deprecated (`""` and `false` mean that it is not). */
  readonly deprecated: string | null;
  readonly isPrerelease: boolean;
}

/** What is true of a package as a whole: a packument, slimmed to what pages show. */
export interface PackageFacts {
  readonly name: string;
  readonly status: PackageStatus;
  /** Of the latest version, else of the package. Plain text. */
  readonly description: string | null;
  /** Tag to version; `latest` is there unless the package is unpublished. Empty for an unpublished package. */
  readonly distTags: Readonly<Record<string, string>>;
  /** By version order (semver), newest first. */
  readonly versions: readonly VersionSummary[];
  /** `time.created`, ISO 8601. */
  readonly createdAt: string | null;
  /** When all versions were removed, ISO 8601. */
  readonly unpublishedAt: string | null;
  readonly maintainers: readonly NpmUser[];
  /** When the registry last confirmed this, ISO 8601. */
  readonly asOf: string;
  /** The registry was asked again since and did not answer. */
  readonly isStale: boolean;
}

export type DependencyKind = 'dependencies' | 'peerDependencies' | 'optionalDependencies' | 'devDependencies';

export interface Dependency {
  readonly kind: DependencyKind;
  readonly name: string;
  /** As the package writes it: `^1.2.3`, `npm:other@1`, `github:a/b`. */
  readonly range: string;
  /** A peer dependency that may be absent. */
  readonly isOptional: boolean;
}

/** A link that a package gives: only `https:` and `http:` ever. */
export interface Repository {
  /** For people: `honojs/hono`, or the host and path. */
  readonly label: string;
  readonly url: string;
  /** `github`, `gitlab`, `bitbucket`, or null for another host. */
  readonly host: 'github' | 'gitlab' | 'bitbucket' | null;
  /** The package's folder within it, without slashes at the ends; null for the root. */
  readonly directory: string | null;
}

/** How TypeScript sees a version. */
export type TypesSupport =
  | { readonly kind: 'included' }
  /** Types in `@types/…`: whether that package exists is not looked up here. */
  | { readonly kind: 'separate'; readonly package: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

export type ModuleFormat = 'esm' | 'cjs' | 'dual' | 'none' | 'unknown';

/** What is true of one version. */
export interface VersionFacts {
  readonly name: string;
  readonly version: string;
  /** The tags that point at it. */
  readonly tags: readonly string[];
  readonly publishedAt: string | null;
  readonly publisher: NpmUser | null;
  readonly description: string | null;
  /** The message where it is deprecated. */
  readonly deprecated: string | null;
  /** SPDX expression or what the package says; null where it says nothing. `isSpdx` tells whether it looks like one. */
  readonly license: { readonly text: string; readonly isSpdx: boolean } | null;
  readonly types: TypesSupport;
  readonly moduleFormat: ModuleFormat;
  readonly engines: Readonly<Record<string, string>>;
  /** Platforms that it restricts itself to; empty for any. */
  readonly os: readonly string[];
  readonly cpu: readonly string[];
  /** Bytes, of the package alone; null where the registry does not know. */
  readonly unpackedSize: number | null;
  readonly fileCount: number | null;
  readonly dependencies: readonly Dependency[];
  /** Commands that it installs. */
  readonly bin: readonly string[];
  /** Runs scripts when it is installed. */
  readonly hasInstallScripts: boolean;
  readonly repository: Repository | null;
  /** The commit it was published from, where the packument names one. */
  readonly gitHead: string | null;
  readonly homepage: string | null;
  readonly issues: string | null;
  readonly funding: readonly string[];
  readonly keywords: readonly string[];
  /** The registry holds an attestation of where it was built. */
  readonly hasProvenance: boolean;
}
