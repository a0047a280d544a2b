import { DAY_MS } from '../base/day.ts';
import { createKept } from '../base/kept.ts';
import { DELETED_AFTER_DAYS, type World } from '../world/create-world.ts';
import type { PackageSpec } from '../world/package-spec.ts';
import type { Releases } from './releases.ts';

/** Something that happened to a package. */
export interface Happening {
  readonly name: string;
  /** Milliseconds. */
  readonly at: number;
  readonly version: string;
  readonly isDeletion: boolean;
}

/** Everything that happened in the public registry, in the order of time. */
export interface History {
  /** Up to this moment. What was there before stands where it stood when the clock moves on. */
  until(now: number): readonly Happening[];
}

export function createHistory(world: World, releases: Releases): History {
  // One a day is enough: later ones of a day are added at the end.
  const kept = createKept<readonly Happening[]>(1);
  return {
    until(now) {
      const day = Math.floor(now / DAY_MS);
      const all = kept.get(String(day), () => collect(world, releases, (day + 1) * DAY_MS - 1));
      const end = all.findIndex((happening) => happening.at > now);
      return end < 0 ? all : all.slice(0, end);
    },
  };
}

function collect(world: World, releases: Releases, now: number): Happening[] {
  const all: Happening[] = [];
  for (const spec of world.everPackages(now)) {
    if (spec.isPrivate) continue;
    for (const { version, at } of releases.of(spec, now)) {
      if (at < deletedAt(spec)) all.push({ name: spec.name, at, version, isDeletion: false });
    }
    if (deletedAt(spec) <= now)
      all.push({ name: spec.name, at: deletedAt(spec), version: '', isDeletion: true });
  }
  return all.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
}

function deletedAt(spec: PackageSpec): number {
  return spec.oddity === 'deleted'
    ? (spec.createdDay + DELETED_AFTER_DAYS) * DAY_MS
    : Number.POSITIVE_INFINITY;
}
