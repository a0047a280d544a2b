import type { IndexFolder } from './index-folder.ts';
import type { IndexAnswer, IndexEntry, SearchIndex, Suggestions } from './search-index.ts';
import type { SearchThread } from './search-thread.ts';
import { drawPlaces } from './seeded-random.ts';
import { type IndexReader, openIndexReader } from './sqlite/index-reader.ts';
import type { PackageCounts } from './starter-index.ts';

export interface OpenSearchIndexOptions {
  readonly folder: IndexFolder;
  readonly thread: SearchThread;
  /** Reads the list that ships; called once, where no index was built. */
  readonly readStarter: () => PackageCounts;
  readonly clock: () => Date;
}

/**
 * The index in use: the one that was built last in the folder, looked for with each question, so that another takes its
 * place while it is asked; until one is built, the list that ships.
 */
export function openSearchIndex(options: OpenSearchIndexOptions): SearchIndex {
  const { folder, thread, readStarter, clock } = options;
  let starter: Starter | undefined;
  let built: IndexReader | undefined;
  let builtFile: string | null = null;
  let starterMade: Promise<unknown> | undefined;

  const openStarter = (): Starter => {
    starter ??= createStarter(readStarter());
    return starter;
  };
  /** What single packages are looked up in, in this thread: it takes no time. */
  const openBuilt = (): IndexReader | undefined => {
    const file = folder.current();
    if (file === builtFile) return built;
    built?.close();
    built = file === null ? undefined : openIndexReader(file);
    builtFile = file;
    return built;
  };
  const fileToAsk = async (): Promise<string> => {
    const file = folder.current();
    if (file !== null) return file;
    const made = folder.starter(openStarter().counts.builtOn);
    starterMade ??= thread.ask({ kind: 'starter', file: made, now: 0 }).catch((error: unknown) => {
      starterMade = undefined;
      throw error;
    });
    await starterMade;
    return made;
  };
  const now = () => clock().getTime();
  return {
    // The thread answers each kind of question with its kind of answer.
    search: async (query, page) =>
      (await thread.ask({ kind: 'search', file: await fileToAsk(), now: now(), query, page })) as IndexAnswer,
    suggest: async (text, limit) =>
      (await thread.ask({
        kind: 'suggest',
        file: await fileToAsk(),
        now: now(),
        text,
        limit,
      })) as Suggestions,
    downloadsOf(name) {
      const reader = openBuilt();
      return reader === undefined
        ? openStarter().downloadsOf(name)
        : (reader.byName(name)?.downloads ?? null);
    },
    async popular({ limit, offset = 0 }) {
      const reader = openBuilt();
      if (reader === undefined) return openStarter().popular(limit, offset);
      return reader
        .popular({ limit, offset })
        .map(({ name, downloads }) => ({ name, downloads: downloads ?? 0 }));
    },
    async random({ limit, seed }) {
      const reader = openBuilt();
      if (reader === undefined) return openStarter().random(limit, seed);
      return drawPlaces(reader.size, limit, seed).flatMap((place) =>
        reader
          .popular({ limit: 1, offset: place })
          .map(({ name, downloads }) => ({ name, downloads: downloads ?? 0 })),
      );
    },
    get size() {
      return openBuilt()?.size ?? openStarter().counts.names.length;
    },
    get builtOn() {
      return openBuilt()?.builtOn ?? openStarter().counts.builtOn;
    },
    get source() {
      return openBuilt()?.source ?? null;
    },
    async close() {
      built?.close();
      await thread.close();
    },
  };
}

interface Starter {
  readonly counts: PackageCounts;
  downloadsOf(name: string): number | null;
  popular(limit: number, offset: number): IndexEntry[];
  random(limit: number, seed: number): IndexEntry[];
}

function createStarter(counts: PackageCounts): Starter {
  let places: Map<string, number> | undefined;
  const entryAt = (place: number): IndexEntry => ({
    name: counts.names[place] as string, // place is within the list
    downloads: counts.downloads[place] as number, // place is within the list
  });
  return {
    counts,
    downloadsOf(name) {
      places ??= new Map(counts.names.map((each, place) => [each, place]));
      const place = places.get(name);
      return place === undefined ? null : (counts.downloads[place] ?? null);
    },
    popular(limit, offset) {
      const end = Math.min(counts.names.length, offset + limit);
      return Array.from({ length: Math.max(0, end - offset) }, (_, at) => entryAt(offset + at));
    },
    random: (limit, seed) => drawPlaces(counts.names.length, limit, seed).map(entryAt),
  };
}
