import { createRequire, flushCompileCache } from 'node:module';
import path from 'node:path';
import { ConfigError, type ConfiguredConnector, type Connector } from '@shipstats/core';
import type { Keeping } from '@shipstats/registry';
import type { Run, Store } from '@shipstats/store';
import { colorsFor } from '../colors.ts';
import { prepareDemoIndex } from '../demo/prepare-demo-index.ts';
import { EXIT } from '../exit-codes.ts';
import { openDownloads } from '../npm/open-downloads.ts';
import { describeKnown } from '../print-error.ts';
import { readWhole } from '../read-whole.ts';
import { describeResources, describeRun } from '../run-words.ts';
import { type GlobalOptions, loadRuntime, type Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { runSyncProcess, SyncProcessError } from '../start-sync-process.ts';
import { createSyncControl, type ScheduledSync } from '../sync-control.ts';
import { readVersion } from '../version.ts';

export interface ServeOptions extends GlobalOptions {
  readonly host?: string;
  readonly port?: string;
  readonly insecure?: boolean;
  /** `--no-sync` serves what is stored and syncs nothing. */
  readonly sync?: boolean;
  /** Both ways of keeping the search index up to date, whatever the configuration says. */
  readonly keepIndex?: boolean;
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 4321;

/** Answers `shipstats serve`: pages, API and schedule until stopped. */
export async function serve(options: ServeOptions, session: Session): Promise<number> {
  const stopSignal = session.stopSignal();
  const runtime = await loadRuntime(options, session, { withoutConfig: 'demo' });
  const host = options.host ?? (runtime.env.HOST || DEFAULT_HOST);
  const port = readPort(options.port, runtime.env.PORT);
  const connectors = await Promise.all(
    runtime.config.connectors.map(async (configured) => ({
      configured,
      connector: await runtime.createConnector(configured),
    })),
  );
  const { createApp, startServer } = await import('@shipstats/server');
  const store = await openStore(runtime, connectors);
  const control = startableSync(runtime, connectors, store, session, options);
  const logError = (error: unknown, id: string) =>
    session.stderr.write(`error ${id}: ${error instanceof Error ? error.stack : String(error)}\n`);
  const downloads = await openDownloads(runtime, store, (error) => logError(error, 'downloads'));
  let keeping: Keeping | undefined;
  try {
    await prepareDemoIndex(runtime, (text) => session.stderr.write(`warning: ${text}\n`));
    const password = runtime.env.SHIPSTATS_PASSWORD || undefined;
    const token = runtime.env.SHIPSTATS_TOKEN || undefined;
    const access = password !== undefined || token !== undefined ? { password, token } : null;
    const app = createApp({
      config: runtime.config,
      catalog: runtime.catalog,
      store,
      sync: control,
      explore: (await runtime.npm()).explore,
      downloads,
      clock: runtime.clock,
      version: readVersion(),
      demo: runtime.demo,
      simulatedNpm: runtime.simulatedNpm,
      access,
      dataLabel: runtime.data.label,
      assets: await readAssets(session),
      allowedHosts: [host, ...(options.insecure ? ['*'] : [])],
      logError,
    });
    const server = await startServer({
      app,
      host,
      port,
      hasAccess: access !== null,
      isInsecure: options.insecure === true,
    });
    greet(server.url, runtime, session);
    flushCompileCache(); // a server is rarely ended so gently that it would be written then
    if (options.sync !== false) control.start();
    const { searchIndex } = (await runtime.npm()).explore;
    keeping = searchIndex.keep(
      options.keepIndex ? { followChanges: true, enrich: true } : runtime.config.searchIndex,
    );
    await aborted(stopSignal);
    session.stderr.write('Stopping …\n');
    await Promise.all([server.close(), control.stop()]);
    return EXIT.ok;
  } finally {
    await keeping?.stop();
    await control.stop();
    await downloads.close();
    await store.close();
    await runtime.close();
  }
}

function readPort(option: string | undefined, text: string | undefined): number {
  if (option !== undefined) return readWhole(option, '--port', 65_535);
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new ConfigError([
    {
      path: 'PORT',
      message: `${JSON.stringify(text)} is not a port.`,
      hint: 'Use a number from 0 to 65535; 0 takes any free one.',
    },
  ]);
}

type Ready = { readonly configured: ConfiguredConnector; readonly connector: Connector };

async function openStore(runtime: Runtime, connectors: readonly Ready[]): Promise<Store> {
  const store = await runtime.openStoreWithReader();
  for (const { configured, connector } of connectors)
    await store.declare(configured.name, connector.resources);
  return store;
}

/** The folder of the client bundle, beside what the server's package is built to. */
async function readAssets({ stderr }: Session) {
  const { loadAssets, noAssets } = await import('@shipstats/server');
  const entry = createRequire(import.meta.url).resolve('@shipstats/server');
  try {
    return loadAssets(path.resolve(path.dirname(entry), '..', 'dist', 'client'));
  } catch (error) {
    stderr.write(
      `warning: ${error instanceof Error ? error.message : String(error)} Pages go without styles.\n`,
    );
    return noAssets;
  }
}

function startableSync(
  runtime: Runtime,
  connectors: readonly Ready[],
  store: Store,
  session: Session,
  { demo = 'dashboards' }: GlobalOptions,
): ScheduledSync {
  const globals: GlobalOptions = {
    data: runtime.data.root,
    ...(runtime.configFile === undefined ? { demo } : { config: runtime.configFile }),
  };
  return createSyncControl({
    connectors,
    store,
    clock: runtime.clock,
    random: session.random,
    run: async (name, trigger, signal, onProgress, { retryQuarantined = false }) => {
      // Without a package to keep up to date nobody is asked, and no process is started to find that out.
      const isIdle = name === runtime.npmConnector.name && (await runtime.isNpmIdle());
      if (isIdle && trigger !== 'manual') return { kind: 'busy', lease: null, run: null };
      return runSyncProcess({
        name,
        trigger,
        retryQuarantined,
        globals,
        env: session.env,
        cwd: session.cwd,
        signal,
        onProgress,
        onOutput: (text) => session.stderr.write(text),
      });
    },
    onEnd: (name, outcome) => tellOutcome(name, outcome, session),
  });
}

function tellOutcome(name: string, outcome: Run | Error, { stderr, env }: Session): void {
  if (outcome instanceof Error) {
    const text =
      describeKnown(outcome) ?? (outcome instanceof SyncProcessError ? outcome.message : outcome.stack);
    stderr.write(`${name}: ${text}\n`);
    return;
  }
  const colors = colorsFor(stderr, env);
  const troubled = outcome.resources.filter((resource) => resource.status !== 'succeeded');
  const lines = outcome.status === 'interrupted' ? [] : describeResources(troubled, colors);
  stderr.write(`${[describeRun(outcome), ...lines].join('\n')}\n`);
}

function greet(url: string, runtime: Runtime, { stdout, env }: Session): void {
  const colors = colorsFor(stdout, env);
  const lines = [
    `Shipstats is at ${colors.bold(colors.cyan(url))}`,
    `Data is kept in ${runtime.data.label}`,
    ...(runtime.demo
      ? [
          '',
          ...(runtime.simulatedNpm
            ? ['This is the demonstration: made-up numbers and packages, from simulators on this machine.']
            : [
                'Explore shows the real npm. The dashboards are a demonstration: made-up numbers, from a simulator',
                'on this machine.',
              ]),
          'Your own:',
          '  1. npx shipstats init            writes shipstats.config.ts and .env.example',
          '  2. cp .env.example .env          and put your admin key into it',
          '  3. npm start                     syncs and serves your numbers',
        ]
      : [`Configuration: ${runtime.configFile}`]),
    '',
  ];
  stdout.write(`${lines.join('\n')}\n`);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
