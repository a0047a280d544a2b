import type { Advisory } from './advisories/advisory.ts';
import type { Followed } from './follow/follow.ts';
import type { ListName, PackageList } from './lists/list.ts';
import type { PackageFacts, VersionFacts } from './packument/package-facts.ts';
import type { Provenance } from './provenance/provenance.ts';
import type { ReadmeAnswer } from './readme/readme.ts';
import type { DownloadCount, SearchAnswer, SearchOptions } from './search/search.ts';
import type { Suggestions } from './search/search-index.ts';
import type { SearchQuery } from './search/search-query.ts';
import type { ServiceState, Sourced } from './service/service.ts';
import type { UserPackages } from './users/user.ts';

/** A package and the version that was asked for. */
export interface PackageVersion {
  readonly facts: PackageFacts;
  readonly version: VersionFacts;
}

/**
 * Everything that pages, API and terminal know of npm's packages, downloads aside: those are metrics in the store.
 *
 * Every method may be called at any rate: equal questions at one time are asked once, answers are kept in the data
 * folder with their age, services are asked at the pace that they allow, and one that does not answer is left alone
 * for a while.
 */
export interface Explore {
  /**
   * What is known of a package, asked again where it is older than five minutes.
   *
   * @throws HttpError 400 for what is no name, 404 for what does not exist, 502 or 504 where the registry does not
   *   answer and nothing was kept
   */
  package(name: string): Promise<PackageFacts>;
  /**
   * One version: a version, a tag, or undefined for `latest`.
   *
   * @throws HttpError as `package`, 404 where there is no such version or tag, 410 for an unpublished package
   */
  version(name: string, spec: string | undefined): Promise<PackageVersion>;
  /** The readme of a version, rendered; it waits for as long as `waitMs` for one that has to be fetched. */
  readme(
    name: string,
    version: string,
    options: { readonly allowOutsideImages: boolean; readonly waitMs: number },
  ): Promise<ReadmeAnswer>;
  /** Advisories of every named version set, by package; packages without any have an empty list. */
  advisories(
    versions: Readonly<Record<string, readonly string[]>>,
  ): Promise<Sourced<Readonly<Record<string, readonly Advisory[]>>>>;
  /** Null where the version has none. */
  provenance(name: string, version: string): Promise<Sourced<Provenance | null>>;
  /** Bytes of the tarball; null where the registry does not say. */
  packedSize(name: string, version: string): Promise<Sourced<number | null>>;
  /** Names, downloads and what else is known: the local index first. Never throws for odd text. */
  search(asked: string | SearchQuery, options?: SearchOptions): Promise<SearchAnswer>;
  /** Scopes and users that may be meant, as somebody types; `limit` of each. Asks nobody. */
  suggest(prefix: string, limit: number): Promise<Suggestions>;
  user(name: string): Promise<Sourced<UserPackages>>;
  list(name: ListName, options?: { readonly seed?: number; readonly limit?: number }): Promise<PackageList>;
  /** The search index's count of a package, its list's day included; null where it has none. */
  indexedDownloads(name: string): DownloadCount | null;
  followed(): Promise<readonly Followed[]>;
  /** Both are idempotent. @throws HttpError 400 for what is no name */
  follow(kind: Followed['kind'], name: string): Promise<void>;
  unfollow(kind: Followed['kind'], name: string): Promise<void>;
  services(): readonly ServiceState[];
  close(): Promise<void>;
}
