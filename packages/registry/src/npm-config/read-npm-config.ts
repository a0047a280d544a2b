import { createRequire } from 'node:module';
import { ConfigError, type ConfigProblem } from '@shipstats/core';
import { findNpm } from './find-npm.ts';
import type { NpmConfigOptions, NpmSettings } from './npm-config.ts';

/** What is used of `@npmcli/config`, which comes without types: https://github.com/npm/cli/tree/latest/workspaces/config */
interface Config {
  load(): Promise<void>;
  readonly flat: Readonly<Record<string, unknown>>;
  /** The level that sets a key: `project`, `user`, … */
  find(key: string): string | null;
  readonly data: ReadonlyMap<
    string,
    { readonly source: string | undefined; readonly loadError?: NodeJS.ErrnoException }
  >;
}

type ConfigClass = new (options: Readonly<Record<string, unknown>>) => Config;

/** Keys with credentials: `//host/path/:_authToken`. */
const CREDENTIAL = /^\/\/.*:(?:_authToken|_auth|_password|username|certfile|keyfile)$/;
/** What npm leaves of a variable that is not set. */
const UNSET_VARIABLE = /\$\{[^${}]+\}/;

/** Reads npm's configuration. @throws ConfigError */
export async function readNpmConfig(options: NpmConfigOptions): Promise<NpmSettings> {
  const { cwd, env, platform = process.platform, execPath = process.execPath } = options;
  const require = createRequire(import.meta.url);
  const Config: ConfigClass = require('@npmcli/config'); // has the shape above
  const { definitions, shorthands, flatten, nerfDarts } = require('@npmcli/config/lib/definitions');
  const config = new Config({
    definitions,
    shorthands,
    flatten,
    nerfDarts,
    // Not our own command line, and a copy of the environment: it writes into the one that it is given.
    argv: [],
    env: { ...env },
    cwd,
    platform,
    warn: false,
    ...findNpm({ env, platform, execPath }),
  });
  const flat = await load(config);
  const warnings: string[] = [];
  const settings = withoutUnset(flat, config, warnings);
  const registry = toRegistry(settings.registry, 'registry', config);
  return {
    registry,
    registryOf(packageName) {
      const scope = packageName.startsWith('@') ? packageName.slice(0, packageName.indexOf('/')) : null;
      const key = `${scope}:registry`;
      const own = scope === null ? undefined : settings[key];
      return own === undefined ? registry : toRegistry(own, key, config);
    },
    options: settings,
    hasProxy: Boolean(settings.httpsProxy || settings.proxy) || namesProxy(env),
    warnings,
  };
}

/** As `@npmcli/agent` looks for one. */
function namesProxy(env: NpmConfigOptions['env']): boolean {
  return Object.entries(env).some(([name, value]) => /^(?:https?_)?proxy$/i.test(name) && value);
}

async function load(config: Config): Promise<Readonly<Record<string, unknown>>> {
  try {
    await config.load();
    refuseUnreadable(config);
    // Reads the files with certificates too.
    return config.flat;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new ConfigError([{ path: '', message, hint: 'Compare it with `npm config list`.' }], SOURCE);
  }
}

const SOURCE = "npm's configuration";

function refuseUnreadable(config: Config): void {
  const problems: ConfigProblem[] = [];
  for (const { source, loadError } of config.data.values()) {
    // Most of these files are not there.
    if (loadError === undefined || loadError.code === 'ENOENT' || loadError.code === 'ENOTDIR') continue;
    problems.push({
      path: source ?? '',
      message: `the file cannot be read (${loadError.code ?? loadError.message}).`,
      hint: 'Make it readable, or move it away.',
    });
  }
  if (problems.length > 0) throw new ConfigError(problems, SOURCE);
}

/** Credentials that name an unset variable would be sent as they stand, and refused. */
function withoutUnset(
  flat: Readonly<Record<string, unknown>>,
  config: Config,
  warnings: string[],
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(flat).filter(([key, value]) => {
    const unset = CREDENTIAL.test(key) && typeof value === 'string' ? UNSET_VARIABLE.exec(value) : null;
    if (unset === null) return true;
    warnings.push(
      `${sourceOf(config, key)}: ${key} names the variable ${unset[0]}, which is not set: requests go without it.`,
    );
    return false;
  });
  return Object.fromEntries(entries);
}

function toRegistry(value: unknown, key: string, config: Config): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError(
      [
        {
          path: key,
          message: `${JSON.stringify(value)} is no address of a registry.`,
          hint: `It is set in ${sourceOf(config, key)}; an address begins with https:// or http://.`,
        },
      ],
      SOURCE,
    );
  }
  url.search = '';
  url.hash = '';
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

function sourceOf(config: Config, key: string): string {
  const level = config.find(key);
  return (level === null ? undefined : config.data.get(level)?.source) ?? SOURCE;
}
