import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Scenario } from '@shipstats/connector-openai/simulator';
import { ConfigError, suggest } from '@shipstats/core';
import { EXIT } from '../exit-codes.ts';
import { readWhole } from '../read-whole.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

export interface SimulateOptions {
  readonly port: string;
  readonly seed?: string;
  readonly now?: string;
  /** The name of a scenario, or a JSON file that has one. */
  readonly scenario?: string;
}

interface SimulatorSettings {
  readonly port: number;
  /** Undefined for the scenario's, or the usual one. */
  readonly seed: number | undefined;
  /** Undefined for the scenario's, or the real clock. */
  readonly now: string | undefined;
  readonly scenario: string | undefined;
  readonly cwd: string;
}

/** The world where nobody names another. */
const SEED = 42;

interface Running {
  /** What to tell: addresses and how to use them. */
  readonly lines: readonly string[];
  close(): Promise<void>;
}

const SIMULATORS: Readonly<Record<string, (settings: SimulatorSettings) => Promise<Running>>> = {
  openai: simulateOpenai,
  npm: simulateNpm,
};

/** Answers `shipstats simulate openai|npm`: a source on this machine, until stopped. */
export async function simulate(source: string, options: SimulateOptions, session: Session): Promise<number> {
  const start = Object.hasOwn(SIMULATORS, source) ? SIMULATORS[source] : undefined;
  if (start === undefined) {
    throw new UsageError(
      `There is no simulator of ${JSON.stringify(source)}. ${suggest(source, Object.keys(SIMULATORS))}`,
    );
  }
  const port = readWhole(options.port, '--port', 65_535);
  const { scenario } = options;
  const seed =
    options.seed === undefined ? undefined : readWhole(options.seed, '--seed', Number.MAX_SAFE_INTEGER);
  const now = options.now ?? (session.env.SHIPSTATS_NOW || undefined);
  if (now !== undefined && Number.isNaN(Date.parse(now))) {
    const origin = options.now === undefined ? 'SHIPSTATS_NOW' : '--now';
    throw new UsageError(
      `${origin}: ${JSON.stringify(now)} is not a moment. Write it as 2026-11-22T12:00:00Z.`,
    );
  }
  const signal = session.stopSignal();
  const simulator = await start({ port, seed, now, scenario, cwd: session.cwd }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new ConfigError([
      { path: '--port', message: `port ${port} is in use.`, hint: 'Choose another, or 0 for any free one.' },
    ]);
  });
  session.stdout.write(`${simulator.lines.join('\n')}\n`);
  if (!signal.aborted) {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }
  await simulator.close();
  return EXIT.ok;
}

async function simulateOpenai({ port, seed, now, scenario, cwd }: SimulatorSettings): Promise<Running> {
  const simulation = await import('@shipstats/connector-openai/simulator');
  const chosen = scenario === undefined ? undefined : readScenario(scenario, cwd, simulation);
  const options = {
    seed: SEED,
    ...chosen?.options,
    ...(seed === undefined ? {} : { seed }),
    ...(now === undefined ? {} : { now }),
  };
  const simulator = await simulation.startSimulator({ ...options, port });
  const { url, adminKey } = simulator;
  const moment = typeof options.now === 'string' ? options.now : undefined;
  const keys = Object.keys(options.keys ?? {}).map((key) => `Another key: ${key}`);
  return {
    lines: [
      `OpenAI's admin API, simulated (seed ${options.seed}, ${clockWords(moment)}): ${url}`,
      ...(chosen === undefined ? [] : [`Scenario ${chosen.name}: ${chosen.description}`]),
      `Key: ${adminKey}`,
      ...keys,
      '',
      'To sync from it instead of the real API:',
      `  OPENAI_BASE_URL=${url}/v1 OPENAI_ADMIN_API_KEY=${adminKey}${nowVariable(moment)} npx shipstats sync`,
      `What it holds, exactly: ${url}/__sim/truth?endpoint=costs`,
    ],
    close: () => simulator.close(),
  };
}

/** The scenario of that name, or the one in that file. @throws UsageError */
function readScenario(
  nameOrFile: string,
  cwd: string,
  { parseScenario, scenarioNamed }: typeof import('@shipstats/connector-openai/simulator'),
): Scenario {
  try {
    if (!nameOrFile.endsWith('.json')) return scenarioNamed(nameOrFile);
    return parseScenario(JSON.parse(readFileSync(path.resolve(cwd, nameOrFile), 'utf8')));
  } catch (error) {
    // What a reader gets wrong: a name, a file that is not there, JSON that is none, or says what nobody knows.
    const isExpected =
      error instanceof RangeError ||
      error instanceof SyntaxError ||
      (error instanceof Error && 'code' in error);
    if (!isExpected) throw error;
    throw new UsageError(`--scenario: ${nameOrFile}: ${error.message}`);
  }
}

async function simulateNpm({ port, seed = SEED, now, scenario }: SimulatorSettings): Promise<Running> {
  if (scenario !== undefined) throw new UsageError('--scenario: the simulator of npm has none.');
  const { startNpmSimulator } = await import('@shipstats/registry/simulator');
  const simulator = await startNpmSimulator({ port, seed, ...(now === undefined ? {} : { now }) });
  const { registryUrl, downloadsUrl, changesUrl, url } = simulator;
  return {
    lines: [
      `npm's services, simulated (seed ${seed}, ${clockWords(now)})`,
      `Registry and search: ${registryUrl}`,
      `Downloads: ${downloadsUrl}`,
      `Change feed: ${changesUrl}`,
      '',
      'To explore it instead of npm:',
      `  npm_config_registry=${registryUrl} NPM_DOWNLOADS_URL=${downloadsUrl} NPM_CHANGES_URL=${changesUrl}${nowVariable(now)} npx shipstats serve`,
      `What it was asked, and its faults: ${url}/__sim/state`,
    ],
    close: () => simulator.close(),
  };
}

function clockWords(now: string | undefined): string {
  return now === undefined ? 'live clock' : `clock at ${new Date(now).toISOString()}`;
}

function nowVariable(now: string | undefined): string {
  return now === undefined ? '' : ` SHIPSTATS_NOW=${now}`;
}
