import type { Clock } from '@shipstats/core';
import { createChangesFeed, type ReadChanges } from './changes/create-changes-feed.ts';
import { createReleasesFeed } from './changes/create-releases-feed.ts';
import type { Explore, PackageVersion } from './explore.ts';
import { openFollows } from './follow/open-follows.ts';
import { parseFollowedName } from './follow/parse-followed-name.ts';
import { createLists } from './lists/create-lists.ts';
import { countInIndex } from './lists/list-sources.ts';
import type { Trends } from './lists/trends.ts';
import { makeStarter } from './make-starter.ts';
import { createSearch } from './search/create-search.ts';
import { fewAtOnce } from './search/few-at-once.ts';
import { openIndexFolder } from './search/index-folder.ts';
import type { AnswerStore } from './search/kept-answers.ts';
import type { ReadKnownFacts } from './search/known-facts.ts';
import { openSearchIndex } from './search/open-search-index.ts';
import type { SearchIndex } from './search/search-index.ts';
import { createSearchService } from './search/search-service.ts';
import { createSearchThread } from './search/search-thread.ts';
import { readStarterHead, readStarterIndex } from './search/starter-index.ts';
import type { ServiceName } from './service/service.ts';
import type { ServiceClient } from './service/service-client.ts';
import { createUsers, type KnownPackage } from './users/create-users.ts';
import type { UserListing } from './users/find-user-packages.ts';

/** The part of `Explore` that finds packages. */
export type Discovery = Pick<
  Explore,
  'search' | 'suggest' | 'user' | 'list' | 'indexedDownloads' | 'followed' | 'follow' | 'unfollow'
> & {
  /** Opened when it is first needed. */
  index(): SearchIndex;
  close(): Promise<void>;
};

export interface DiscoveryOptions {
  readonly clients: Readonly<Record<Extract<ServiceName, 'search' | 'changes' | 'registry'>, ServiceClient>>;
  /**
   * Of the registry's own feed of releases: apart from that of the registry, since an undocumented feed that does not
   * answer says nothing of packuments.
   */
  readonly releasesClient: ServiceClient;
  /** Of the user's npm configuration. */
  readonly registryUrl: string;
  /** What it comes to, for keys of what is kept. */
  readonly registry: () => Promise<string>;
  /** Another change feed than npm's own. */
  readonly changesUrl?: string | undefined;
  readonly clock: Clock;
  /** What packuments that were read before tell; asks nobody. */
  readonly readKnownFacts: ReadKnownFacts;
  readonly readKnownPackages: (user: string) => Promise<readonly KnownPackage[]>;
  /** The latest version of a package. @throws HttpError */
  readonly readLatest: (name: string) => Promise<PackageVersion>;
  /** Where answers outlive the process. */
  readonly userAnswers: AnswerStore<UserListing>;
  readonly changesAnswers: AnswerStore<ReadChanges>;
  readonly trends: Trends;
  /** Where search indexes are kept. */
  readonly indexFolder: string;
  /** What is followed is kept in this file. */
  readonly followsFile: string;
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Puts together what finds packages: search, users, lists, and what is followed. */
export function createDiscovery(options: DiscoveryOptions): Discovery {
  const { clients, registryUrl, changesUrl, clock, readKnownFacts, readKnownPackages, readLatest, trends } =
    options;
  let opened: SearchIndex | null = null;
  const index = (): SearchIndex => {
    opened ??= openSearchIndex({
      folder: openIndexFolder(options.indexFolder),
      thread: createSearchThread(),
      starter: {
        shipped: { readDay: () => readStarterHead().builtOn, read: readStarterIndex },
        make: makeStarter,
      },
      clock,
      onWarning: options.onWarning,
    });
    return opened;
  };
  const indexedDownloads = (name: string) => countInIndex(index(), name);
  const service = createSearchService({ client: clients.search, registryUrl, clock });
  const search = createSearch({ index, service: fewAtOnce(service), readKnownFacts, trends, clock });
  const readUser = createUsers({
    service,
    registry: options.registry,
    readKnownFacts,
    readKnownPackages,
    indexedDownloads,
    store: options.userAnswers,
    clock,
  });
  const list = createLists({
    index,
    readKnownFacts,
    trends,
    changes: createChangesFeed({
      client: clients.changes,
      store: options.changesAnswers,
      clock,
      ...(changesUrl === undefined ? {} : { feedUrl: changesUrl }),
    }),
    readReleases: createReleasesFeed({ client: options.releasesClient, registryUrl }),
    readLatest,
    registryState: () => clients.registry.state(),
    clock,
  });
  const follows = openFollows({ file: options.followsFile, clock });
  return {
    index,
    search,
    suggest: async (prefix, limit) => index().suggest(prefix, limit),
    user: async (name) => readUser(parseFollowedName('user', name)),
    list,
    indexedDownloads,
    followed: async () => follows.list(),
    follow: async (kind, name) => follows.follow(kind, name),
    unfollow: async (kind, name) => follows.unfollow(kind, name),
    async close() {
      follows.close();
      await opened?.close();
    },
  };
}
