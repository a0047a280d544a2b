import { once } from './once.ts';

/** What the user's npm configuration says, as far as it matters here. */
export interface NpmSettings {
  /** Of packages without a scope, and of the services beside it; it ends with a slash. */
  readonly registry: string;
  /** Of a package: its scope may have one of its own. It ends with a slash. */
  registryOf(packageName: string): string;
  /** Under the names that npm's own libraries take: proxy, certificates, credentials by host. */
  readonly options: Readonly<Record<string, unknown>>;
  /** A proxy is configured, or named by the environment; it may be that it is not for every host. */
  readonly hasProxy: boolean;
  /** What is odd in it and was passed over; each a sentence that says where. */
  readonly warnings: readonly string[];
}

/** The user's npm configuration, read when it is first needed. */
export interface NpmConfig {
  /**
   * Reads it once; after an error it is read anew.
   *
   * @throws ConfigError where a file cannot be read, or names a registry that is no address
   */
  read(): Promise<NpmSettings>;
}

export interface NpmConfigOptions {
  /** The project's `.npmrc` is looked for from here upwards. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly execPath?: string;
}

/**
 * Reads npm's configuration as npm does: the project's `.npmrc`, the user's, the machine's, and `npm_config_…`.
 *
 * Nothing is loaded before the first `read`.
 */
export function createNpmConfig(options: NpmConfigOptions): NpmConfig {
  return {
    read: once(async () => {
      const { readNpmConfig } = await import('./read-npm-config.ts');
      return readNpmConfig(options);
    }),
  };
}

/** A configuration that names one registry and nothing else: for tests and the simulator. */
export function fixedNpmConfig(registryUrl: string): NpmConfig {
  const registry = registryUrl.endsWith('/') ? registryUrl : `${registryUrl}/`;
  return {
    read: async () => ({
      registry,
      registryOf: () => registry,
      options: { registry },
      hasProxy: false,
      warnings: [],
    }),
  };
}
