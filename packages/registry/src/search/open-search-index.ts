import type { IndexFolder } from './index-folder.ts';
import type { IndexAnswer, IndexEntry, IndexPage, SearchIndex, Suggestions } from './search-index.ts';
import type { SearchQuery } from './search-query.ts';
import type { SearchThread } from './search-thread.ts';
import { drawPlaces } from './seeded-random.ts';
import { type IndexPackage, type IndexReader, openIndexReader } from './sqlite/index-reader.ts';
import type { PackageCounts } from './starter-index.ts';

export interface OpenSearchIndexOptions {
  readonly folder: IndexFolder;
  readonly thread: SearchThread;
  /** Reads the list that ships; called once, where no index was built. */
  readonly readStarter: () => PackageCounts;
  readonly clock: () => Date;
  /** Told once of an index that cannot be used. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * The index in use: the one that was built last in the folder, looked for with each question, so that another takes its
 * place while it is asked; until one is built, the list that ships.
 */
export function openSearchIndex(options: OpenSearchIndexOptions): SearchIndex {
  const { folder, thread, readStarter, clock, onWarning } = options;
  let starter: Starter | undefined;
  let built: Built | undefined;
  let looked: string | null = null;
  let starterMade: Promise<unknown> | undefined;
  let starterMended: Promise<unknown> | undefined;

  const openStarter = (): Starter => {
    starter ??= createStarter(readStarter());
    return starter;
  };
  /**
   * The index in use, in which single packages are looked up in this thread: it takes no time. One that cannot be read
   * is told of, and the list that ships answers in its place.
   */
  const findBuilt = (): Built | undefined => {
    const file = folder.current();
    if (file === looked) return built;
    const opened = file === null ? undefined : openBuilt(file);
    // It was replaced by the next one since, and removed: there are never two at once.
    const again = opened instanceof Error ? anotherThan(file) : null;
    const found = again === null ? opened : openBuilt(again);
    if (found instanceof Error) onWarning?.(`${found.message} Until then the list that ships is searched.`);
    built?.reader.close();
    built = found instanceof Error ? undefined : found;
    looked = again ?? file;
    return built;
  };
  const anotherThan = (file: string | null): string | null => {
    folder.forget();
    const next = folder.current();
    return next === file ? null : next;
  };
  const starterFile = async (): Promise<string> => {
    const made = folder.starter(openStarter().counts.builtOn);
    starterMade ??= thread.ask({ kind: 'starter', file: made, now: 0 }).catch((error: unknown) => {
      starterMade = undefined;
      throw error;
    });
    await starterMade;
    return made;
  };
  /** Where it is gone, or cannot be read, it is made anew; tells whether it was. */
  const mendStarter = async (): Promise<boolean> => {
    starterMended ??= thread
      .ask({ kind: 'starter', file: folder.starter(openStarter().counts.builtOn), now: 0 })
      .finally(() => {
        starterMended = undefined;
      });
    return (await starterMended) === true;
  };
  /** Asks the thread; once more where the index was replaced, and removed, before the thread had opened it. */
  const ask = async (request: Question): Promise<unknown> => {
    const inUse = findBuilt()?.file;
    const file = inUse ?? (await starterFile());
    try {
      return await thread.ask({ ...request, file, now: now() });
    } catch (error) {
      folder.forget();
      const again = findBuilt()?.file;
      const isOther = again === undefined ? inUse === undefined && (await mendStarter()) : again !== file;
      if (!isOther) throw error;
      return thread.ask({ ...request, file: again ?? file, now: now() });
    }
  };
  const now = () => clock().getTime();
  return {
    // The thread answers each kind of question with its kind of answer.
    search: async (query, page) => (await ask({ kind: 'search', query, page })) as IndexAnswer,
    suggest: async (text, limit) => (await ask({ kind: 'suggest', text, limit })) as Suggestions,
    has(name) {
      const reader = findBuilt()?.reader;
      return reader === undefined ? openStarter().downloadsOf(name) !== null : reader.byName(name) !== null;
    },
    downloadsOf(name) {
      const reader = findBuilt()?.reader;
      return reader === undefined
        ? openStarter().downloadsOf(name)
        : (reader.byName(name)?.downloads ?? null);
    },
    async popular({ limit, offset = 0 }) {
      const reader = findBuilt()?.reader;
      if (reader === undefined) return openStarter().popular(limit, offset);
      return reader.popular({ limit, offset }).map(toEntry);
    },
    async random({ limit, seed }) {
      const reader = findBuilt()?.reader;
      if (reader === undefined) return openStarter().random(limit, seed);
      return reader.atPlaces(drawPlaces(reader.size, limit, seed)).map(toEntry);
    },
    get size() {
      return findBuilt()?.reader.size ?? openStarter().counts.names.length;
    },
    get builtOn() {
      return findBuilt()?.reader.builtOn ?? openStarter().counts.builtOn;
    },
    get source() {
      return findBuilt()?.reader.source ?? null;
    },
    async prepare() {
      if (findBuilt() !== undefined) return;
      await starterFile();
      await thread.rest();
    },
    async close() {
      built?.reader.close();
      await thread.close();
    },
  };
}

function toEntry({ name, downloads }: IndexPackage): IndexEntry {
  return { name, downloads: downloads ?? 0 };
}

type Question =
  | { readonly kind: 'search'; readonly query: SearchQuery; readonly page: IndexPage }
  | { readonly kind: 'suggest'; readonly text: string; readonly limit: number };

interface Built {
  readonly file: string;
  readonly reader: IndexReader;
}

function openBuilt(file: string): Built | Error {
  try {
    return { file, reader: openIndexReader(file) };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
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
