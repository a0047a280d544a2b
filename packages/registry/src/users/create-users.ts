import { ConnectorError } from '@shipstats/core';
import { type AnswerStore, createKeptAnswers, type Dated } from '../search/kept-answers.ts';
import type { KnownFacts, ReadKnownFacts } from '../search/known-facts.ts';
import type { DownloadCount, SearchHit } from '../search/search.ts';
import type { SearchService } from '../search/search-service.ts';
import { toSearchHit } from '../search/to-search-hit.ts';
import type { Sourced } from '../service/service.ts';
import { pending, toUnknown } from '../service/to-sourced.ts';
import { within } from '../service/within.ts';
import { findUserPackages, type UserListing } from './find-user-packages.ts';
import type { UserPackages } from './user.ts';

/** A package that a packument told of which was read before. */
export interface KnownPackage {
  readonly name: string;
  readonly facts: KnownFacts;
  /** When the registry said so, ISO 8601. */
  readonly asOf: string;
}

export interface UserSources {
  readonly service: SearchService;
  /** The address of the registry whose search it is, for the keys. */
  readonly registry: () => Promise<string>;
  readonly readKnownFacts: ReadKnownFacts;
  /** Those of the packuments read before that name the user as a maintainer; asks nobody. */
  readonly readKnownPackages: (user: string) => Promise<readonly KnownPackage[]>;
  readonly indexedDownloads: (name: string) => DownloadCount | null;
  readonly store: AnswerStore<UserListing>;
  readonly clock: () => Date;
  /** How long a look waits; what comes later is kept for the next. */
  readonly waitMs?: number;
}

/** The packages of a user, those with the most downloads first. */
export type ReadUser = (user: string) => Promise<Sourced<UserPackages>>;

const MAX_AGE_MS = 86_400_000;
const WAIT_MS = 4_000;
/** Whoever can be shown what npm said before need not wait so long for news. */
const WAIT_FOR_NEWS_MS = 1_000;

/**
 * Reads the packages of users: from npm's search service, which is asked once a day; where it does not answer, what it
 * said before; else what the packuments read so far tell. Nothing at all is unknown, and none is none only where no
 * packument says otherwise: a search that does not know the qualifier finds nothing.
 */
export function createUsers(sources: UserSources): ReadUser {
  const { service, store, clock, waitMs = WAIT_MS } = sources;
  const kept = createKeptAnswers<UserListing>({
    store,
    maxAgeMs: MAX_AGE_MS,
    clock,
    isKept: (listing) => !listing.isBroken,
  });
  return async (user) => {
    const key = `${await sources.registry()} ${user.toLowerCase()}`;
    try {
      const listing = await within(
        kept.peek(key) === null ? waitMs : Math.min(waitMs, WAIT_FOR_NEWS_MS),
        kept.get(key, () => findUserPackages(service, user)),
      );
      if (listing !== undefined) {
        const whole = listing.value.isBroken ? kept.peek(key) : null;
        if (whole !== null) return await toKnown(sources, user, whole, true);
        const told = listing.value.hits.length === 0 ? await readFromPackuments(sources, user) : null;
        return told ?? (await toKnown(sources, user, listing, listing.isStale));
      }
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      return (await readFromPackuments(sources, user)) ?? toUnknown(error, 'search');
    }
    const before = kept.peek(key);
    if (before !== null) return toKnown(sources, user, before, true);
    return (await readFromPackuments(sources, user)) ?? pending('search');
  };
}

async function toKnown(
  sources: UserSources,
  user: string,
  listing: Dated<UserListing>,
  isStale: boolean,
): Promise<Sourced<UserPackages>> {
  const { hits, hasMore, isBroken } = listing.value;
  const facts = await sources.readKnownFacts(hits.map((hit) => hit.name));
  const packages = hits.map((hit) =>
    toSearchHit({
      name: hit.name,
      indexed: sources.indexedDownloads(hit.name),
      remote: hit,
      remoteDay: listing.asOf.slice(0, 10),
      known: facts.get(hit.name) ?? null,
    }),
  );
  const value = { user, packages: sort(packages), hasMore, isWhole: !isBroken };
  return { kind: 'known', value, asOf: listing.asOf, isStale };
}

/** Null where no packument names the user. As old as the oldest of them, and surely not all. */
async function readFromPackuments(sources: UserSources, user: string): Promise<Sourced<UserPackages> | null> {
  const known = await sources.readKnownPackages(user);
  if (known.length === 0) return null;
  const packages = known.map(({ name, facts }) =>
    toSearchHit({
      name,
      indexed: sources.indexedDownloads(name),
      remote: null,
      remoteDay: null,
      known: facts,
    }),
  );
  const asOf = known.map((each) => each.asOf).reduce((one, other) => (one < other ? one : other));
  const value = { user, packages: sort(packages), hasMore: true, isWhole: false };
  return { kind: 'known', value, asOf, isStale: true };
}

function sort(packages: readonly SearchHit[]): SearchHit[] {
  const count = (hit: SearchHit) => hit.downloads?.downloads ?? -1;
  return [...packages].sort((one, other) => count(other) - count(one) || (one.name < other.name ? -1 : 1));
}
