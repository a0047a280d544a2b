import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Clock } from '@shipstats/core';
import { holdLock } from '../hold-lock.ts';
import type { LearnedFacts } from '../index-learned/learned.ts';
import type { IndexSource } from '../index-source/index-source.ts';
import type { BadRow } from '../index-source/source-rows.ts';
import type { IndexFolder } from '../search/index-folder.ts';
import { openIndexReader } from '../search/sqlite/index-reader.ts';
import { removeDatabase } from '../sqlite-files.ts';
import { BUILD_LOCK_FILE, GATHERED_FILE } from './build-files.ts';
import type { BuildProgress } from './build-progress.ts';
import { checkIndex } from './check-index.ts';
import { gatherSources } from './gather-sources.ts';
import { openGatheredList } from './gathered-list.ts';
import { IndexBuildError } from './index-build-error.ts';
import { writeInThread } from './write-in-thread.ts';

export interface BuildIndexOptions {
  readonly folder: IndexFolder;
  readonly sources: readonly IndexSource[];
  readonly learned: LearnedFacts;
  readonly learnedFile: string;
  /** Put it into use although it is much smaller than the one before, or much of its sources could not be read. */
  readonly isForced: boolean;
  /** Packages of the list that ships. */
  readonly shipped: () => number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BuildProgress) => void;
}

export type BuildResult =
  | {
      readonly kind: 'built';
      readonly packages: number;
      /** Of the index that was in use before; null where there was none. */
      readonly before: number | null;
      /** Of the list that ships, where that was searched before; null where an index was in use. */
      readonly shipped: number | null;
      readonly builtOn: string;
      readonly source: string;
      readonly badRows: number;
      /** The first ones, with the source that they are of. */
      readonly bad: readonly (BadRow & { readonly source: string })[];
    }
  /** Another process is building right now. */
  | { readonly kind: 'busy' };

/** Whoever asks whether somebody builds holds the lock for a moment as well. */
const LOCK_WAIT_MS = 500;
const CANARIES = 40;
/** A list with more bad rows than that is read in a wrong way. */
const MOST_BAD = 0.1;

/**
 * Makes an index of sources, beside the one in use, and puts it into use when it is whole and was looked at. Killed at
 * any moment, it leaves the one in use as it is; the next build of the same sources goes on reading where it was.
 *
 * @throws SourceError where a source is no list of packages
 * @throws IndexBuildError where the new index must not be put into use
 */
export async function buildIndex(options: BuildIndexOptions): Promise<BuildResult> {
  const { folder } = options;
  const lock = holdLock(path.join(folder.folder, BUILD_LOCK_FILE), { waitMs: LOCK_WAIT_MS });
  if (lock === null) return { kind: 'busy' };
  try {
    folder.clean();
    const listFile = path.join(folder.folder, GATHERED_FILE);
    const result = await buildAlone(options, listFile);
    removeDatabase(listFile);
    return result;
  } finally {
    lock.release();
  }
}

async function buildAlone(options: BuildIndexOptions, listFile: string): Promise<BuildResult> {
  const { folder, sources, learnedFile, clock, signal, onProgress, isForced } = options;
  const fingerprint = sources.map((source) => source.fingerprint).join('\n');
  const builtOn = sources[0]?.builtOn ?? '';
  const source = sources.map(({ label }) => label).join(' + ');
  // Never one that was there before: what fails is removed.
  const id = `${clock().toISOString().slice(0, 10)}-${randomUUID()}`;
  const file = folder.next(id);
  try {
    const { read, sample } = await gatherAll(options, { listFile, fingerprint });
    if (!isForced) refuseBad(read);
    onProgress({ kind: 'writing', done: 0 });
    const packages = await writeInThread(
      { file, listFile, fingerprint, learnedFile, meta: { builtOn, source } },
      { signal, onProgress: (done) => onProgress({ kind: 'writing', done }) },
    );
    onProgress({ kind: 'checking' });
    const before = sizeOf(folder.current());
    // Packages that are gone must not be found.
    const canaries = sample.filter((name) => options.learned.of(name)?.kind !== 'deleted');
    checkIndex(file, { packages, before: isForced ? null : before, canaries, now: clock() });
    signal.throwIfAborted();
    folder.use(file);
    return {
      kind: 'built',
      packages,
      before,
      shipped: before === null ? options.shipped() : null,
      builtOn,
      source,
      badRows: read.reduce((sum, { badRows }) => sum + badRows, 0),
      bad: read.flatMap(({ source: of, bad }) => bad.map((row) => ({ ...row, source: of }))),
    };
  } catch (error) {
    removeDatabase(file);
    throw error;
  }
}

/** Reads the sources; what it opens for that is closed again before the index is written, which needs the memory. */
async function gatherAll(
  { sources, signal, onProgress }: BuildIndexOptions,
  { listFile, fingerprint }: { readonly listFile: string; readonly fingerprint: string },
) {
  const list = openGatheredList(listFile, fingerprint);
  try {
    await gatherSources(sources, { list, signal, onProgress });
    return {
      read: sources.map((each, place) => ({ source: each.label, ...list.source(place) })),
      sample: list.sample(CANARIES),
    };
  } finally {
    list.close();
  }
}

function refuseBad(
  read: readonly { source: string; rows: number; badRows: number; bad: readonly BadRow[] }[],
): void {
  for (const { source, rows, badRows, bad } of read) {
    if (badRows <= rows * MOST_BAD) continue;
    const [first] = bad;
    throw new IndexBuildError(
      `${source}: ${badRows.toLocaleString('en-US')} of ${rows.toLocaleString('en-US')} rows cannot be read` +
        `${first === undefined ? '' : `; row ${first.at} ${first.reason}`}. If the others are right, build it with --force.`,
    );
  }
}

/** Null where there is none, or none that can be read. */
function sizeOf(file: string | null): number | null {
  if (file === null) return null;
  try {
    const reader = openIndexReader(file);
    const { size } = reader;
    reader.close();
    return size;
  } catch {
    return null; // of another version, or damaged: the new one is better in any case
  }
}
