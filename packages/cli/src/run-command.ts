import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';
import { createSession } from './session.ts';
import { UsageError } from './usage-error.ts';

/** Runs a command; see `main`. */
export async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  const session = createSession(io);
  const program = createProgram(session);
  try {
    return await program.run(argv);
  } catch (error) {
    // Commander has written its own message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const { printError } = await import('./print-error.ts');
    printError(error, session);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}
