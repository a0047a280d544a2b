import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '@shipstats/core';
import type { Io } from './io.ts';

const DEFAULT_FOLDER = '.shipstats';

/** Where the data is kept. */
export interface DataFolder {
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
  const folder = path.resolve(io.cwd, wanted, demo ? 'demo' : '');
  const relative = path.relative(io.cwd, folder);
  const isBelow = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return { folder, file: path.join(folder, 'shipstats.db'), label: `${isBelow ? relative : folder}/` };
}

/**
 * Makes the data folder, for its owner only and kept out of Git.
 *
 * @throws ConfigError where it cannot be made or written
 */
export function prepareDataFolder({ folder }: DataFolder): void {
  try {
    const isNew = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
    accessSync(folder, constants.W_OK | constants.X_OK);
    const ignore = path.join(folder, '.gitignore');
    if (isNew && !existsSync(ignore)) writeFileSync(ignore, '*\n');
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
