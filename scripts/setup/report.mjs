import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** A path inside the repository. */
export const at = (...parts) => path.join(root, ...parts);

/** Tells what is being set up: on stderr, so that the output of `shipstats query --json` stays clean. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** A failure that the user can mend: its message is printed without a stack. */
export class SetupError extends Error {}

/** Runs a script's main function; its number becomes the exit code, a {@link SetupError} one clear message. */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
