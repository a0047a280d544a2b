import type { Dependency, PackageFacts } from '@shipstats/registry';
import satisfies from 'semver/functions/satisfies.js';
import maxSatisfying from 'semver/ranges/max-satisfying.js';
import validRange from 'semver/ranges/valid.js';

/** What a dependency stands for in the registry. */
export interface DependencyTarget {
  /** The package behind an alias: `other` of `npm:other@1`. */
  readonly name: string;
  /** A range or a tag; null where the registry does not have it: git, an address, a folder. */
  readonly range: string | null;
}

const ALIAS = /^npm:((?:@[^@/]+\/)?[^@/]+)(?:@(.+))?$/;
const TAG = /^[a-z][\w.-]*$/i;

/** Reads the package and the range that a dependency names: https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies */
export function dependencyTarget({ name, range }: Pick<Dependency, 'name' | 'range'>): DependencyTarget {
  const written = range.trim();
  const alias = ALIAS.exec(written);
  const wanted = (alias ? alias[2] : written) || '*';
  const isKnown = validRange(wanted, { loose: true }) !== null || TAG.test(wanted);
  return { name: alias?.[1] ?? name, range: isKnown ? wanted : null };
}

/**
 * The version that a fresh install takes, as npm chooses it: a tag as it points, the latest where it fits, else the
 * highest that fits and is not deprecated, else the highest that fits; null where none does.
 */
export function resolveVersion(range: string, facts: PackageFacts): string | null {
  const { distTags, versions } = facts;
  if (Object.hasOwn(distTags, range)) return distTags[range] ?? null;
  const latest = latestOf(facts);
  if (latest !== null && isWithin(latest, range)) return latest;
  const good = versions.filter(({ deprecated }) => deprecated === null);
  return highest(good, range) ?? highest(versions, range);
}

/** The version that `latest` points to; null where nothing does. */
export function latestOf({ distTags }: PackageFacts): string | null {
  return Object.hasOwn(distTags, 'latest') ? (distTags.latest ?? null) : null;
}

/** Whether a range admits a version; a tag admits none. */
export function isWithin(version: string, range: string): boolean {
  return satisfies(version, range, { loose: true });
}

function highest(versions: PackageFacts['versions'], range: string): string | null {
  return maxSatisfying(
    versions.map(({ version }) => version),
    range,
    { loose: true },
  );
}
