import { existsSync } from 'node:fs';
import type { Store } from '@shipstats/store';
import { type DataFolder, findDataFolder, noDataError } from './data-folder.ts';
import { findConfig } from './find-config.ts';
import { readEnv } from './read-env.ts';
import type { GlobalOptions } from './runtime.ts';
import type { Session } from './session.ts';

/**
 * Opens the store for what needs no configuration: that may be broken and, where the folder is named, gone.
 *
 * @throws ConfigError where there is no store yet
 */
export async function openDataFile(
  options: GlobalOptions,
  session: Session,
): Promise<{ readonly store: Store; readonly data: DataFolder }> {
  // The configuration is only looked for since the .env file beside it may name the folder.
  const isNamed = options.demo || options.data !== undefined || Boolean(session.env.SHIPSTATS_DATA);
  const env = readEnv(session, isNamed ? undefined : findConfig(options.config, session));
  const data = findDataFolder(options.data, { cwd: session.cwd, env }, Boolean(options.demo));
  if (!existsSync(data.file)) throw noDataError(data);
  const { openSqliteStore } = await import('@shipstats/store');
  return { data, store: await openSqliteStore({ file: data.file }) };
}
