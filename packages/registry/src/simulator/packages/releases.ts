import { DAY_MS, dayOf, parseDay } from '../base/day.ts';
import { hash, share } from '../base/random.ts';
import type { PackageSpec } from '../world/package-spec.ts';
import { ENORMOUS_VERSIONS, enormousTime, enormousVersion } from './enormity.ts';

export type ReleaseKind = 'major' | 'minor' | 'patch' | 'prerelease';

/** One version and its moment. */
export interface Release {
  readonly version: string;
  /** Milliseconds. */
  readonly at: number;
  readonly day: number;
  readonly kind: ReleaseKind;
}

/** The releases of packages, in the order of time; what was there before stays when the clock moves on. */
export interface Releases {
  /** Those up to this moment (milliseconds). */
  of(spec: PackageSpec, now: number): readonly Release[];
  /** Those and others that are still to come: the same list for as long as it reaches far enough. */
  timeline(spec: PackageSpec, now: number): readonly Release[];
  distTags(spec: PackageSpec, now: number): Readonly<Record<string, string>>;
}

/** Days that are drawn ahead, so that a running clock does not draw anew with every request. */
const AHEAD_DAYS = 400;

export function createReleases(seed: number): Releases {
  const drawn = new Map<string, { readonly until: number; readonly list: readonly Release[] }>();
  const timeline = (spec: PackageSpec, now: number): readonly Release[] => {
    let known = drawn.get(spec.name);
    if (known === undefined || known.until < now) {
      const untilDay = dayOf(now) + AHEAD_DAYS;
      known = { until: untilDay * DAY_MS, list: draw(seed, spec, untilDay) };
      drawn.set(spec.name, known);
    }
    return known.list;
  };
  const of = (spec: PackageSpec, now: number): readonly Release[] => {
    const list = timeline(spec, now);
    return list.slice(0, countUntil(list, now));
  };
  const tags = new WeakMap<readonly Release[], ReturnType<typeof tagsAlong>>();
  return {
    of,
    timeline,
    distTags(spec, now) {
      const list = timeline(spec, now);
      const along = tags.get(list) ?? tagsAlong(spec, list);
      tags.set(list, along);
      return along[countUntil(list, now) - 1] ?? {};
    },
  };
}

/** How many of them are out at this moment. */
export function countUntil(timeline: readonly Release[], now: number): number {
  let [low, high] = [0, timeline.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timeline[middle]?.at ?? 0) <= now) low = middle + 1;
    else high = middle;
  }
  return low;
}

function draw(seed: number, spec: PackageSpec, untilDay: number): Release[] {
  if (spec.oddity === 'enormous') return enormousReleases(spec);
  const list: Release[] = [];
  const publish = (version: string, day: number, kind: ReleaseKind): void => {
    // Working hours, and never twice at the same moment.
    const hour = 7 + 12 * share(seed, spec.name, version, 'hour');
    list.push({ version, day, kind, at: Math.floor(day * DAY_MS + hour * 3_600_000) });
  };
  for (const [version, day] of spec.script) publish(version, parseDay(day), kindOf(version));
  const last = list.findLast((release) => release.kind !== 'prerelease');
  let [major = 0, minor = 0, patch = 0] = last?.version.split('.').map(Number) ?? [];
  let day = list.at(-1)?.day ?? spec.createdDay;
  if (last === undefined) {
    [major, minor, patch] = share(seed, spec.name, 'first') < 0.4 ? [1, 0, 0] : [0, 1, 0];
    publish(`${major}.${minor}.${patch}`, day, 'minor');
  }
  for (let index = 0; ; index += 1) {
    day += Math.max(1, Math.round(spec.cadenceDays * (0.25 + 1.5 * share(seed, spec.name, 'gap', index))));
    if (day > untilDay || (spec.lastReleaseDay !== null && day > spec.lastReleaseDay)) return list;
    const kind = share(seed, spec.name, 'kind', index);
    if (kind < 0.62) {
      patch += 1;
      publish(`${major}.${minor}.${patch}`, day, 'patch');
    } else if (kind < 0.965) {
      [minor, patch] = [minor + 1, 0];
      publish(`${major}.${minor}.0`, day, 'minor');
    } else {
      [major, minor, patch] = [major + 1, 0, 0];
      const previews = hash(seed, spec.name, 'previews', index) % 4;
      for (let preview = 1; preview <= previews; preview += 1) {
        const label = preview === 3 ? 'rc.1' : `beta.${preview}`;
        publish(`${major}.0.0-${label}`, day, 'prerelease');
        day += 3 + (hash(seed, spec.name, 'preview', index, preview) % 12);
      }
      publish(`${major}.0.0`, day, 'major');
    }
  }
}

function enormousReleases(spec: PackageSpec): Release[] {
  return Array.from({ length: ENORMOUS_VERSIONS }, (_, index) => {
    const version = enormousVersion(index);
    const at = enormousTime(spec, index);
    return { version, at, day: dayOf(at), kind: kindOf(version) };
  });
}

function kindOf(version: string): ReleaseKind {
  if (version.includes('-')) return 'prerelease';
  if (version.endsWith('.0.0')) return 'major';
  return version.endsWith('.0') ? 'minor' : 'patch';
}

/** The tags after each release of a timeline, in its order. */
function tagsAlong(
  spec: PackageSpec,
  timeline: readonly Release[],
): readonly Readonly<Record<string, string>>[] {
  let [stable, beta, preview, previous]: (string | undefined)[] = [];
  const better = (version: string, best: string | undefined) =>
    best === undefined || isNewer(version, best) ? version : best;
  return timeline.map(({ version }) => {
    if (!version.includes('-')) stable = better(version, stable);
    else preview = better(version, preview);
    if (version.includes('-beta')) beta = better(version, beta);
    // The demonstration's package keeps its version before alive.
    if (spec.name === 'tidewire' && /^4\.[\d.]+$/.test(version)) previous = better(version, previous);
    const latest = stable ?? version;
    return {
      latest,
      ...(beta === undefined ? {} : { beta }),
      ...(preview === undefined ? {} : { next: isNewer(preview, latest) ? preview : latest }),
      ...(previous === undefined ? {} : { 'v4-lts': previous }),
    };
  });
}

/** Versions here have three numbers and perhaps a label with a number. */
function isNewer(version: string, other: string): boolean {
  const key = (text: string) => {
    const [numbers = '', label] = text.split('-');
    return [...numbers.split('.').map(Number), label === undefined ? 1 : 0, label ?? ''] as const;
  };
  const [a, b] = [key(version), key(other)];
  for (let index = 0; index < a.length; index += 1) {
    const [left = 0, right = 0] = [a[index], b[index]];
    if (left !== right) return left > right;
  }
  return false;
}
