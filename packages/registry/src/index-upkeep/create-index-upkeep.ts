import path from 'node:path';
import type { Clock } from '@shipstats/core';
import { CHANGES_FEED_URL } from '../changes/create-changes-feed.ts';
import { holdLock } from '../hold-lock.ts';
import type { BuildResult } from '../index-build/build-index.ts';
import type { BuildProgress } from '../index-build/build-progress.ts';
import { applyLearned } from '../index-learned/apply-learned.ts';
import { type EnrichProgress, enrichIndex } from '../index-learned/enrich-index.ts';
import {
  type ChangesProgress,
  type FollowedChanges,
  followChanges,
} from '../index-learned/follow-changes.ts';
import { openLearnedFacts } from '../index-learned/open-learned-facts.ts';
import { passOver } from '../index-learned/pass-over.ts';
import { createBackgroundReader } from '../index-learned/read-in-background.ts';
import type { IndexSource } from '../index-source/index-source.ts';
import type { SourceSpec } from '../index-source/source-spec.ts';
import type { NpmConfig } from '../npm-config/npm-config.ts';
import type { Packuments } from '../packument/packuments.ts';
import type { SlimThread } from '../packument/slim-thread.ts';
import { openIndexFolder } from '../search/index-folder.ts';
import type { SearchIndex } from '../search/search-index.ts';
import { readStarterHead } from '../search/starter-index.ts';
import type { ServiceClient } from '../service/service-client.ts';
import type { Sleep } from '../service/turns.ts';
import { createApplySoon } from './apply-soon.ts';
import { type IndexStatus, readIndexStatus } from './index-status.ts';
import { type Keeping, type KeepOptions, keepUpToDate } from './keep-up-to-date.ts';
import { createLearnViewed, type LearnViewed } from './learn-viewed.ts';

/** Builds the search index and keeps it up to date, while this process and others search in it. */
export interface IndexUpkeep {
  /**
   * Builds an index of lists, the first of which gives it its day, and puts it into use. Of two that tell of one
   * package the later one counts.
   *
   * @throws SourceError, IndexBuildError; HttpError where a package cannot be read
   */
  build(options: {
    readonly sources: readonly SourceSpec[];
    /** The day that the lists were made, where it is another one than that of the file or package. */
    readonly builtOn?: string | undefined;
    readonly isForced: boolean;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: BuildProgress) => void;
  }): Promise<BuildResult>;
  /**
   * Follows the change feed to its end, and puts all that was learned into the index.
   *
   * @throws HttpError where `since` is beyond the end of the feed
   * @throws ConnectorError where npm does not answer: what was read until then is kept
   */
  update(options: {
    readonly since?: number | undefined;
    readonly signal: AbortSignal;
    readonly onProgress?: (progress: ChangesProgress) => void;
  }): Promise<UpdateResult>;
  status(): IndexStatus;
  /** Follows the feed, and reads facts of popular packages, until it is stopped. */
  keep(options: KeepOptions): Keeping;
  /** Takes note of what is read anyway. */
  readonly learn: LearnViewed;
  close(): void;
}

export type UpdateResult =
  | {
      readonly kind: 'updated';
      readonly followed: FollowedChanges;
      /** Packages of the index that are new, changed or gone. */
      readonly changed: number;
    }
  /** Another process follows the feed right now. */
  | { readonly kind: 'busy' };

export interface IndexUpkeepOptions {
  /** Where search indexes are kept. */
  readonly folder: string;
  readonly index: () => SearchIndex;
  readonly packuments: Packuments;
  readonly clients: Readonly<Record<'registry' | 'changes', ServiceClient>>;
  readonly npmConfig: NpmConfig;
  readonly thread: SlimThread;
  readonly changesUrl?: string | undefined;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Told of each trouble once. */
  readonly onWarning: (message: string) => void;
}

const LEARNED_FILE = 'learned.sqlite';
const FOLLOW_LOCK_FILE = 'follow.lock';
/** Some milliseconds at once, where somebody may wait for a page. */
const FEW = 50;
const MANY = 2_000;
/** A server waits no longer for another process that writes: it tries again. */
const FEW_BUSY_MS = 50;
const ENRICH_AT_ONCE = 50;

export function createIndexUpkeep(options: IndexUpkeepOptions): IndexUpkeep {
  const { packuments, clients, npmConfig, clock, sleep } = options;
  const warned = new Set<string>();
  const onWarning = (message: string) => {
    if (!warned.has(message)) options.onWarning(message);
    warned.add(message);
  };
  const folder = openIndexFolder(options.folder);
  const learnedFile = path.join(options.folder, LEARNED_FILE);
  const learned = openLearnedFacts({ file: learnedFile, clock });
  const isPackage = (name: string): boolean | null => {
    const index = options.index();
    if (index.has(name)) return true;
    // The list that ships has a few of all: what it does not have may well be a package.
    return index.source === null ? null : false;
  };
  const read = passOver(
    createBackgroundReader({ client: clients.registry, npmConfig, thread: options.thread, isPackage }),
    { learned },
  );
  const searched = () => options.index().file();
  const applySome = () => applyLearned({ file: searched, learned, limit: FEW, busyMs: FEW_BUSY_MS });
  const soon = createApplySoon({ apply: applySome, onWarning });
  const enriched: EnrichProgress = { offset: 0, unreadable: new Set() };
  const feedUrl = (options.changesUrl ?? CHANGES_FEED_URL).replace(/\/+$/, '');

  const follow: IndexUpkeep['update'] = async ({ since, signal, onProgress }) => {
    const lock = holdLock(path.join(options.folder, FOLLOW_LOCK_FILE));
    if (lock === null) return { kind: 'busy' };
    try {
      const followed = await followChanges({
        client: clients.changes,
        feedUrl,
        learned,
        read,
        clock,
        sleep,
        since,
        signal,
        onProgress,
      });
      return { kind: 'updated', followed, changed: 0 };
    } finally {
      lock.release();
    }
  };

  return {
    async build({ sources, builtOn, isForced, signal, onProgress }) {
      // A server never builds one: what reads lists and archives is loaded by who does.
      const [{ openFileSource }, { openPackageSource }, { buildIndex }] = await Promise.all([
        import('../index-source/open-file-source.ts'),
        import('../index-source/open-package-source.ts'),
        import('../index-build/build-index.ts'),
      ]);
      const opened: IndexSource[] = [];
      for (const spec of sources) {
        opened.push(
          spec.kind === 'file'
            ? openFileSource(spec.path, builtOn)
            : await openPackageSource(spec, { packuments, client: clients.registry }, builtOn),
        );
      }
      const result = await buildIndex({
        folder,
        sources: opened,
        learned,
        learnedFile,
        isForced,
        shipped: () => readStarterHead().size,
        clock,
        signal,
        onProgress,
      });
      // Whoever asks next finds the new one: what was looked up before is remembered for a moment.
      searched();
      // What was learned while it was written.
      if (result.kind === 'built') applyAll();
      return result;
    },
    async update(given) {
      try {
        const result = await follow(given);
        return result.kind === 'busy' ? result : { ...result, changed: applyAll() };
      } catch (error) {
        applyAll();
        throw error;
      }
    },
    status: () => readIndexStatus(folder, { learned, searched }),
    keep: (wanted) =>
      keepUpToDate(wanted, {
        follow: async (signal) => {
          await follow({ signal, onProgress: soon.wake }).finally(soon.wake);
        },
        enrich: (signal) =>
          enrichIndex({
            index: options.index(),
            learned,
            read,
            clock,
            sleep,
            signal,
            limit: ENRICH_AT_ONCE,
            progress: enriched,
            onProgress: soon.wake,
          }).finally(soon.wake),
        // What was learned before this process began may wait for an index, or for one that was just built.
        prepare: () => options.index().prepare().finally(soon.wake),
        sleep,
        onWarning,
      }),
    learn: createLearnViewed({
      learned,
      registry: async () => (await npmConfig.read()).registry,
      isPackage,
      onNews: soon.wake,
      onWarning,
    }),
    close() {
      soon.close();
      learned.close();
    },
  };

  function applyAll(): number {
    let changed = 0;
    for (;;) {
      const applied = applyLearned({ file: searched, learned, limit: MANY });
      changed += applied.changed;
      if (!applied.hasMore) return changed;
    }
  }
}
