import { DAY_MS } from '../base/day.ts';
import { createKept } from '../base/kept.ts';
import { isHole, newestCountedDay } from '../downloads/calendar.ts';
import type { Counts } from '../downloads/counts.ts';
import { makeManifest } from '../packages/manifest.ts';
import type { Releases } from '../packages/releases.ts';
import { type Answer, type Asked, jsonAnswer } from '../wire/answer.ts';
import type { World } from '../world/create-world.ts';
import type { PackageSpec } from '../world/package-spec.ts';
import { toMaintainer } from '../world/people.ts';
import { matchText, parseText } from './search-text.ts';

const MAX_SIZE = 250;
/** Further than this the service does not go. */
const MAX_FROM = 10_000;

export interface SearchContext {
  readonly world: World;
  readonly releases: Releases;
  readonly counts: Counts;
  readonly registryUrl: string;
}

/** Answers `/-/v1/search`. */
export interface Searcher {
  answer(asked: Asked, now: number): Answer;
}

/** What a search compares of a package. */
interface Entry {
  readonly spec: PackageSpec;
  readonly monthly: number;
  readonly weekly: number;
  readonly dependents: number;
}

export function createSearcher(context: SearchContext): Searcher {
  const days = createKept<readonly Entry[]>(2);
  return {
    answer(asked, now) {
      const text = asked.query.get('text') ?? '';
      if (text.trim() === '') {
        return jsonAnswer(400, { error: 'A search needs "text".', code: 'ERR_TEXT_MISSING' });
      }
      const size = readCount(asked.query.get('size'), 20);
      const from = readCount(asked.query.get('from'), 0);
      if (from > MAX_FROM) return jsonAnswer(400, { error: `"from" may be ${MAX_FROM} at most.` });
      const wanted = parseText(text);
      const entries = days.get(String(newestCountedDay(now)), () => collect(context, now));
      const found = entries
        .filter(({ spec }) => context.world.find(spec.name, now) !== undefined)
        .flatMap((entry) => {
          const score = matchText(wanted, entry.spec);
          return score === 0 ? [] : [{ entry, score: score * Math.log10(10 + entry.monthly) }];
        })
        .sort((a, b) => b.score - a.score || (a.entry.spec.name < b.entry.spec.name ? -1 : 1));
      const objects = found
        .slice(from, from + Math.min(size, MAX_SIZE))
        .map(({ entry, score }) => toObject(context, entry, score, now));
      return jsonAnswer(200, { objects, total: found.length, time: new Date(now).toISOString() });
    },
  };
}

function readCount(text: string | null, fallback: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : fallback;
}

/** Public packages that have versions, with the sums of the days that are counted. */
function collect(context: SearchContext, now: number): Entry[] {
  const end = newestCountedDay(now);
  const sum = (spec: PackageSpec, count: number) => {
    let downloads = 0;
    for (let day = end - count + 1; day <= end; day += 1) {
      if (!isHole(context.world.seed, day)) downloads += context.counts.ofPackage(spec, day);
    }
    return downloads;
  };
  const specs = context.world
    .packages(now)
    .filter(
      (spec) => !spec.isPrivate && spec.oddity !== 'unpublished' && spec.oddity !== 'security-placeholder',
    );
  const dependents = new Map<string, number>();
  for (const spec of specs) {
    for (const { name } of spec.dependencies) dependents.set(name, (dependents.get(name) ?? 0) + 1);
  }
  return specs.map((spec) => ({
    spec,
    monthly: sum(spec, 30),
    weekly: sum(spec, 7),
    dependents: dependents.get(spec.name) ?? 0,
  }));
}

function toObject(context: SearchContext, entry: Entry, searchScore: number, now: number): object {
  const { spec } = entry;
  const list = context.releases.of(spec, now);
  const { latest } = context.releases.distTags(spec, now);
  const release = list.find((each) => each.version === latest) ?? list.at(-1);
  if (release === undefined) return { package: { name: spec.name } };
  const manifest = makeManifest(context.world, context.releases, spec, release);
  const publisher = toMaintainer(spec.maintainers[0] ?? 'nobody');
  const repository = manifest.repository;
  const address =
    typeof repository === 'object' && repository !== null && 'url' in repository
      ? repository.url
      : repository;
  const date = new Date(release.at).toISOString();
  return {
    downloads: { monthly: entry.monthly, weekly: entry.weekly },
    // Documented as a number, and seen as text.
    dependents: String(entry.dependents),
    updated: new Date(Math.min(now, release.at + DAY_MS)).toISOString(),
    searchScore,
    package: {
      name: spec.name,
      keywords: manifest.keywords ?? [],
      version: release.version,
      description: manifest.description,
      sanitized_name: spec.name,
      publisher: { username: publisher.name, email: publisher.email },
      maintainers: spec.maintainers.map(toMaintainer).map(({ name, email }) => ({ username: name, email })),
      license: manifest.license,
      date,
      links: {
        homepage: manifest.homepage,
        repository: address,
        bugs: (manifest.bugs as { url?: unknown } | undefined)?.url,
        npm: `${context.registryUrl}package/${spec.name}`,
      },
    },
    // Constants: the service documents them as such.
    score: { final: searchScore, detail: { popularity: 1, quality: 1, maintenance: 1 } },
    flags: { insecure: 0 },
  };
}
