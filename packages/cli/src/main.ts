import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { createProcessIo, type Io } from './io.ts';
import { printError } from './print-error.ts';
import { createProgram } from './program.ts';
import { createSession } from './session.ts';

/**
 * Runs the command that the arguments name and tells its exit code; see `EXIT`.
 *
 * Never throws: every error is written to stderr, without a stack where the reader can mend it.
 *
 * @example
 * process.exitCode = await main(['query', 'openai_cost_usd', '--window', '30d', '--json']);
 */
export async function main(argv: readonly string[], io: Io = createProcessIo()): Promise<number> {
  const session = createSession(io);
  const program = createProgram(session);
  try {
    await program.command.parseAsync([...(argv.length === 0 ? ['help'] : argv)], { from: 'user' });
    return program.exitCode();
  } catch (error) {
    // Commander has written its own message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    printError(error, session);
    return EXIT.failed;
  }
}
