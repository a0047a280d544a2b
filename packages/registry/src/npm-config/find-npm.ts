import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Where npm lies: npm's own and the machine's configuration are found from there. */
export interface NpmPlace {
  /** The folder of npm's package; one that does not exist where there is no npm. */
  readonly npmPath: string;
  /** The Node that runs npm: the machine's configuration is at `../etc/npmrc` of its folder. */
  readonly execPath: string;
}

export interface FindNpmOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The Node that runs this, which may be one of a project and not the machine's. */
  readonly execPath: string;
}

/**
 * Finds the npm that the user would run: the first in the search path that is no project's own.
 *
 * npm looks for the machine's configuration beside its Node. Ours may be another: one that a package brought along.
 */
export function findNpm({ env, platform, execPath }: FindNpmOptions): NpmPlace {
  const isWindows = platform === 'win32';
  const folders = (env.PATH ?? env.Path ?? '').split(isWindows ? ';' : ':');
  for (const folder of folders) {
    if (!path.isAbsolute(folder) || folder.includes('node_modules')) continue;
    const command = path.join(folder, isWindows ? 'npm.cmd' : 'npm');
    if (!existsSync(command)) continue;
    return {
      npmPath: isWindows ? path.join(folder, 'node_modules', 'npm') : packageOf(command),
      execPath: path.join(folder, isWindows ? 'node.exe' : 'node'),
    };
  }
  return { npmPath: path.join(path.dirname(execPath), 'no-npm'), execPath };
}

/** `…/bin/npm` leads to `…/lib/node_modules/npm/bin/npm-cli.js`. */
function packageOf(command: string): string {
  try {
    return path.dirname(path.dirname(realpathSync(command)));
  } catch {
    return path.dirname(command); // it vanished meanwhile, or may not be read
  }
}
