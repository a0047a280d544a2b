import { DAY_MS, parseDay } from '../base/day.ts';
import { hash, pick, share } from '../base/random.ts';
import { edgePackages } from './edge-packages.ts';
import { foundations } from './foundations.ts';
import { drawDependencies, makeSpec } from './make-spec.ts';
import { maraPackages } from './mara-packages.ts';
import type { PackageSpec } from './package-spec.ts';
import { privatePackages } from './private-packages.ts';
import { firstHalves, secondHalves, topics } from './topics.ts';

/** All packages that ever come to be, a pure function of the seed; what exists depends on the time. */
export interface World {
  readonly seed: number;
  /** Packages that exist at this moment (milliseconds), deleted ones left out, in a fixed order. */
  packages(now: number): readonly PackageSpec[];
  /** Undefined for a name that does not exist, or not yet, or no longer. */
  find(name: string, now: number): PackageSpec | undefined;
  /** As `packages`, those that were deleted since with them. */
  everPackages(now: number): readonly PackageSpec[];
}

/** Packages of the world before anything arrives. */
const SIZE = 400;
/** New packages arrive from here on, one every second day. */
const FIRST_ARRIVAL = parseDay('2026-06-01');
const ARRIVAL_DAYS = 2;
/** Days from its first version until a deleted package is gone. */
export const DELETED_AFTER_DAYS = 90;

const suffixes = ['', '', '', '-cli', '-js', '-core', '-react', '-plugin'] as const;

/** Builds the world. */
export function createWorld(seed: number): World {
  const founded: PackageSpec[] = [];
  const byName = new Map<string, PackageSpec>();
  const add = (name: string, said: Partial<PackageSpec>): void => {
    if (byName.has(name)) return;
    const spec = makeSpec(seed, name, said);
    const dependencies = said.dependencies ?? drawDependencies(seed, name, founded.slice(0, 60));
    const whole = { ...spec, dependencies };
    founded.push(whole);
    byName.set(name, whole);
  };
  for (const said of [...foundations, ...maraPackages, ...privatePackages])
    add(said.name, { dependencies: [], ...said });
  for (let index = 0; founded.length < SIZE - edgePackages.length; index += 1) add(drawName(seed, index), {});
  for (const said of edgePackages)
    add(said.name, { dependencies: [], levels: [[parseDay('2015-01-01'), 14]], ...said });

  const arrived: PackageSpec[] = [];
  /** Lets those arrive that are due: the list only grows, whatever the clock does. */
  const arrive = (now: number): void => {
    for (let day = FIRST_ARRIVAL + arrived.length * ARRIVAL_DAYS; day * DAY_MS <= now; day += ARRIVAL_DAYS) {
      const name = arrivalName(seed, day);
      const spec = makeSpec(seed, name, { createdDay: day, ...arrivalOf(seed, day, name) });
      arrived.push(spec);
      byName.set(name, spec);
    }
  };
  const exists = (spec: PackageSpec, now: number) => spec.createdDay * DAY_MS <= now;
  const isGone = (spec: PackageSpec, now: number) =>
    spec.oddity === 'deleted' && (spec.createdDay + DELETED_AFTER_DAYS) * DAY_MS <= now;
  const everPackages = (now: number): PackageSpec[] => {
    arrive(now);
    return [...founded, ...arrived].filter((spec) => exists(spec, now));
  };

  return {
    seed,
    everPackages,
    packages: (now) => everPackages(now).filter((spec) => !isGone(spec, now)),
    find(name, now) {
      arrive(now);
      const spec = byName.get(name);
      return spec === undefined || !exists(spec, now) || isGone(spec, now) ? undefined : spec;
    },
  };
}

function drawName(seed: number, index: number): string {
  const first = pick(firstHalves, seed, 'first', index);
  const second = pick(secondHalves, seed, 'second', index);
  const scope = share(seed, 'scope', index);
  if (scope < 0.05) return `@lumenkit/${second}-${pick(topics, seed, 'noun', index).noun}`;
  if (scope < 0.07) return `@mara/${second}`;
  return `${first}${second}${pick(suffixes, seed, 'suffix', index)}`;
}

function arrivalName(seed: number, day: number): string {
  const noun = pick(topics, seed, 'arrival', day).noun;
  const number = (hash(seed, 'number', day) % 900) + 100;
  // `day` keeps the names apart.
  if (isSpam(seed, day)) return `claim-free-airdrop-${number}-${day}`;
  return `${pick(firstHalves, seed, 'arrival first', day)}-${noun}-${(day % 4096).toString(36)}`;
}

function isSpam(seed: number, day: number): boolean {
  return share(seed, 'spam', day) < 0.2;
}

function arrivalOf(seed: number, day: number, name: string): Partial<PackageSpec> {
  const young: Partial<PackageSpec> = {
    cadenceDays: 9,
    levels: [
      [day, 4],
      [day + 200, 40 * 10 ** (2 * share(seed, name, 'fortune') ** 3)],
    ],
  };
  if (!isSpam(seed, day)) return young;
  return {
    ...young,
    description: 'FREE airdrop claim bonus casino generator 2026 no verification',
    keywords: ['free', 'airdrop', 'claim', 'casino', 'bonus', 'generator', 'no-verification'],
    maintainers: [`promo${hash(seed, 'promo', day) % 10_000}`],
    cadenceDays: 2,
    lastReleaseDay: day + 3,
    license: 'none',
    repository: 'none',
    dependencies: [],
    readme: 'hostile-links',
    levels: [[day, 1]],
  };
}
