import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import type { Io } from './io.ts';

/**
 * The environment with what `.env` files add to it: the one beside the configuration, then the one in the working
 * folder. What is set for real is never overridden.
 */
export function readEnv(io: Pick<Io, 'cwd' | 'env'>, configFile: string | undefined): Io['env'] {
  const folders = new Set([...(configFile === undefined ? [] : [path.dirname(configFile)]), io.cwd]);
  const files = [...folders].reverse().map((folder) => readEnvFile(path.join(folder, '.env')));
  const real = Object.fromEntries(Object.entries(io.env).filter(([, value]) => value !== undefined));
  return Object.assign({}, ...files, real);
}

function readEnvFile(file: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch {
    return {}; // not there, or not readable: what is missing from it is told where it is needed
  }
}
