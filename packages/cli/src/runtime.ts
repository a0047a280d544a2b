import { existsSync } from 'node:fs';
import {
  type Config,
  ConfigError,
  type ConfiguredConnector,
  type Connector,
  type ConnectorContext,
  createCatalog,
  type MetricCatalog,
  suggest,
} from '@shipstats/core';
import type { Store } from '@shipstats/store';
import { clockFrom } from './clock-from-env.ts';
import { type DataFolder, findDataFolder, noDataError, prepareDataFolder } from './data-folder.ts';
import { createDemoConfig, DEMO_SECRET } from './demo/demo-config.ts';
import { createDemoSource, DEMO_KEY } from './demo/demo-source.ts';
import { findConfig, noConfigError } from './find-config.ts';
import { builtInDefinitions, loadConfig } from './load-config.ts';
import type { Npm } from './npm/open-npm.ts';
import { withNpmConnector } from './npm/with-npm-connector.ts';
import { readEnv } from './read-env.ts';
import { createSecretBox, type SecretBox } from './resolve-secrets.ts';
import type { Session } from './session.ts';

/** The options that every command has. */
export interface GlobalOptions {
  readonly config?: string;
  readonly data?: string;
  /** Everything from simulators; `dashboards` leaves npm as it is. */
  readonly demo?: boolean | 'dashboards';
}

/** What a command works with: a checked configuration, where its data is, and how to reach its sources. */
export interface Runtime {
  /** Undefined for the demonstration. */
  readonly configFile: string | undefined;
  readonly demo: boolean;
  /** npm's packages and counts are made up too. */
  readonly simulatedNpm: boolean;
  readonly config: Config;
  readonly catalog: MetricCatalog;
  readonly data: DataFolder;
  readonly env: Session['env'];
  readonly clock: Session['clock'];
  readonly secrets: SecretBox;
  /** The connector of npm's counts: the configured one, else one that is there without being configured. */
  readonly npmConnector: ConfiguredConnector;
  /** The configuration does not name that connector. */
  readonly isNpmImplicit: boolean;
  /** Nothing is followed and no connector of npm is configured: a sync has nothing to ask npm for. */
  isNpmIdle(): Promise<boolean>;
  /** npm's packages; opened once. */
  npm(): Promise<Npm>;
  /** @throws ConnectorError where the options and the environment together make no sense */
  createConnector(configured: ConfiguredConnector): Promise<Connector>;
  /** Makes the data folder and opens the store in it. @throws ConfigError, StoreError */
  openStore(): Promise<Store>;
  /** The same, read in a thread of its own. */
  openStoreWithReader(): Promise<Store>;
  /** Opens the store for reading. @throws ConfigError where there is none yet */
  openStoreToRead(): Promise<Store>;
  close(): Promise<void>;
}

export interface LoadOptions {
  /** What to do where no configuration was named and none is there: the demonstration, or an error. */
  readonly withoutConfig?: 'demo' | 'fail';
}

/**
 * Loads configuration, environment and secrets.
 *
 * @throws ConfigError with all that is wrong
 */
export async function loadRuntime(
  options: GlobalOptions,
  session: Session,
  { withoutConfig = 'fail' }: LoadOptions = {},
): Promise<Runtime> {
  const configFile = options.demo ? undefined : findConfig(options.config, session);
  const demo = configFile === undefined;
  if (demo && !options.demo && withoutConfig === 'fail') throw noConfigError(session.cwd);
  const simulatedNpm = options.demo === true;

  const env = { ...readEnv(session, configFile), ...(demo ? { [DEMO_SECRET]: DEMO_KEY } : {}) };
  const clock = clockFrom(env, session);
  // Before the configuration is looked at: its errors quote what is wrong.
  session.hide(likelySecrets(env));
  const read = demo ? createDemoConfig(builtInDefinitions, { simulatedNpm }) : await loadConfig(configFile);
  const { config, npmConnector, isImplicit } = withNpmConnector(read);
  const secrets = createSecretBox(config, env, session.cwd);
  session.hide(secrets.values());

  const data = findDataFolder(options.data, { cwd: session.cwd, env }, demo);
  const npmData = findDataFolder(options.data, { cwd: session.cwd, env }, simulatedNpm);
  const source = demo ? createDemoSource({ fetch: session.fetch, clock }) : undefined;
  const context: ConnectorContext = {
    clock,
    fetch: source?.fetch ?? session.fetch,
    random: session.random,
    env,
    resolveSecret: secrets.resolve,
  };
  const isNpm = (name: string) => name === npmConnector.name;
  let npm: Promise<Npm> | undefined;
  const npmOnce = async (): Promise<Npm> => {
    await prepareDataFolder(npmData);
    const { openNpm } = await import('./npm/open-npm.ts');
    const { realAddresses, simulatedAddresses } = await import('./npm/npm-addresses.ts');
    const { cwd } = session;
    return openNpm({
      addresses: simulatedNpm ? simulatedAddresses({ clock }) : realAddresses({ cwd, env }),
      dataFolder: npmData.folder,
      clock,
      paceClock: session.clock,
      random: session.random,
      env,
      cwd,
      onWarning: (message) => session.stderr.write(`warning: ${message}\n`),
    });
  };
  const openOnce = () => {
    npm ??= npmOnce();
    return npm;
  };
  /** Where the dashboards' numbers are made up and npm's are not, each has a store of its own. */
  const splitWith = async (demoStore: Store, openReal: (file: string) => Promise<Store>): Promise<Store> => {
    if (data.file === npmData.file) return demoStore;
    await prepareDataFolder(npmData);
    const { splitStore } = await import('./demo/split-store.ts');
    return splitStore({ demo: demoStore, real: await openReal(npmData.file), isReal: isNpm });
  };
  return {
    configFile,
    demo,
    simulatedNpm,
    config,
    catalog: createCatalog(config, { isSynthetic: ({ name }) => (isNpm(name) ? simulatedNpm : demo) }),
    data,
    env,
    clock,
    secrets,
    npmConnector,
    isNpmImplicit: isImplicit,
    isNpmIdle: async () => isImplicit && (await (await openOnce()).explore.followed()).length === 0,
    npm: openOnce,
    createConnector: async ({ definition, options: chosen }) => {
      if (definition.id !== npmConnector.definition.id) return definition.create(chosen, context);
      const [{ createConnector }, { toNpmOptions }] = await Promise.all([
        openOnce(),
        import('./npm/open-npm.ts'),
      ]);
      return createConnector(toNpmOptions(chosen), 'background');
    },
    openStore: async () => {
      await prepareDataFolder(data);
      const { openSqliteStore } = await import('@shipstats/store');
      const open = (file: string) => openSqliteStore({ file });
      return splitWith(await open(data.file), open);
    },
    openStoreWithReader: async () => {
      await prepareDataFolder(data);
      const { openStoreWithReader } = await import('@shipstats/store');
      const open = (file: string) => openStoreWithReader({ file });
      return splitWith(await open(data.file), open);
    },
    openStoreToRead: async () => {
      if (!existsSync(data.file)) throw noDataError(data);
      const { openSqliteStore } = await import('@shipstats/store');
      const open = (file: string) => openSqliteStore({ file, readonly: true });
      const store = await open(data.file);
      // Without real counts yet there is nothing to add, and reading makes no files.
      return existsSync(npmData.file) ? splitWith(store, open) : store;
    },
    close: async () => {
      await (await npm?.catch(() => undefined))?.close(); // who opened it was told why it did not
      await source?.close();
    },
  };
}

/** Values that are secret before the configuration says so. */
function likelySecrets(env: Session['env']): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (!value) return [];
    return name === 'SHIPSTATS_PASSWORD' || name === 'SHIPSTATS_TOKEN' || value.trim().startsWith('sk-')
      ? [value.trim()]
      : [];
  });
}

/**
 * The connectors that names stand for; without names, all that are enabled.
 *
 * @throws ConfigError for a name that is not in the configuration
 */
export function chooseConnectors(config: Config, names: readonly string[]): readonly ConfiguredConnector[] {
  if (names.length === 0) return config.connectors.filter((connector) => connector.enabled);
  const known = config.connectors.map((connector) => connector.name);
  const problems = names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: '',
      message: `there is no connector ${JSON.stringify(name)} in the configuration.`,
      hint: suggest(name, known),
    }));
  if (problems.length > 0) throw new ConfigError(problems);
  return config.connectors.filter((connector) => names.includes(connector.name));
}
