import { existsSync } from 'node:fs';
import type { IndexFolder } from './index-folder.ts';
import type { IndexEntry } from './search-index.ts';
import type { SearchThread } from './search-thread.ts';
import { drawPlaces } from './seeded-random.ts';
import { type IndexReader, openIndexReader } from './sqlite/index-reader.ts';
import type { PackageCounts } from './starter-index.ts';

export interface OpenStarterOptions {
  readonly folder: IndexFolder;
  readonly thread: SearchThread;
  /** Reads the list that ships; called once, when it is first needed. */
  readonly readStarter: () => PackageCounts;
}

/** The list that ships, and the index that is made of it: that is searched, and brought up to date like any other. */
export interface Starter {
  /** Answers until the index is there. */
  list(): StarterList;
  /** Its index; undefined where that is not made yet, or cannot be read. */
  index(): { readonly file: string; readonly reader: IndexReader } | undefined;
  /** Makes the index, unless it is there; gives its file. */
  make(): Promise<string>;
  /** Makes the index anew where it is gone, or cannot be read; tells whether it was. */
  mend(): Promise<boolean>;
  close(): void;
}

export interface StarterList {
  readonly counts: PackageCounts;
  downloadsOf(name: string): number | null;
  popular(limit: number, offset: number): IndexEntry[];
  random(limit: number, seed: number): IndexEntry[];
}

export function openStarter({ folder, thread, readStarter }: OpenStarterOptions): Starter {
  let read: StarterList | undefined;
  let reader: IndexReader | undefined;
  let made: Promise<unknown> | undefined;
  let mended: Promise<unknown> | undefined;

  const list = (): StarterList => {
    read ??= createList(readStarter());
    return read;
  };
  const file = () => folder.starter(list().counts.builtOn);
  const ask = () => thread.ask({ kind: 'starter', file: file(), now: 0 });
  const close = () => {
    reader?.close();
    reader = undefined;
  };
  return {
    list,
    index() {
      const found = file();
      if (reader === undefined && existsSync(found)) reader = openReadable(found);
      return reader === undefined ? undefined : { file: found, reader };
    },
    async make() {
      made ??= ask().catch((error: unknown) => {
        made = undefined;
        throw error;
      });
      await made;
      return file();
    },
    async mend() {
      mended ??= ask()
        .then((isMade) => {
          if (isMade === true) close();
          return isMade;
        })
        .finally(() => {
          mended = undefined;
        });
      return (await mended) === true;
    },
    close,
  };
}

function openReadable(file: string): IndexReader | undefined {
  try {
    return openIndexReader(file);
  } catch {
    return undefined; // the first search makes it anew
  }
}

function createList(counts: PackageCounts): StarterList {
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
