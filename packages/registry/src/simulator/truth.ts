import { DAY_MS, formatDay, parseDay } from './base/day.ts';
import { isHole, newestCountedDay } from './downloads/calendar.ts';
import type { Counts } from './downloads/counts.ts';
import type { Releases } from './packages/releases.ts';
import type { World } from './world/create-world.ts';
import type { PackageSpec } from './world/package-spec.ts';

/** What is true of the made-up registry, whatever its services say. Days are UTC, `YYYY-MM-DD`. */
export interface Truth {
  /** Downloads of a package on a day, be it a hole or not told yet; 0 before it existed. */
  downloads(name: string, day: string): number;
  /** By version; adds up to `downloads`. */
  versionDownloads(name: string, day: string): Readonly<Record<string, number>>;
  /** What `/downloads/range` says of that day now: 0 for holes and for days not counted yet. */
  reported(name: string, day: string): number;
  /** Downloads that machines make a day, out of `downloads`; of the newest counted day unless one is named. */
  floorPerDay(name: string, day?: string): number;
  isHole(day: string): boolean;
  registryTotal(day: string): number;
  /** The newest day whose counts are there. */
  newestDay(): string;
  /** Versions of a package that are out, in the order of time, with their moments (ISO 8601). */
  releases(name: string): readonly { readonly version: string; readonly at: string }[];
  distTags(name: string): Readonly<Record<string, string>>;
}

/** Reads the truth; names that no package ever had throw `RangeError`. */
export function createTruth(world: World, releases: Releases, counts: Counts, now: () => number): Truth {
  const known = new Map<string, PackageSpec>();
  const specOf = (name: string) => {
    if (!known.has(name)) {
      // A year ahead: a test may ask about a day that its clock will come to.
      for (const spec of world.everPackages(now() + 366 * DAY_MS)) known.set(spec.name, spec);
    }
    const spec = known.get(name);
    if (spec === undefined) throw new RangeError(`The made-up registry never had a package "${name}"`);
    return spec;
  };
  const truth: Truth = {
    downloads: (name, day) => counts.ofPackage(specOf(name), parseDay(day)),
    versionDownloads: (name, day) => Object.fromEntries(counts.ofVersions(specOf(name), parseDay(day))),
    reported(name, day) {
      const number = parseDay(day);
      if (number > newestCountedDay(now()) || isHole(world.seed, number)) return 0;
      return counts.ofPackage(specOf(name), number);
    },
    floorPerDay: (name, day) =>
      counts.floor(specOf(name), day === undefined ? newestCountedDay(now()) : parseDay(day)),
    isHole: (day) => isHole(world.seed, parseDay(day)),
    registryTotal: (day) => counts.ofRegistry(parseDay(day)),
    newestDay: () => formatDay(newestCountedDay(now())),
    releases: (name) =>
      releases
        .of(specOf(name), now())
        .map(({ version, at }) => ({ version, at: new Date(at).toISOString() })),
    distTags: (name) => releases.distTags(specOf(name), now()),
  };
  return truth;
}
