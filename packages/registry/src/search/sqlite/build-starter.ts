import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { holdLock } from '../../hold-lock.ts';
import { flushFile } from '../../sqlite-files.ts';
import type { PackageCounts } from '../starter-index.ts';
import { createIndexWriter } from './create-index-writer.ts';
import { openIndexReader } from './index-reader.ts';

const LOCK_FILE = 'starter.lock';
/** Whoever comes second finds it made; less than a search may take. */
const WAIT_MS = 15_000;

/**
 * Makes the index of the list that ships, once: it takes about a second. What cannot be read is made anew, and what
 * other versions made is removed. One process makes it at a time: it may be changed as soon as it stands.
 *
 * @returns whether it was made
 */
export function buildStarter(file: string, read: () => PackageCounts): boolean {
  if (isReadable(file)) return false;
  const folder = path.dirname(file);
  mkdirSync(folder, { recursive: true });
  const lock = holdLock(path.join(folder, LOCK_FILE), { waitMs: WAIT_MS });
  if (lock === null)
    throw new Error('Another process makes the index of the list that ships; it takes long.');
  try {
    if (isReadable(file)) return false;
    removeStarters(folder);
    const unfinished = `${file}.part`;
    write(unfinished, read());
    flushFile(unfinished);
    renameSync(unfinished, file);
    return true;
  } finally {
    lock.release();
  }
}

function write(file: string, { names, downloads, builtOn }: PackageCounts): void {
  const writer = createIndexWriter(file);
  try {
    for (const [place, name] of names.entries()) writer.add({ name, downloads: downloads[place] ?? null });
    writer.finish({ builtOn, source: '' });
  } finally {
    writer.close();
  }
}

function isReadable(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    openIndexReader(file).close();
    return true;
  } catch {
    return false; // empty, damaged, or something else
  }
}

/** Those of other lists and formats, unfinished ones, and one that cannot be read. */
function removeStarters(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!/^starter-.*\.sqlite/.test(name)) continue;
    try {
      rmSync(path.join(folder, name), { force: true });
    } catch {
      // On Windows an open file cannot be removed: an older version that runs still searches in it.
    }
  }
}
