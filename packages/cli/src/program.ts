import { Command, InvalidArgumentError, Option } from 'commander';
import { addCommand, SHARED_OPTIONS } from './add-command.ts';
import { addIndexCommands } from './add-index-commands.ts';
import type { CheckOptions } from './commands/check.ts';
import type { CompareOptions } from './commands/compare.ts';
import type { InitOptions } from './commands/init.ts';
import type { MetricsOptions } from './commands/metrics.ts';
import type { PkgOptions } from './commands/pkg.ts';
import type { QuarantineOptions } from './commands/quarantine.ts';
import type { QueryOptions } from './commands/query.ts';
import type { ReconcileOptions } from './commands/reconcile.ts';
import type { RevisionsOptions } from './commands/revisions.ts';
import type { SearchCommandOptions } from './commands/search.ts';
import type { ServeOptions } from './commands/serve.ts';
import type { SimulateOptions } from './commands/simulate.ts';
import type { SyncCommandOptions } from './commands/sync.ts';
import type { UserOptions } from './commands/user.ts';
import type { VerifyOptions } from './commands/verify.ts';
import { EXIT } from './exit-codes.ts';
import { keepYoungGenerationSmall } from './keep-heap-small.ts';
import type { GlobalOptions } from './runtime.ts';
import type { Session } from './session.ts';
import { readVersion } from './version.ts';

export interface Program {
  readonly command: Command;
  /** Runs the command that the arguments name and tells its exit code. @throws CommanderError where they are wrong */
  run(argv: readonly string[]): Promise<number>;
}

const EXIT_CODES = `
Exit codes:
  ${EXIT.ok}    all of it succeeded
  ${EXIT.failed}    something failed, or only a part of it succeeded; or a name is not in the configuration
  ${EXIT.usage}    the command line is wrong: an unknown command or option, or a value that cannot be read
  ${EXIT.busy}    another process is syncing the same connector
  ${EXIT.interrupted}  stopped by Ctrl-C or SIGTERM

Environment: SHIPSTATS_CONFIG, SHIPSTATS_DATA, SHIPSTATS_PASSWORD, SHIPSTATS_TOKEN, HOST, PORT,
OPENAI_BASE_URL, NPM_DOWNLOADS_URL, NPM_CHANGES_URL, NO_COLOR, FORCE_COLOR, SHIPSTATS_NOW (a fixed clock,
for tests), and the secrets that the configuration names. A .env file beside the configuration adds to it. The
registry, its credentials and a proxy are those of npm's own configuration (.npmrc, npm_config_…).`;

/** Makes the command line. Commands are loaded when they run: help and version come at once. */
export function createProgram(session: Session): Program {
  let exitCode: number = EXIT.ok;
  const done = (code: number) => {
    exitCode = code;
  };
  /** What stood before the command's name. */
  const shared = (): GlobalOptions => command.opts();
  const command = new Command('shipstats')
    .description('The numbers behind what you ship, on your own machine.')
    .version(readVersion(), '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Show this help.')
    .helpCommand(false) // one like the others is below
    .showHelpAfterError('(add --help for what there is)')
    .configureOutput({
      writeOut: (text) => session.stdout.write(text),
      writeErr: (text) => session.stderr.write(text),
      getOutHelpWidth: () => session.stdout.columns ?? 100,
      getErrHelpWidth: () => session.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .enablePositionalOptions()
    .exitOverride()
    .addHelpText('after', EXIT_CODES);
  for (const [flags, description] of Object.values(SHARED_OPTIONS)) {
    command.addOption(new Option(flags, description));
  }

  addCommand(command, {
    name: 'init',
    description: 'Write a commented configuration and an example of .env.',
    examples: ['shipstats init', 'shipstats init --config dashboards/shipstats.config.ts'],
    means: ['config'],
  })
    .option('--force', 'overwrite what is there')
    .action(async (options: InitOptions) => {
      const { init } = await import('./commands/init.ts');
      done(await init({ ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'check',
    description: 'Look at configuration, keys, permissions, sources and data, and say what to do.',
    examples: ['shipstats check', 'shipstats check --config team.config.ts --json'],
  })
    .option('--json', 'print the results as JSON')
    .action(async (options: CheckOptions) => {
      const { check } = await import('./commands/check.ts');
      done(await check({ ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'sync',
    description: 'Read what is new from the sources into the store.',
    examples: ['shipstats sync', 'shipstats sync openai --json', 'shipstats sync openai --since 2024-01-01'],
  })
    .argument('[connector...]', 'the connectors to sync, by their names in the configuration; all by default')
    .option('--since <day>', 'have everything from this UTC day on, once and for all: a backfill of years')
    .option('--json', 'print the runs as JSON')
    .addOption(new Option('--ipc', 'speak to the parent process').hideHelp())
    .addOption(new Option('--trigger <kind>', 'why it runs').hideHelp())
    .addOption(new Option('--retry-quarantined', 'with --ipc: read what is in quarantine again').hideHelp())
    .action(async (names: string[], options: SyncCommandOptions) => {
      keepYoungGenerationSmall();
      const { sync } = await import('./commands/sync.ts');
      done(await sync(names, { ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'serve',
    description: 'Serve the dashboards and sync on schedule; without a configuration, the demonstration.',
    examples: [
      'shipstats serve',
      'PORT=8080 shipstats serve --data /var/lib/shipstats',
      'SHIPSTATS_PASSWORD=… shipstats serve --host 0.0.0.0',
    ],
  })
    .option('--host <address>', 'the address to listen on; else HOST, else 127.0.0.1')
    .option('--port <number>', 'the port to listen on; else PORT, else 4321; 0 for any free one')
    .option('--insecure', 'listen beyond this machine without a password')
    .option('--no-sync', 'serve what is stored, sync nothing')
    .option(
      '--keep-index',
      "keep the search index up to date: follow npm's change feed, and read facts of popular packages, gently",
    )
    .action(async (options: ServeOptions) => {
      keepYoungGenerationSmall();
      const { serve } = await import('./commands/serve.ts');
      done(await serve({ ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'query',
    description: 'Ask for a metric.',
    examples: [
      'shipstats query openai_cost_usd --window 30d --by line_item --top 5',
      'shipstats query openai_completions_input_tokens --window mtd --bucket day --field input_cached_tokens',
      "shipstats query openai_cost_usd --window 7d --filter 'project_id=proj_abc' --json",
    ],
  })
    .argument('<metric>', 'its name; "shipstats metrics" lists them')
    .option('--window <span>', '30d, 24h, 12w, 6m, 1y, today, mtd, ytd, last-month or FROM..TO', '30d')
    .option(
      '--by <dimension>',
      'a dimension to split by; up to two, comma-separated or repeated',
      collectList,
      [],
    )
    .option('--bucket <width>', 'hour, day, week or month; without it, one number a series')
    .option(
      '--filter <condition>',
      "'dim=value', 'dim!=value', 'dim~part', 'dim=a|b'; repeatable",
      collect,
      [],
    )
    .option('--field <name>', 'a further number of the same rows')
    .option('--fn <name>', 'sum, avg, min, max, count, latest or first')
    .option('--top <number>', 'name only the biggest series; the rest is "other"')
    .option('--compare', 'compare with the window before')
    .option('--complete', 'leave out the last days that the source may still revise')
    .option('--connector <name>', 'the connector, where several have the metric')
    .addOption(new Option('--json', 'print one JSON object').conflicts('csv'))
    .option('--csv', 'print CSV')
    .action(async (metric: string, options: QueryOptions) => {
      const { query } = await import('./commands/query.ts');
      done(await query(metric, { ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'revisions',
    description: 'List what sources changed after days were over, newest first.',
    examples: [
      'shipstats revisions',
      'shipstats revisions openai_cost_usd --window 30d --rows',
      'shipstats revisions openai_cost_usd --csv',
    ],
  })
    .argument('[metric]', 'its name; everything by default')
    .option('--window <span>', 'only days within it: 30d, mtd, FROM..TO, …; hours with 24h')
    .option('--rows', 'also the rows of a day (a model, a line item), beside its totals')
    .option('--limit <number>', 'how many to list', '100')
    .addOption(new Option('--json', 'print one JSON object').conflicts('csv'))
    .option('--csv', 'print CSV')
    .action(async (metric: string | undefined, options: RevisionsOptions) => {
      const { revisions } = await import('./commands/revisions.ts');
      done(await revisions(metric, { ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'metrics',
    description: 'List what can be asked for: names, units, dimensions, fields.',
    examples: ['shipstats metrics', 'shipstats metrics --demo --json'],
  })
    .option('--json', 'print JSON')
    .action(async (options: MetricsOptions) => {
      const { metrics } = await import('./commands/metrics.ts');
      done(await metrics({ ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'reconcile',
    description: 'Set costs beside usage, day by day, and name what does not fit together.',
    examples: ['shipstats reconcile', 'shipstats reconcile openai --window last-month --json'],
  })
    .argument('[source]', 'a connector that has costs and usage; the first such by default')
    .option('--window <span>', '30d, 12w, 6m, 1y, mtd, ytd, last-month or FROM..TO', '30d')
    .addOption(new Option('--json', 'print one JSON object').conflicts('csv'))
    .option('--csv', 'print CSV')
    .action(async (source: string | undefined, options: ReconcileOptions) => {
      const { reconcile } = await import('./commands/reconcile.ts');
      done(await reconcile(source, { ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'search',
    description: 'Find npm packages.',
    examples: [
      'shipstats search express',
      'shipstats search parse csv stream --limit 5 --json',
      'shipstats search csv --types included --license mit --sort downloads --why',
      "shipstats search 'csv types:included downloads:>1k'",
    ],
  })
    .argument('[text...]', 'a name, a part of one, or what it should do; operators may stand in it')
    .option('--types <kind>', 'TypeScript types: included, or any for those of @types too')
    .option('--module <format>', 'esm or cjs')
    .option('--license <id>', 'an SPDX identifier')
    .option('--updated <span>', 'released within, such as 1y, 6m or 30d')
    .option('--downloads <number>', 'at least so many in 30 days, such as 1k')
    .option('--keyword <word>', 'one of its keywords')
    .option('--scope <name>', 'of this scope')
    .option('--by <user>', 'maintained by this user')
    .option('--deprecated <how>', 'show, only or hide (the default)')
    .option('--sort <order>', 'relevance, downloads, trend or released')
    .option('--verbatim', 'correct no spelling')
    .option('--why', 'say what gave each package its place')
    .option('--limit <number>', 'how many to list, at most 100', '20')
    .option('--json', 'print one JSON object')
    .action(async (words: string[], options: SearchCommandOptions) => {
      const { search } = await import('./commands/search.ts');
      done(await search(words, { ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'pkg',
    description: 'Show an npm package: its facts, its downloads, what is open against it.',
    examples: ['shipstats pkg hono', 'shipstats pkg @babel/core@next', 'shipstats pkg lodash@4.17.20 --json'],
  })
    .argument('<package>', 'its name; with @version or @tag another one than the latest')
    .option('--json', 'print one JSON object')
    .action(async (spec: string, options: PkgOptions) => {
      const { pkg } = await import('./commands/pkg.ts');
      done(await pkg(spec, { ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'user',
    description: 'List the npm packages of a user with their downloads.',
    examples: ['shipstats user sindresorhus', 'shipstats user @yusukebe --json'],
  })
    .argument('<name>', 'the name on npm, with or without @')
    .option('--json', 'print one JSON object')
    .action(async (name: string, options: UserOptions) => {
      const { user } = await import('./commands/user.ts');
      done(await user(name, { ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'compare',
    description: 'Set up to ten npm packages side by side.',
    examples: ['shipstats compare hono express fastify', 'shipstats compare react,vue,svelte --json'],
  })
    .argument('<packages...>', 'their names')
    .option('--json', 'print one JSON object')
    .action(async (names: string[], options: CompareOptions) => {
      const { compare } = await import('./commands/compare.ts');
      done(await compare(names, { ...shared(), ...options }, session));
    });

  addIndexCommands(command, { session, shared, done });

  addCommand(command, {
    name: 'simulate',
    description: 'Run a simulated source on this machine, for tests and trying out.',
    examples: [
      'shipstats simulate openai --port 4010 --seed 42',
      'shipstats simulate npm --port 4020',
      'shipstats simulate openai --port 0 --now 2026-11-22T12:00:00Z',
      'shipstats simulate openai --scenario 429-storm',
    ],
    means: [],
  })
    .argument('<source>', 'openai or npm')
    .option('--port <number>', 'the port to listen on; 0 for any free one', '4010')
    .option('--seed <number>', 'decides the whole world; 42 by default')
    .option('--now <moment>', 'a clock that stands still, ISO 8601; the real one by default')
    .option('--scenario <name|file>', 'of openai: a situation to be in, by its name or from a .json file')
    .action(async (source: string, options: SimulateOptions) => {
      const { simulate } = await import('./commands/simulate.ts');
      done(await simulate(source, { ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'backup',
    description: 'Copy the live store into a new file.',
    examples: ['shipstats backup shipstats-2026-11-22.db'],
  })
    .argument('<file>', 'the new file; nothing is ever overwritten')
    .action(async (file: string, options: GlobalOptions) => {
      const { backup } = await import('./commands/backup.ts');
      done(await backup(file, { ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'verify',
    description: 'Look for damage in the store; or read a source again and tell what it changed.',
    examples: ['shipstats verify', 'shipstats verify openai', 'shipstats verify openai --since 2026-01-01'],
  })
    .argument('[connector]', 'read every finished day of it again; by default only the file is looked at')
    .option('--since <day>', 'the UTC day to begin with; everything that is stored by default')
    .action(async (name: string | undefined, options: VerifyOptions) => {
      const { verify } = await import('./commands/verify.ts');
      done(await verify(name, { ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'quarantine',
    description: 'List the rows that could not be read, as they came, or ask for them again.',
    examples: ['shipstats quarantine', 'shipstats quarantine openai --retry'],
  })
    .argument('[connector]', 'the connector; all by default')
    .option('--retry', 'read the days of these rows again, however old they are')
    .option('--limit <number>', 'how many to list', '100')
    .option('--json', 'print one JSON object')
    .action(async (name: string | undefined, options: QuarantineOptions) => {
      const { quarantine } = await import('./commands/quarantine.ts');
      done(await quarantine(name, { ...shared(), ...options }, session));
    });

  addCommand(command, {
    name: 'help',
    description: 'Show the help of a command.',
    examples: ['shipstats help', 'shipstats help query'],
    means: [],
  })
    .argument('[command]')
    .action(async (name: string | undefined) => {
      const named = name === undefined ? command : findCommand(name);
      if (named === undefined) await refuse(name ?? '');
      else named.outputHelp();
    });

  const findCommand = (name: string) => command.commands.find((each) => each.name() === name);
  /** Alone, without a --help beside it that would be answered instead. */
  const refuse = (unknown: string) => command.parseAsync([unknown], { from: 'user' });

  return {
    command,
    async run(argv) {
      const words = argv.length === 0 ? ['help'] : [...argv];
      const [name] = command.parseOptions(words).operands;
      if (name !== undefined && findCommand(name) === undefined) await refuse(name);
      else await command.parseAsync(words, { from: 'user' });
      return exitCode;
    },
  };
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function collectList(value: string, before: readonly string[]): readonly string[] {
  const list = [...before, ...value.split(',').map((name) => name.trim())].filter(Boolean);
  if (list.length > 2) throw new InvalidArgumentError('At most two dimensions.');
  return list;
}
