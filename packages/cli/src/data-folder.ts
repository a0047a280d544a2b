import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '@shipstats/core';
import type { Io } from './io.ts';

const DEFAULT_FOLDER = '.shipstats';

/** Where the data is kept. */
export interface DataFolder {
  /** As the user named it. */
  readonly root: string;
  /** The same, or the demonstration's part of it. */
  readonly folder: string;
  /** The database file in it. */
  readonly file: string;
  /** As people should see it: relative where it lies below the working folder. */
  readonly label: string;
}

/** The data folder: `--data`, else `SHIPSTATS_DATA`, else `.shipstats` in the working folder; nothing is made. */
export function findDataFolder(
  named: string | undefined,
  io: Pick<Io, 'cwd' | 'env'>,
  demo: boolean,
): DataFolder {
  const wanted = named ?? (io.env.SHIPSTATS_DATA || DEFAULT_FOLDER);
  // Made-up numbers never lie beside real ones.
  const root = path.resolve(io.cwd, wanted);
  const folder = demo ? path.join(root, 'demo') : root;
  const relative = path.relative(io.cwd, folder);
  const isBelow = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return { root, folder, file: path.join(folder, 'shipstats.db'), label: `${isBelow ? relative : folder}/` };
}

/**
 * Makes the data folder, for its owner only and kept out of Git.
 *
 * @throws ConfigError where it cannot be made or written
 */
export async function prepareDataFolder(data: DataFolder): Promise<void> {
  refuseFile(data);
  const { root, folder } = data;
  const { makeFolder } = await import('@shipstats/store');
  try {
    const isNew = makeFolder(root, { mode: 0o700 });
    makeFolder(folder, { mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    // A folder that was there before is the user's own affair.
    if (isNew) writeFileSync(path.join(root, '.gitignore'), '*\n');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError([
      {
        path: '--data',
        message: `cannot write to the folder ${folder} (${reason}).`,
        hint: 'Let this user write there, or choose another folder with --data or SHIPSTATS_DATA.',
      },
    ]);
  }
}

/**
 * The error of a command that reads, where nothing was ever stored.
 *
 * @throws ConfigError where a file is in the folder's place
 */
export function noDataError(data: DataFolder): ConfigError {
  refuseFile(data);
  const { file } = data;
  return new ConfigError([
    {
      path: '',
      message: `nothing is stored yet: there is no ${file}.`,
      hint: 'Run "shipstats sync" first, or name the folder with --data.',
    },
  ]);
}

function refuseFile({ root, folder }: DataFolder): void {
  for (const each of [root, folder]) {
    const found = statOf(each);
    if (found === undefined || found.isDirectory()) continue;
    throw new ConfigError([
      {
        path: '--data',
        message: `${each} is a file, not a folder.`,
        hint: 'Name the folder that the data is kept in, with --data or SHIPSTATS_DATA.',
      },
    ]);
  }
}

function statOf(file: string) {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined; // a folder above it may not be looked into, or is a file: making it tells
  }
}
