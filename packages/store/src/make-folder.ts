import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder and those above it that are not there, level by level; true where there was none.
 *
 * Not with `recursive`: where the parent is there and the system still answers ENOENT, as below `/proc`, Node's own
 * loop never ends.
 *
 * @param options.mode the permissions of what is made
 * @throws the error of the file system, with its `code`
 */
export function makeFolder(folder: string, { mode = 0o777 }: { readonly mode?: number } = {}): boolean {
  const missing: string[] = [];
  let level = path.resolve(folder);
  while (!existsSync(level) && level !== path.dirname(level)) {
    missing.push(level);
    level = path.dirname(level);
  }
  // Where it stands already nothing is left to make, and a file in its place is an error like below a file.
  if (missing.length === 0) return makeLevel(level, mode);
  return missing.reverse().reduce((_made, each) => makeLevel(each, mode), false);
}

function makeLevel(folder: string, mode: number): boolean {
  try {
    mkdirSync(folder, { mode });
    return true;
  } catch (error) {
    // Another process may have been faster.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
    throw error;
  }
}
