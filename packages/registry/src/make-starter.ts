import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { StoreError, scriptBeside } from '@shipstats/core';

/** Longer than was ever seen, on a machine with much else to do. */
const DEADLINE_MS = 20_000;

/**
 * Makes the index of the list that ships, unless it is there, in a process of its own: of a thread, 40 MB would stay
 * with the server after its end, as what it had allocated natively.
 *
 * @returns whether it was made
 * @throws StoreError with what that process said
 */
export function makeStarter(file: string, signal: AbortSignal): Promise<boolean> {
  const { url, execArgv = [] } = scriptBeside(import.meta.url, 'starter-process');
  const options = { signal, timeout: DEADLINE_MS, windowsHide: true };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...execArgv, fileURLToPath(url), file], options, (error, stdout, stderr) => {
      if (error) {
        const reason = stderr.trim() || error.message;
        reject(new StoreError(`The search index cannot be made: ${reason}`, { cause: error }));
      } else resolve(stdout === 'made');
    });
  });
}
