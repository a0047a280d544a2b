import { ConfigError } from '@shipstats/core';
import { CONFIGURED_REGISTRY } from './configured-registry.ts';
import type { NpmConfig } from './npm-config.ts';

/**
 * Which registry what was kept is of. Where the configuration cannot be used it is of none: nothing that was kept is
 * given, and whatever is asked then says why.
 */
export interface KeptRegistry {
  /** Of the services beside the packages; it ends with a slash. */
  read(): Promise<string>;
  /** Of packages, by their names. */
  readOfPackages(): Promise<(name: string) => string>;
}

/** Tells the configured registries, for the keys of what is kept: one file may hold answers of several. */
export function createKeptRegistry(npmConfig: NpmConfig): KeptRegistry {
  return {
    async read() {
      const settings = await npmConfig.read().catch(ignoreConfigError);
      return settings?.registry ?? CONFIGURED_REGISTRY;
    },
    async readOfPackages() {
      const settings = await npmConfig.read().catch(ignoreConfigError);
      return (name) => {
        try {
          return settings?.registryOf(name) ?? CONFIGURED_REGISTRY;
        } catch (error) {
          ignoreConfigError(error);
          return CONFIGURED_REGISTRY;
        }
      };
    },
  };
}

function ignoreConfigError(error: unknown): void {
  if (!(error instanceof ConfigError)) throw error;
}
