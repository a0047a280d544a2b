import type { Clock } from '@shipstats/core';
import Database from 'better-sqlite3';
import type { KnownFacts } from '../search/known-facts.ts';
import { createMemoryPace } from '../service/pace-store.ts';
import { createSqlitePace } from '../service/sqlite-pace.ts';
import { createMemoryStates } from '../service/state-store.ts';
import { createAnswerTable } from './answer-table.ts';
import type { ExploreCache } from './explore-cache.ts';
import { createGuardedPace } from './guarded-pace.ts';
import { isUnusable, openCacheFile, setAside } from './open-cache-file.ts';
import { createPackageTable } from './package-table.ts';
import { shrinkCache } from './shrink-cache.ts';

export interface ExploreCacheOptions {
  /** `:memory:` keeps nothing beyond the process. */
  readonly file: string;
  readonly clock: Clock;
  /** What the file may take; a quarter less after what was not used for the longest has gone. */
  readonly maxBytes?: number;
  /** Told once of each trouble: a sentence for the log. */
  readonly onWarning?: (message: string) => void;
}

/** Some thousand packages. */
const MAX_BYTES = 512 * 1024 * 1024;
/** The size is looked at after so many writes. */
const WRITES_BETWEEN_LOOKS = 50;

/** Keeps what was read of npm in a file, which is opened, or made, when it is first needed. */
export function openExploreCache(options: ExploreCacheOptions): ExploreCache {
  const { file, clock, maxBytes = MAX_BYTES } = options;
  const warned = new Set<string>();
  const warn = (message: string) => {
    if (warned.has(message)) return;
    warned.add(message);
    options.onWarning?.(message);
  };
  let writes = 0;
  let isShrinking = false;
  let isClosed = false;
  let tables: ReturnType<typeof open> | undefined;

  function open() {
    const db = openCacheFile(file, warn);
    const nowMs = () => clock().getTime();
    return {
      db,
      packages: createPackageTable(db, nowMs),
      answers: createAnswerTable(db, nowMs),
      pace: createSqlitePace(db),
    };
  }

  /** What `act` gives; `otherwise` where the file fails. One that is damaged is set aside, and made anew. */
  const guarded = <T>(otherwise: T, act: (opened: ReturnType<typeof open>) => T): T => {
    if (isClosed) return otherwise;
    try {
      tables ??= open();
      return act(tables);
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
      if (isUnusable(error)) {
        tables?.db.close();
        tables = undefined;
        warn(`${file}: ${error.message}. It is set aside, and what was in it is asked for again.`);
        setAsideQuietly(file);
      } else warn(`${file}: ${error.message} (${error.code}). What was read is not kept.`);
      return otherwise;
    }
  };

  const writing = (act: (opened: ReturnType<typeof open>) => void) =>
    guarded(undefined, (opened) => {
      act(opened);
      writes += 1;
      if (isShrinking || writes % WRITES_BETWEEN_LOOKS === 1) {
        isShrinking = shrinkCache(opened.db, maxBytes, isShrinking);
      }
    });

  return {
    readPackage: (registry, name) => guarded(null, ({ packages }) => packages.read(registry, name)),
    readBlock: (id, block) => guarded(null, ({ packages }) => packages.readBlock(id, block)),
    readReadme: (id) => guarded(null, ({ packages }) => packages.readReadme(id)),
    writePackage: (registry, name, packument, about) =>
      writing(({ packages }) => packages.write(registry, name, packument, about)),
    confirmPackage: (id, asOf) => writing(({ packages }) => packages.confirm(id, asOf)),
    forgetPackage: (registry, name) => writing(({ packages }) => packages.forget(registry, name)),
    readKnownFacts: (names, registryOf) =>
      guarded<ReadonlyMap<string, KnownFacts>>(new Map(), ({ packages }) =>
        packages.readKnownFacts(names, registryOf),
      ),
    readKnownPackages: (user, registryOf) =>
      guarded([], ({ packages }) => packages.readKnownPackages(user, registryOf)),
    answers: (kind, parse) => ({
      read: (key) => guarded(null, ({ answers }) => answers.read(kind, key, parse)),
      write: (key, dated) => writing(({ answers }) => answers.write(kind, key, dated)),
    }),
    pace: createGuardedPace({
      inFile: (otherwise, act) => guarded(otherwise, ({ pace }) => act(pace)),
      inMemory: { ...createMemoryPace(), ...createMemoryStates() },
    }),
    close() {
      if (isClosed) return;
      isClosed = true;
      tables?.db.close();
    },
  };
}

function setAsideQuietly(file: string): void {
  try {
    setAside(file);
  } catch {
    // The folder may be read-only by now, or another process was faster: opening it anew tells.
  }
}
