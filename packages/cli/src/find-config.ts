import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '@shipstats/core';
import type { Io } from './io.ts';

/** The names that are looked for in the working folder, the first one wins. */
export const CONFIG_NAMES = [
  'shipstats.config.ts',
  'shipstats.config.mts',
  'shipstats.config.js',
  'shipstats.config.mjs',
  'shipstats.config.json',
] as const;

/**
 * Finds the configuration: `--config`, else `SHIPSTATS_CONFIG`, else one of the usual names in the working folder.
 *
 * @returns the absolute path, or undefined where none was named and none is there
 * @throws ConfigError where one was named and is not there, or is a folder
 */
export function findConfig(named: string | undefined, io: Pick<Io, 'cwd' | 'env'>): string | undefined {
  const [wanted, origin] =
    named !== undefined ? [named, '--config'] : [io.env.SHIPSTATS_CONFIG || undefined, 'SHIPSTATS_CONFIG'];
  if (wanted === undefined) {
    return CONFIG_NAMES.map((name) => path.join(io.cwd, name)).find((file) => existsSync(file));
  }
  const file = path.resolve(io.cwd, wanted);
  if (existsSync(file)) {
    if (!statSync(file).isDirectory()) return file;
    throw new ConfigError([
      {
        path: origin,
        message: `${file} is a folder, not a file.`,
        hint: `Name the configuration in it: ${CONFIG_NAMES.join(', ')}.`,
      },
    ]);
  }
  throw new ConfigError([
    {
      path: origin,
      message: `there is no file ${file}.`,
      hint: 'Name another one, or write one with "shipstats init".',
    },
  ]);
}

/** The error of a command that cannot do without a configuration. */
export function noConfigError(cwd: string): ConfigError {
  return new ConfigError([
    {
      path: '',
      message: `there is no configuration in ${cwd}: looked for ${CONFIG_NAMES.join(', ')}.`,
      hint: 'Write one with "shipstats init", name one with --config, or add --demo to use the demonstration.',
    },
  ]);
}
