export * from './advisories/advisory.ts';
export { affects } from './advisories/affects.ts';
export * from './create-explore.ts';
export { type AutomatedFloor, estimateFloor, type FloorInput } from './downloads/automated-floor.ts';
export { isCountableName } from './downloads/countable-name.ts';
export {
  createDownloadsClient,
  DOWNLOADS_URL_VARIABLE,
  type DownloadsClientOptions,
} from './downloads/create-downloads-client.ts';
export {
  addDays,
  countDays,
  type DayCount,
  type DaySpan,
  FIRST_COUNTED_DAY,
  listDays,
} from './downloads/day-count.ts';
export * from './downloads/downloads-client.ts';
export { type CountedDays, findHoles, findOwnHoles } from './downloads/find-holes.ts';
export type { VersionCounts } from './downloads/parse-versions.ts';
export { type KnownDays, trendOf, weeklyShape } from './downloads/trend.ts';
export * from './explore.ts';
export * from './follow/follow.ts';
export * from './follow/is-followed.ts';
export * from './follow/write-npm-config.ts';
export type { BuildResult } from './index-build/build-index.ts';
export type { BuildProgress } from './index-build/build-progress.ts';
export { IndexBuildError } from './index-build/index-build-error.ts';
export type { ChangesProgress, FollowedChanges } from './index-learned/follow-changes.ts';
export type { FeedPlace } from './index-learned/learned.ts';
export { SourceError } from './index-source/source-error.ts';
export { parseSourceSpec, type SourceSpec } from './index-source/source-spec.ts';
export type { IndexUpkeep, UpdateResult } from './index-upkeep/create-index-upkeep.ts';
export type { IndexStatus, KnownCounts } from './index-upkeep/index-status.ts';
export type { Keeping, KeepOptions } from './index-upkeep/keep-up-to-date.ts';
export * from './lists/list.ts';
export type { Trend, Trends } from './lists/trends.ts';
export * from './names/name-warning.ts';
export { type ParsedPackageName, parsePackageName } from './names/package-name.ts';
export * from './names/package-spec.ts';
export * from './names/parse-box.ts';
export * from './names/user-name.ts';
export * from './npm-config/npm-config.ts';
export * from './npm-config/npm-transport.ts';
export * from './packument/package-facts.ts';
export * from './provenance/provenance.ts';
export {
  createReadmeRenderer,
  type ReadmeRenderer,
  type ReadmeRendererOptions,
} from './readme/create-readme-renderer.ts';
export * from './readme/readme.ts';
export { HARDLY_ANY_DOWNLOADS, MEANT_DOWNLOADS } from './search/exact-slot.ts';
export * from './search/parse-search-query.ts';
export * from './search/search.ts';
export type { Correction, SearchMatch, Suggestions } from './search/search-index.ts';
export {
  FILTER_OF,
  OPERATOR_NAMES,
  type OperatorName,
  SEARCH_OPERATORS,
  type SearchOperator,
} from './search/search-operators.ts';
export * from './search/search-query.ts';
export type { WhyKind, WhyPart } from './search/why-part.ts';
export * from './search/why-words.ts';
export * from './service/create-service.ts';
export * from './service/service.ts';
export * from './service/service-client.ts';
export * from './service/service-paces.ts';
export * from './service/transport.ts';
export * from './users/user.ts';
