import type { PackageList } from './list.ts';
import { describeIndexed, type ListSources, toListHits } from './list-sources.ts';

/** Packages drawn from the index: the same ones for the same seed, while the index is the same. */
export async function listRandom(sources: ListSources, limit: number, seed: number): Promise<PackageList> {
  const index = sources.index();
  // More than are shown, in place of those that are left out.
  const entries = await index.random({ limit: limit * 2, seed });
  const hits = await toListHits(
    sources,
    entries.map((entry) => entry.name),
  );
  return {
    name: 'random',
    rule:
      `Drawn at random from ${describeIndexed(index)}, by the list of ${index.builtOn}, ` +
      'each as likely as another. Left out: packages that are known to be deprecated.',
    hits: hits.filter((hit) => !hit.isDeprecated).slice(0, limit),
    asOf: `${index.builtOn}T00:00:00.000Z`,
    troubles: [],
  };
}
