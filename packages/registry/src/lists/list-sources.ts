import type { ChangesFeed } from '../changes/create-changes-feed.ts';
import type { PackageVersion } from '../explore.ts';
import type { ReadKnownFacts } from '../search/known-facts.ts';
import type { DownloadCount, SearchHit } from '../search/search.ts';
import type { SearchIndex } from '../search/search-index.ts';
import { toSearchHit } from '../search/to-search-hit.ts';
import type { ServiceState } from '../service/service.ts';
import type { PackageList } from './list.ts';
import type { Trends } from './trends.ts';

/** What lists are made of. */
export interface ListSources {
  /** Called when it is first needed. */
  readonly index: () => SearchIndex;
  readonly readKnownFacts: ReadKnownFacts;
  readonly trends: Trends;
  readonly changes: ChangesFeed;
  /** The registry's own feed of releases: names, newest first. @throws ConnectorError */
  readonly readReleases: () => Promise<readonly string[]>;
  /** The latest version of a package. @throws HttpError where there is none, or the registry does not answer */
  readonly readLatest: (name: string) => Promise<PackageVersion>;
  readonly registryState: () => ServiceState;
  readonly clock: () => Date;
}

export type ListHit = PackageList['hits'][number];

/** The index's count of a package, with its day. */
export function countInIndex(index: SearchIndex, name: string): DownloadCount | null {
  const downloads = index.downloadsOf(name);
  return downloads === null ? null : { downloads, through: index.builtOn, from: 'index' };
}

/** The packages of the index, for people: "the 20,000 most downloaded packages". */
export function describeIndexed(index: SearchIndex): string {
  const count = index.size.toLocaleString('en-US');
  return index.source === null
    ? `the ${count} most downloaded packages`
    : `the ${count} packages of the search index`;
}

/** Lines of packages, with what was read of them before: asks nobody. */
export async function toListHits(sources: ListSources, names: readonly string[]): Promise<ListHit[]> {
  const index = sources.index();
  const facts = await sources.readKnownFacts(names);
  const hits = names.map((name) =>
    toSearchHit({
      name,
      indexed: countInIndex(index, name),
      remote: null,
      remoteDay: null,
      known: facts.get(name) ?? null,
    }),
  );
  return addTrends(sources, hits);
}

/** Adds the trend of each, and its stored count instead of another: one number everywhere. */
export async function addTrends(sources: ListSources, hits: readonly SearchHit[]): Promise<ListHit[]> {
  const trends = await sources.trends.of(hits.map((hit) => hit.name));
  return hits.map((hit) => {
    const known = trends.get(hit.name);
    if (known === undefined) return { ...hit, trend: null };
    const { downloads, through, from, trend } = known;
    return { ...hit, downloads: { downloads, through, from }, trend };
  });
}
