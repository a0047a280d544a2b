import { type Command, Option } from 'commander';
import { addCommand } from './add-command.ts';
import type { IndexBuildOptions } from './commands/index-build.ts';
import type { IndexStatusOptions } from './commands/index-status.ts';
import type { IndexUpdateOptions } from './commands/index-update.ts';
import type { GlobalOptions } from './runtime.ts';
import type { Session } from './session.ts';

interface Tools {
  readonly session: Session;
  /** What stood before the command's name. */
  readonly shared: () => GlobalOptions;
  readonly done: (exitCode: number) => void;
}

/** Adds `index build`, `index update` and `index status`. */
export function addIndexCommands(program: Command, { session, shared, done }: Tools): void {
  const group = addCommand(program, {
    name: 'index',
    description: 'Build the search index of all packages, keep it up to date, tell how it fares.',
    examples: [
      'shipstats index build --from counts.json',
      'shipstats index update',
      'shipstats index status',
    ],
  })
    .enablePositionalOptions()
    .helpCommand(false);
  const before = (): GlobalOptions => ({ ...shared(), ...group.opts<GlobalOptions>() });

  addCommand(group, {
    name: 'build',
    description: 'Build a new index of lists of packages, and put it into use when it is whole.',
    examples: [
      'shipstats index build --from counts.json',
      'shipstats index build --from npm:<package>@<version>/counts.json',
      'shipstats index build --from counts.json.gz --from descriptions.tsv --as-of 2026-11-01',
    ],
  })
    .addOption(
      new Option(
        '--from <source>',
        'a file (JSON, JSON lines or a table with tabs, packed with gzip or not), or npm:<package>[@version][/path]; repeatable, later ones add to the first',
      )
        .argParser((value: string, all: readonly string[] | undefined) => [...(all ?? []), value])
        .makeOptionMandatory(),
    )
    .option('--as-of <day>', 'the day that the list was made; else that of the file or of the version')
    .option('--force', 'also where it is much smaller than the index in use, or much could not be read')
    .option('--json', 'print the result as JSON')
    .action(async (options: IndexBuildOptions) => {
      const { indexBuild } = await import('./commands/index-build.ts');
      done(await indexBuild({ ...before(), ...options }, session));
    });

  addCommand(group, {
    name: 'update',
    description: "Read what has changed from npm's change feed into the index.",
    examples: ['shipstats index update', 'shipstats index update --since 126365434'],
  })
    .option(
      '--since <sequence>',
      'where in the feed to begin; else where it was left, the first time at its end',
    )
    .option('--json', 'print the result as JSON')
    .action(async (options: IndexUpdateOptions) => {
      const { indexUpdate } = await import('./commands/index-update.ts');
      done(await indexUpdate({ ...before(), ...options }, session));
    });

  addCommand(group, {
    name: 'status',
    description: 'Tell what the index is made of, what is known of how many packages, and how far it is.',
    examples: ['shipstats index status', 'shipstats index status --json'],
  })
    .option('--json', 'print one JSON object')
    .action(async (options: IndexStatusOptions) => {
      const { indexStatus } = await import('./commands/index-status.ts');
      done(await indexStatus({ ...before(), ...options }, session));
    });
}
