import { existsSync } from 'node:fs';
import type { IndexFolder } from './index-folder.ts';
import type { IndexEntry } from './search-index.ts';
import { drawPlaces } from './seeded-random.ts';
import { type IndexReader, openIndexReader } from './sqlite/index-reader.ts';
import type { PackageCounts } from './starter-index.ts';

export interface OpenStarterOptions {
  readonly folder: IndexFolder;
  readonly shipped: ShippedList;
  /** Makes the index in a file, unless it is there; tells whether it was made. */
  readonly make: (file: string, signal: AbortSignal) => Promise<boolean>;
}

/** The list that ships, as it is read when it is first needed. */
export interface ShippedList {
  /** `YYYY-MM-DD` */
  readonly readDay: () => string;
  readonly read: () => PackageCounts;
}

/** The list that ships, and the index that is made of it: that is searched, and brought up to date like any other. */
export interface Starter {
  /** The day that it was made. */
  readonly builtOn: string;
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

export function openStarter({ folder, shipped, make }: OpenStarterOptions): Starter {
  const closing = new AbortController();
  let day: string | undefined;
  let read: StarterList | undefined;
  let reader: IndexReader | undefined;
  let made: Promise<boolean> | undefined;
  let mended: Promise<boolean> | undefined;

  const builtOn = () => {
    day ??= shipped.readDay();
    return day;
  };
  const file = () => folder.starter(builtOn());
  const makeFile = () => make(file(), closing.signal);
  const closeReader = () => {
    reader?.close();
    reader = undefined;
  };
  return {
    get builtOn() {
      return builtOn();
    },
    list() {
      read ??= createList(shipped.read());
      return read;
    },
    index() {
      const found = file();
      if (reader === undefined && existsSync(found)) reader = openReadable(found);
      if (reader !== undefined) read = undefined; // the index answers from here on, and the list takes 13 MB
      return reader === undefined ? undefined : { file: found, reader };
    },
    async make() {
      made ??= makeFile().catch((error: unknown) => {
        made = undefined;
        throw error;
      });
      await made;
      return file();
    },
    async mend() {
      mended ??= makeFile()
        .then((isMade) => {
          if (isMade) closeReader();
          return isMade;
        })
        .finally(() => {
          mended = undefined;
        });
      return mended;
    },
    close() {
      closing.abort(new Error('the search was closed'));
      closeReader();
    },
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
