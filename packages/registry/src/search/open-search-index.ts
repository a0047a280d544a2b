import { toPackageTraits } from './index-document.ts';
import type { IndexFolder } from './index-folder.ts';
import { type OpenStarterOptions, openStarter } from './open-starter.ts';
import {
  type IndexAnswer,
  type IndexEntry,
  type IndexPage,
  NO_TRAITS,
  type SearchIndex,
  type Suggestions,
} from './search-index.ts';
import type { SearchQuery } from './search-query.ts';
import type { SearchThread } from './search-thread.ts';
import { drawPlaces } from './seeded-random.ts';
import { type IndexPackage, type IndexReader, openIndexReader } from './sqlite/index-reader.ts';

export interface OpenSearchIndexOptions {
  readonly folder: IndexFolder;
  readonly thread: SearchThread;
  /** Where no index was built. */
  readonly starter: Pick<OpenStarterOptions, 'shipped' | 'make'>;
  readonly clock: () => Date;
  /** Told once of an index that cannot be used. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * The index in use: the one that was built last in the folder, looked for with each question, so that another takes its
 * place while it is asked; until one is built, the list that ships, of which an index is made when it is first searched.
 */
export function openSearchIndex(options: OpenSearchIndexOptions): SearchIndex {
  const { folder, thread, clock, onWarning } = options;
  const starter = openStarter({ folder, ...options.starter });
  let built: Built | undefined;
  let looked: string | null = null;

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
  /** Of which index single packages are asked; undefined where it is the list that ships, and that has none yet. */
  const findReader = (): IndexReader | undefined => findBuilt()?.reader ?? starter.index()?.reader;
  /** Asks the thread; once more where the index was replaced, and removed, before the thread had opened it. */
  const ask = async (request: Question): Promise<unknown> => {
    const inUse = findBuilt()?.file;
    const file = inUse ?? (await starter.make());
    try {
      return await thread.ask({ ...request, file, now: now() });
    } catch (error) {
      folder.forget();
      const again = findBuilt()?.file;
      const isOther = again === undefined ? inUse === undefined && (await starter.mend()) : again !== file;
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
      const reader = findReader();
      return reader === undefined ? starter.list().downloadsOf(name) !== null : reader.byName(name) !== null;
    },
    downloadsOf(name) {
      const reader = findReader();
      return reader === undefined
        ? starter.list().downloadsOf(name)
        : (reader.byName(name)?.downloads ?? null);
    },
    traitsOf(name) {
      const reader = findReader();
      if (reader === undefined) return starter.list().downloadsOf(name) === null ? null : NO_TRAITS;
      const found = reader.byName(name);
      return found === null ? null : toPackageTraits(found.description, found.facts);
    },
    async popular({ limit, offset = 0 }) {
      const reader = findReader();
      if (reader === undefined) return starter.list().popular(limit, offset);
      return reader.popular({ limit, offset }).map(toEntry);
    },
    async random({ limit, seed }) {
      const reader = findReader();
      if (reader === undefined) return starter.list().random(limit, seed);
      return reader.atPlaces(drawPlaces(reader.size, limit, seed)).map(toEntry);
    },
    get size() {
      return findReader()?.size ?? starter.list().counts.names.length;
    },
    get builtOn() {
      return findBuilt()?.reader.builtOn ?? starter.builtOn;
    },
    get source() {
      return findBuilt()?.reader.source ?? null;
    },
    file() {
      folder.forget();
      return (findBuilt() ?? starter.index())?.file ?? null;
    },
    async prepare() {
      if (findBuilt() !== undefined || folder.hasStarter()) return;
      await starter.make();
    },
    async close() {
      built?.reader.close();
      starter.close();
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
