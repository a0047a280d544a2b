import { type Command, Option } from 'commander';

/** What a command is called, and how it is told of. */
export interface CommandSpec {
  readonly name: string;
  readonly description: string;
  readonly examples: readonly string[];
  /** Which of the shared options mean something to it; all by default. The others are taken, and not in its help. */
  readonly means?: readonly (keyof typeof SHARED_OPTIONS)[];
}

/** The options of every command, before its name or after it. */
export const SHARED_OPTIONS = {
  config: [
    '--config <file>',
    'the configuration; else SHIPSTATS_CONFIG, else shipstats.config.{ts,mts,js,mjs,json}',
  ],
  data: ['--data <folder>', 'where the data is kept; else SHIPSTATS_DATA, else .shipstats'],
  demo: [
    '--demo [what]',
    'use the demonstration instead of a configuration; "dashboards" leaves npm as it is',
  ],
} as const;

/** A command with the shared options, and examples under its help. */
export function addCommand(
  program: Command,
  { name, description, examples, means = ['config', 'data', 'demo'] }: CommandSpec,
): Command {
  const command = program.command(name).description(description);
  const shown: readonly string[] = means;
  for (const [option, [flags, words]] of Object.entries(SHARED_OPTIONS)) {
    command.addOption(new Option(flags, words).hideHelp(!shown.includes(option)));
  }
  return command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
}
