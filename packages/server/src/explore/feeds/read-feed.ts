import { HttpError } from '@shipstats/core';
import { type Explore, LIST_NAMES, type PackageFacts } from '@shipstats/registry';
import { eachWithin } from '../each-within.ts';
import { dayNumber } from '../lists/day-seed.ts';
import { packageHref, userHref } from '../package-path.ts';
import { type FeedSubject, feedPath } from './feed-subject.ts';
import type { FeedItem, FeedSpec } from './write-feed.ts';

const MAX_ITEMS = 50;
/** Of a user: the packages whose releases are looked at, those with the most downloads first. */
const MAX_PACKAGES = 40;
const WAIT_MS = 5_000;

/** Gathers what a feed holds. @throws HttpError 404 for what does not exist, 502 or 503 where nothing is known */
export async function readFeed(subject: FeedSubject, explore: Explore, now: Date): Promise<FeedSpec> {
  switch (subject.kind) {
    case 'list':
      return listFeed(subject.name, explore, now);
    case 'pkg':
      return packageFeed(subject.name, explore);
    case 'user':
      return userFeed(subject.name, explore);
    default:
      return subject satisfies never;
  }
}

async function listFeed(given: string, explore: Explore, now: Date): Promise<FeedSpec> {
  const name = LIST_NAMES.find((candidate) => candidate === given);
  if (name === undefined) throw new HttpError(404, `There is no list ${JSON.stringify(given)}.`);
  // One draw a day: a new one at each reading would be nothing to follow.
  const seed = dayNumber(now);
  const list = await explore.list(name, { limit: MAX_ITEMS, ...(name === 'random' ? { seed } : {}) });
  const at = readDate(list.asOf) ?? new Date(seed * 86_400_000);
  const items = list.hits.map(
    (hit): FeedItem => ({
      about:
        name === 'newest'
          ? purl(hit.name, hit.version)
          : `${purl(hit.name, null)}#${name}${name === 'random' ? `-${seed}` : ''}`,
      title: name === 'newest' && hit.version !== null ? `${hit.name} ${hit.version}` : hit.name,
      summary: hit.description ?? `A package on the list of ${name} packages.`,
      path: packageHref(hit.name),
      at: (name === 'newest' ? readDate(hit.publishedAt) : null) ?? at,
    }),
  );
  return finish({
    about: `shipstats:list/${name}`,
    title: `npm: ${name} packages`,
    description: list.rule,
    path: `/${name}`,
    feedPath: feedPath({ kind: 'list', name }),
    items,
    updatedAt: at,
  });
}

async function packageFeed(name: string, explore: Explore): Promise<FeedSpec> {
  const facts = await explore.package(name);
  return finish({
    about: purl(facts.name, null),
    title: `Releases of ${facts.name}`,
    description: facts.description ?? `The releases of ${facts.name} on npm.`,
    path: packageHref(facts.name),
    feedPath: feedPath({ kind: 'pkg', name: facts.name }),
    items: releases(facts),
    updatedAt: readDate(facts.createdAt) ?? new Date(0),
  });
}

async function userFeed(name: string, explore: Explore): Promise<FeedSpec> {
  const found = await explore.user(name);
  if (found.kind === 'unknown') {
    throw new HttpError(503, found.message, 'Which packages a user has is known to npm’s search alone.');
  }
  const { packages } = found.value;
  if (packages.length === 0) throw new HttpError(404, `npm knows no package of @${name}.`);
  const chosen = [...packages]
    .sort((a, b) => (b.downloads?.downloads ?? -1) - (a.downloads?.downloads ?? -1))
    .slice(0, MAX_PACKAGES);
  const { done } = await eachWithin(chosen, (hit) => explore.package(hit.name), { waitMs: WAIT_MS });
  const known = new Set(done.keys());
  return finish({
    about: `shipstats:user/${name}`,
    title: `Releases of @${name}`,
    description: `New versions of the packages that @${name} maintains on npm.`,
    path: userHref(name),
    feedPath: feedPath({ kind: 'user', name }),
    items: [
      ...[...done.values()].flatMap(releases),
      // Of a package that could not be read, the one release that the search names.
      ...chosen.filter((hit) => !known.has(hit)).flatMap(onlyRelease),
    ],
    updatedAt: new Date(0),
  });
}

function releases(facts: PackageFacts): readonly FeedItem[] {
  return facts.versions.flatMap((version): FeedItem[] => {
    const at = readDate(version.publishedAt);
    if (at === null) return [];
    const notes = [
      ...(version.isPrerelease ? ['A prerelease.'] : []),
      ...(version.deprecated === null ? [] : [`Deprecated: ${version.deprecated}`]),
    ];
    return [
      {
        about: purl(facts.name, version.version),
        title: `${facts.name} ${version.version}`,
        summary: notes.join(' ') || facts.description || 'A release.',
        path: `${packageHref(facts.name)}@${encodeURIComponent(version.version)}`,
        at,
      },
    ];
  });
}

function onlyRelease(hit: {
  readonly name: string;
  readonly version: string | null;
  readonly publishedAt: string | null;
  readonly description: string | null;
}): readonly FeedItem[] {
  const at = readDate(hit.publishedAt);
  if (at === null || hit.version === null) return [];
  return [
    {
      about: purl(hit.name, hit.version),
      title: `${hit.name} ${hit.version}`,
      summary: hit.description ?? 'A release.',
      path: `${packageHref(hit.name)}@${encodeURIComponent(hit.version)}`,
      at,
    },
  ];
}

function finish(spec: FeedSpec): FeedSpec {
  const items = [...spec.items].sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, MAX_ITEMS);
  const [newest] = items;
  return { ...spec, items, updatedAt: newest?.at ?? spec.updatedAt };
}

/** The package's address as purl writes it (github.com/package-url): only to make ids of. */
function purl(name: string, version: string | null): string {
  return version === null ? `pkg:npm/${name}` : `pkg:npm/${name}@${version}`;
}

function readDate(text: string | null): Date | null {
  if (text === null) return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}
