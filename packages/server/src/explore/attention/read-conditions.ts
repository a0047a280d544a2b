import { HttpError } from '@shipstats/core';
import {
  affects,
  type Dependency,
  type Explore,
  type PackageFacts,
  type PackageVersion,
} from '@shipstats/registry';
import type { DownloadLine } from '../downloads.ts';
import { eachWithin } from '../each-within.ts';
import { dependencyTarget, resolveVersion } from '../resolve-dependency.ts';
import { timeLeft } from '../time-left.ts';
import { askAdvisories } from './ask-advisories.ts';
import type { DependencyCondition, PackageCondition } from './package-condition.ts';

/** How much one page looks at: packuments are large, and each is a request where it is not kept already. */
export const LIMITS = { packages: 20, dependencies: 60, releases: 60 } as const;
const WAIT_MS = 3_000;

/** What the rules have to go by, and how much of it could be looked at: what was not is told, not taken for good. */
export interface Conditions {
  readonly conditions: readonly PackageCondition[];
  /** Packages that there are, and those looked at. */
  readonly packages: Looked;
  /** Dependencies of the packages that were looked at. */
  readonly dependencies: Looked;
  /** Null where the advisories are known; else a sentence that says why not. */
  readonly advisoriesMissing: string | null;
}

export interface Looked {
  readonly all: number;
  readonly looked: number;
}

export interface ReadConditionsOptions {
  readonly explore: Pick<Explore, 'version' | 'package' | 'advisories'>;
  readonly lines: ReadonlyMap<string, DownloadLine>;
  /** For everything together, though one thing is read after the other; tests give less. */
  readonly waitMs?: number;
}

/** Looks at packages, those that come first before the others, and at what they depend on. */
export async function readConditions(
  names: readonly string[],
  { explore, lines, waitMs = WAIT_MS }: ReadConditionsOptions,
): Promise<Conditions> {
  const left = timeLeft(waitMs);
  const chosen = names.slice(0, LIMITS.packages);
  const own = await eachWithin(chosen, (name) => explore.version(name, undefined), { waitMs: left() });
  throwBugs(own.failed);
  const versions = [...own.done.values()];

  const targets = versions.flatMap(runtimeDependencies).map(dependencyTarget);
  const wanted = [...new Set(targets.flatMap(({ name, range }) => (range === null ? [] : [name])))];
  const others = await eachWithin(wanted.slice(0, LIMITS.dependencies), (name) => explore.package(name), {
    waitMs: left(),
  });
  throwBugs(others.failed);

  const resolved = versions.map((one) => ({ ...one, dependencies: resolve(one, others.done) }));
  const advisories = await askAdvisories(versionsToAsk(resolved), explore, left());
  const known = advisories.kind === 'known' ? advisories.value : {};
  const of = (name: string, version: string) =>
    (Object.hasOwn(known, name) ? (known[name] ?? []) : []).filter((one) => affects(one, version));

  return {
    conditions: resolved.map(
      ({ facts, version, dependencies }): PackageCondition => ({
        name: facts.name,
        facts,
        latest: version,
        line: lines.get(facts.name),
        dependencies: dependencies.map((one) => ({
          ...one,
          advisories: of(one.name, one.version),
        })),
        advisories: of(facts.name, version.version),
        vulnerableReleases: otherReleases(facts, version.version).flatMap((release) => {
          const found = of(facts.name, release);
          return found.length === 0 ? [] : [{ version: release, advisories: found }];
        }),
      }),
    ),
    packages: { all: names.length, looked: versions.length },
    dependencies: { all: wanted.length, looked: others.done.size },
    advisoriesMissing: advisories.kind === 'known' ? null : advisories.message,
  };
}

/** What somebody who installs the package gets with it. */
function runtimeDependencies({ version }: PackageVersion): readonly Dependency[] {
  return version.dependencies.filter(
    ({ kind }) => kind === 'dependencies' || kind === 'optionalDependencies',
  );
}

/** The version of each dependency that its range gives today; those that no range of versions names are left out. */
function resolve(
  one: PackageVersion,
  found: ReadonlyMap<string, PackageFacts>,
): readonly Omit<DependencyCondition, 'advisories'>[] {
  return runtimeDependencies(one).flatMap((dependency) => {
    const { name, range } = dependencyTarget(dependency);
    const facts = found.get(name);
    const version = facts === undefined || range === null ? null : resolveVersion(range, facts);
    if (facts === undefined || version === null) return [];
    const summary = facts.versions.find((candidate) => candidate.version === version);
    return [{ dependency, name, version, deprecated: summary?.deprecated ?? null }];
  });
}

function otherReleases({ versions }: PackageFacts, latest: string): readonly string[] {
  return versions
    .filter(({ version, isPrerelease }) => version !== latest && !isPrerelease)
    .slice(0, LIMITS.releases)
    .map(({ version }) => version);
}

function versionsToAsk(
  resolved: readonly (PackageVersion & {
    readonly dependencies: readonly Omit<DependencyCondition, 'advisories'>[];
  })[],
): Record<string, readonly string[]> {
  const ask = new Map<string, Set<string>>();
  const add = (name: string, version: string) => {
    const set = ask.get(name) ?? new Set();
    ask.set(name, set.add(version));
  };
  for (const { facts, version, dependencies } of resolved) {
    add(facts.name, version.version);
    for (const release of otherReleases(facts, version.version)) add(facts.name, release);
    for (const one of dependencies) add(one.name, one.version);
  }
  return Object.fromEntries([...ask].map(([name, set]) => [name, [...set]]));
}

/** That a package is gone or the registry silent is told as "not looked at"; everything else is a bug. */
function throwBugs(failed: ReadonlyMap<string, unknown>): void {
  for (const error of failed.values()) if (!(error instanceof HttpError)) throw error;
}
