import type { PackageList } from './list.ts';
import { describeIndexed, type ListSources, toListHits } from './list-sources.ts';

/** The packages with the most downloads, by the index. */
export async function listPopular(sources: ListSources, limit: number): Promise<PackageList> {
  const index = sources.index();
  const entries = await index.popular({ limit });
  return {
    name: 'popular',
    rule:
      `The most downloads in 30 days of ${describeIndexed(index)}, by the list of ${index.builtOn}. ` +
      'Nothing is left out.',
    hits: await toListHits(
      sources,
      entries.map((entry) => entry.name),
    ),
    asOf: `${index.builtOn}T00:00:00.000Z`,
    troubles: [],
  };
}
