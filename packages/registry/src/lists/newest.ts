import { ConnectorError, HttpError } from '@shipstats/core';
import type { PackageVersion } from '../explore.ts';
import type { SearchHit } from '../search/search.ts';
import { toSearchHit } from '../search/to-search-hit.ts';
import type { ServiceState } from '../service/service.ts';
import { within } from '../service/within.ts';
import type { PackageList } from './list.ts';
import { countInIndex, type ListSources } from './list-sources.ts';
import { createGate, GATE_RULE, type GateSubject, judgeSubject } from './spam-gate.ts';

/** A change that is no release of these days (a new tag, a deprecation) is no news. */
const NEW_MS = 2 * 86_400_000;
/** So many packages are asked for at most, whatever the gate leaves out of them. */
const MAX_ASKED = 120;
/** So many packages of a scope are asked for before all others: a release of a hundred at once is one piece of news. */
const FIRST_OF_SCOPE = 4;
const AT_ONCE = 4;
/** A package may be of no use by itself; after so many in a row it is the registry. */
const MAX_FAILED = 5;
/** Packuments are read so long, after the names; the list is made of what came until then. */
const TIME_MS = 4_000;

export const NEWEST_RULE = `Releases of the last two days among the latest changes that npm tells of, the newest first. ${GATE_RULE}`;

/** Where the names are from. */
interface Names {
  readonly names: readonly string[];
  readonly asOf: string | null;
  readonly troubles: readonly ServiceState[];
}

/**
 * What was released last: names from the change feed, or the registry's own, the rest from packuments. Without trends,
 * which change more often than this list is made.
 */
export async function listNewest(sources: ListSources, limit: number): Promise<PackageList> {
  const { names, asOf, troubles } = await readNames(sources);
  const now = sources.clock();
  const { found, trouble } = await readReleases(sources, spreadScopes(names).slice(0, MAX_ASKED), limit, now);
  const timeOf = ({ version }: PackageVersion) => Date.parse(version.publishedAt ?? '');
  found.sort((one, other) => timeOf(other) - timeOf(one));
  const isShown = createGate(now);
  const shown = found.filter((each) => isShown(toSubject(sources, each))).slice(0, limit);
  return {
    name: 'newest',
    rule: NEWEST_RULE,
    hits: shown.map((each) => ({ ...toHit(sources, each), trend: null })),
    asOf,
    troubles: trouble === null ? troubles : [...troubles, trouble],
  };
}

function toHit(sources: ListSources, { facts, version }: PackageVersion): SearchHit {
  return toSearchHit({
    name: facts.name,
    indexed: countInIndex(sources.index(), facts.name),
    remote: null,
    remoteDay: null,
    known: {
      version: version.version,
      description: version.description ?? facts.description,
      publishedAt: version.publishedAt,
      license: version.license?.text ?? null,
      isDeprecated: version.deprecated !== null,
    },
  });
}

/** Newest first. The registry's own feed, some fifty names, where the change feed does not answer. */
async function readNames(sources: ListSources): Promise<Names> {
  const feed = await orNull(sources.changes.read());
  if (feed !== null && !feed.isStale) {
    const names = feed.value.changes.filter((change) => !change.isDeleted).map((change) => change.name);
    return { names: names.reverse(), asOf: feed.asOf, troubles: [] };
  }
  const trouble = sources.changes.state();
  const releases = await orNull(sources.readReleases());
  if (releases !== null && releases.length > 0) {
    return { names: releases, asOf: sources.clock().toISOString(), troubles: [] };
  }
  const before = feed?.value.changes.filter((change) => !change.isDeleted).map((change) => change.name) ?? [];
  return { names: before.reverse(), asOf: feed?.asOf ?? null, troubles: [trouble] };
}

async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    // What is wrong stands in the service's state.
    if (error instanceof ConnectorError) return null;
    throw error;
  }
}

/** The same names in their order, those of a scope that has many of them behind all others. */
function spreadScopes(names: readonly string[]): string[] {
  const ofScope = new Map<string, number>();
  const last: string[] = [];
  const first = names.filter((name) => {
    if (!name.startsWith('@')) return true;
    const scope = name.slice(0, name.indexOf('/'));
    const count = (ofScope.get(scope) ?? 0) + 1;
    ofScope.set(scope, count);
    if (count > FIRST_OF_SCOPE) last.push(name);
    return count <= FIRST_OF_SCOPE;
  });
  return [...first, ...last];
}

/** Asks for a few packages at a time, until enough are fit to be shown, the registry fails, or the time is over. */
async function readReleases(
  sources: ListSources,
  names: readonly string[],
  enough: number,
  now: Date,
): Promise<{ found: PackageVersion[]; trouble: ServiceState | null }> {
  const found: PackageVersion[] = [];
  const rest = [...names];
  const isShown = createGate(now);
  let shown = 0;
  let failed = 0;
  let trouble: ServiceState | null = null;
  let isOver = false;
  const readSome = async () => {
    while (!isOver && trouble === null && shown < enough) {
      const name = rest.shift();
      if (name === undefined) return;
      try {
        const latest = await sources.readLatest(name);
        failed = 0;
        const subject = toSubject(sources, latest);
        if (!isFresh(latest.version.publishedAt, now) || judgeSubject(subject, now) !== null) continue;
        found.push(latest);
        if (isShown(subject)) shown += 1;
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        // 404 and 410: gone since.
        if (error.status < 500) continue;
        failed += 1;
        trouble ??= toTrouble(sources.registryState(), failed, error.message);
      }
    }
  };
  await within(TIME_MS, Promise.all(Array.from({ length: AT_ONCE }, readSome)));
  isOver = true;
  return { found: [...found], trouble };
}

/** Null where one package is of no use, which says nothing of the next. */
function toTrouble(state: ServiceState, failed: number, message: string): ServiceState | null {
  if (state.status === 'failing' || state.status === 'limited' || state.status === 'off') return state;
  return failed >= MAX_FAILED ? { ...state, status: 'failing', message } : null;
}

function isFresh(publishedAt: string | null, now: Date): boolean {
  const ageMs = now.getTime() - Date.parse(publishedAt ?? '');
  return ageMs < NEW_MS && ageMs > -NEW_MS;
}

function toSubject(sources: ListSources, { facts, version }: PackageVersion): GateSubject {
  return {
    name: facts.name,
    status: facts.status,
    description: version.description ?? facts.description,
    keywords: version.keywords,
    hasRepository: version.repository !== null,
    // Packuments hold readmes only sometimes: that there is none in it says nothing.
    hasReadme: null,
    isDeprecated: version.deprecated !== null,
    createdAt: facts.createdAt,
    releases: facts.versions.flatMap((each) => each.publishedAt ?? []),
    publisher: version.publisher?.name ?? null,
    downloads: sources.index().downloadsOf(facts.name),
  };
}
