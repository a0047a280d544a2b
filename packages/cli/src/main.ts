import { enableCompileCache } from 'node:module';
import { createProcessIo, type Io } from './io.ts';

/**
 * Runs the command that the arguments name and tells its exit code; see `EXIT`.
 *
 * Never throws: every error is written to stderr, without a stack where the reader can mend it.
 *
 * @example
 * process.exitCode = await main(['query', 'openai_cost_usd', '--window', '30d', '--json']);
 */
export async function main(argv: readonly string[], io: Io = createProcessIo()): Promise<number> {
  // Before anything of weight is imported: from the second start on, half of the time to the first answer.
  enableCompileCache();
  const { runCommand } = await import('./run-command.ts');
  return runCommand(argv, io);
}
