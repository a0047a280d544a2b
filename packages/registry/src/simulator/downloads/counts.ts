import { parseDay, weekdayOf } from '../base/day.ts';
import { hash, share } from '../base/random.ts';
import { countUntil, type Release, type Releases } from '../packages/releases.ts';
import type { PackageSpec } from '../world/package-spec.ts';

/** The true downloads of every day, whether or not the service tells them. */
export interface Counts {
  /** Of one package on a UTC day. */
  ofPackage(spec: PackageSpec, day: number): number;
  /** By version, of those that were out on that day; adds up to `ofPackage`. */
  ofVersions(spec: PackageSpec, day: number): ReadonlyMap<string, number>;
  /** Downloads that machines made, of `ofPackage`. */
  floor(spec: PackageSpec, day: number): number;
  ofRegistry(day: number): number;
}

const week = [1.03, 1.1, 1.09, 1.06, 0.96, 0.42, 0.36];
/** Days that a release is felt. */
const BUMP_DAYS = 21;

export function createCounts(seed: number, releases: Releases): Counts {
  const until = (day: number) => (day + 1) * 86_400_000 - 1;

  /** For each timeline: how much the floor is with the first n of its versions. */
  const floors = new WeakMap<readonly Release[], Float64Array>();

  const released = (spec: PackageSpec, day: number) => {
    const timeline = releases.timeline(spec, until(day));
    let sums = floors.get(timeline);
    if (sums === undefined) {
      sums = new Float64Array(timeline.length + 1);
      for (const [index, { version }] of timeline.entries()) {
        sums[index + 1] = (sums[index] ?? 0) + floorOfVersion(spec, version);
      }
      floors.set(timeline, sums);
    }
    const count = countUntil(timeline, until(day));
    return { timeline, count, floor: sums[count] ?? 0 };
  };
  const organic = (spec: PackageSpec, day: number, timeline: readonly Release[], count: number): number => {
    if (day < spec.createdDay) return 0;
    const noise = 0.95 + 0.1 * share(seed, spec.name, 'noise', day);
    const rhythm = (week[weekdayOf(day)] ?? 1) * season(day) * noise;
    return Math.round(levelOn(spec.levels, day) * rhythm * bumpOn(timeline, count, day));
  };

  return {
    ofPackage(spec, day) {
      const { timeline, count, floor } = released(spec, day);
      return organic(spec, day, timeline, count) + floor;
    },
    floor: (spec, day) => released(spec, day).floor,
    ofVersions(spec, day) {
      const { timeline, count } = released(spec, day);
      const list = timeline.slice(0, count);
      const whole = organic(spec, day, timeline, count);
      const weights = list.map((release, index) => weightOf(spec, release, day, list.length - 1 - index));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const counts = new Map<string, number>();
      let given = 0;
      list.forEach((release, index) => {
        const own = sum === 0 ? 0 : Math.floor((whole * (weights[index] ?? 0)) / sum);
        given += own;
        counts.set(release.version, own + floorOfVersion(spec, release.version));
      });
      // Rounding's rest goes to the version that has most.
      const heaviest = list[weights.indexOf(Math.max(...weights))];
      if (heaviest !== undefined) {
        counts.set(heaviest.version, (counts.get(heaviest.version) ?? 0) + whole - given);
      }
      return counts;
    },
    ofRegistry(day) {
      const noise = 0.97 + 0.06 * share(seed, 'registry', day);
      return Math.round(levelOn(registryLevels, day) * (week[weekdayOf(day)] ?? 1) * season(day) * noise);
    },
  };
}

const registryLevels: PackageSpec['levels'] = [
  [parseDay('2015-01-10'), 60_000_000],
  [parseDay('2018-01-01'), 700_000_000],
  [parseDay('2022-01-01'), 5_600_000_000],
  [parseDay('2026-01-01'), 11_800_000_000],
];

/** Nearly the same for every version, however old: machines do not choose. */
function floorOfVersion(spec: PackageSpec, version: string): number {
  return Math.round(spec.floorPerVersion * (0.88 + (0.24 * (hash(spec.name, version, 'floor') % 101)) / 100));
}

/** Between two told days the level grows by the same factor every day; after the last it stays. */
function levelOn(levels: PackageSpec['levels'], day: number): number {
  const next = levels.findIndex(([at]) => at > day);
  const [before, after] = [levels[next < 0 ? levels.length - 1 : next - 1], levels[next]];
  if (before === undefined) return 0;
  if (next < 0 || after === undefined) return before[1];
  const progress = (day - before[0]) / (after[0] - before[0]);
  return before[1] * (after[1] / before[1]) ** progress;
}

/** The turn of the year is quiet, August a little. */
function season(day: number): number {
  const date = new Date(day * 86_400_000);
  const [month, dayOfMonth] = [date.getUTCMonth(), date.getUTCDate()];
  if ((month === 11 && dayOfMonth >= 23) || (month === 0 && dayOfMonth <= 2)) return 0.58;
  return month === 7 ? 0.94 : 1;
}

/** How much a day has beyond the ordinary because of what was released just before. */
function bumpOn(list: readonly Release[], count: number, day: number): number {
  let bump = 1;
  for (let index = count - 1; index >= 0; index -= 1) {
    const release = list[index];
    if (release === undefined || day - release.day > BUMP_DAYS) break;
    const strength = release.kind === 'major' ? 0.55 : release.kind === 'minor' ? 0.14 : 0.03;
    if (release.kind !== 'prerelease') bump += strength * Math.exp(-(day - release.day) / 6);
  }
  return bump;
}

/** Newer versions have more, previews little, a few old ones are held on to. */
function weightOf(spec: PackageSpec, release: Release, day: number, newer: number): number {
  const adopted = Math.min(1, (day - release.day + 1) / 9);
  const isHeldOnTo = hash(spec.name, release.version, 'held') % 11 === 0;
  const weight = Math.exp(-newer / 5) * adopted + (isHeldOnTo ? 0.12 : 0.0001);
  return release.kind === 'prerelease' ? weight * 0.015 : weight;
}
