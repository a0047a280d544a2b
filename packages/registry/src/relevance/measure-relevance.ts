import type { RelevanceQuery } from './relevance-query.ts';

/** How often what is meant is found where it should be; each 0 to 1. */
export interface RelevanceScore {
  /** A right answer stands first. */
  readonly success1: number;
  /** A right answer is among the first five. */
  readonly success5: number;
  /** Mean of 1 / place of the first right answer; 0 where there is none. */
  readonly mrr: number;
}

/** A question whose first answer is not a right one. */
export interface RelevanceMiss {
  readonly query: RelevanceQuery;
  /** Place of the first right answer, from 1; null where there is none. */
  readonly place: number | null;
  readonly answers: readonly string[];
}

export interface Relevance {
  readonly all: RelevanceScore;
  readonly classes: Readonly<Record<string, RelevanceScore>>;
  readonly misses: readonly RelevanceMiss[];
}

/**
 * Asks every question and tells how well it was answered, all together and by kind; `search` gives names, the best
 * first.
 *
 * @throws RangeError without questions
 */
export function measureRelevance(
  queries: readonly RelevanceQuery[],
  search: (text: string) => readonly string[],
): Relevance {
  if (queries.length === 0) throw new RangeError('relevance is measured by one question at least');
  const places = new Map<string, (number | null)[]>();
  const misses: RelevanceMiss[] = [];
  for (const query of queries) {
    const answers = search(query.text);
    const at = answers.findIndex((name) => query.accept.includes(name));
    const place = at < 0 ? null : at + 1;
    const ofKind = places.get(query.kind) ?? [];
    ofKind.push(place);
    places.set(query.kind, ofKind);
    if (place !== 1) misses.push({ query, place, answers });
  }
  return {
    all: toScore([...places.values()].flat()),
    classes: Object.fromEntries([...places].map(([kind, ofKind]) => [kind, toScore(ofKind)])),
    misses,
  };
}

function toScore(places: readonly (number | null)[]): RelevanceScore {
  const mean = (points: (place: number) => number) =>
    places.reduce<number>((sum, place) => sum + (place === null ? 0 : points(place)), 0) / places.length;
  return {
    success1: mean((place) => (place === 1 ? 1 : 0)),
    success5: mean((place) => (place <= 5 ? 1 : 0)),
    mrr: mean((place) => 1 / place),
  };
}
