import { formatDay, parseDay } from './base/day.ts';
import type { NpmSimulator } from './options.ts';
import type { PackageSpec } from './world/package-spec.ts';

/** A package of the made-up registry, as a list to build a search index of has it. */
export interface ListedPackage {
  readonly name: string;
  /** Of the 30 days up to the newest counted one. */
  readonly downloads: number;
  readonly description?: string;
  readonly keywords: readonly string[];
}

/** As npm's search leaves them out. */
const HAS_NO_VERSION: ReadonlySet<PackageSpec['oddity']> = new Set(['unpublished', 'security-placeholder']);
const LISTED_DAYS = 30;

/** The packages that everybody may find, and the day that the list is of, `YYYY-MM-DD`. */
export function listPackages({ world, truth, now }: Pick<NpmSimulator, 'world' | 'truth' | 'now'>): {
  readonly day: string;
  readonly packages: readonly ListedPackage[];
} {
  const day = truth.newestDay();
  const last = parseDay(day);
  const days = Array.from({ length: LISTED_DAYS }, (_, back) => formatDay(last - back));
  const packages = world
    .packages(now().getTime())
    .filter(({ isPrivate, oddity }) => !isPrivate && !HAS_NO_VERSION.has(oddity))
    .map(({ name, description, keywords }) => ({
      name,
      downloads: days.reduce((sum, each) => sum + truth.reported(name, each), 0),
      ...(description === null ? {} : { description }),
      keywords,
    }));
  return { day, packages };
}
