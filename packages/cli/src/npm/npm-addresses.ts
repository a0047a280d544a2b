import type { Clock } from '@shipstats/core';
import {
  createNpmConfig,
  createNpmTransport,
  fixedNpmConfig,
  type NpmConfig,
  type Transport,
} from '@shipstats/registry';
import type { listPackages, NpmSimulator } from '@shipstats/registry/simulator';

/** How npm's services are reached. */
export interface NpmAddresses {
  readonly npmConfig: NpmConfig;
  readonly transport: Transport;
  /** Undefined for npm's own. */
  readonly downloadsUrl: string | undefined;
  readonly changesUrl: string | undefined;
  /** The packages of a made-up npm; undefined for the real one. */
  readonly madeUp?: () => Promise<ReturnType<typeof listPackages>>;
  close(): Promise<void>;
}

/** The registry of the user's npm configuration; downloads and feed are npm's own unless the environment says else. */
export function realAddresses(options: {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): NpmAddresses {
  const npmConfig = createNpmConfig(options);
  const { transport, close } = createNpmTransport(npmConfig);
  return {
    npmConfig,
    transport,
    downloadsUrl: options.env.NPM_DOWNLOADS_URL || undefined,
    changesUrl: options.env.NPM_CHANGES_URL || undefined,
    close,
  };
}

/** What stands for the simulator wherever an address is remembered: its real ports are others at each start. */
const ORIGINS = {
  registry: 'http://registry.simulator.localhost',
  downloads: 'http://downloads.simulator.localhost',
  changes: 'http://changes.simulator.localhost',
} as const;

/** The seed of the demonstration's world: the same packages for everybody, at every start. */
const DEMO_SEED = 42;

/** The simulator, which starts with the first request, on free ports of this machine. */
export function simulatedAddresses({ clock }: { readonly clock: Clock }): NpmAddresses {
  let starting: Promise<NpmSimulator> | undefined;
  const start = async () => {
    const { startNpmSimulator } = await import('@shipstats/registry/simulator');
    return startNpmSimulator({ seed: DEMO_SEED, now: clock, publicUrl: ORIGINS.registry });
  };
  const startOnce = () => {
    starting ??= start();
    return starting;
  };
  const npmConfig = fixedNpmConfig(ORIGINS.registry);
  const { transport, close } = createNpmTransport(npmConfig);
  return {
    npmConfig,
    transport: async (request) => {
      const { url, downloadsUrl, changesUrl } = await startOnce();
      const real: readonly (readonly [string, string])[] = [
        [ORIGINS.registry, url],
        [ORIGINS.downloads, downloadsUrl],
        [ORIGINS.changes, new URL(changesUrl).origin],
      ];
      const found = real.find(([origin]) => request.url.startsWith(origin));
      return transport(
        found === undefined ? request : { ...request, url: found[1] + request.url.slice(found[0].length) },
      );
    },
    downloadsUrl: ORIGINS.downloads,
    changesUrl: `${ORIGINS.changes}/registry`,
    madeUp: async () => {
      const { listPackages } = await import('@shipstats/registry/simulator');
      return listPackages(await startOnce());
    },
    close: async () => {
      const simulator = await starting?.catch(() => undefined); // who asked was told why it did not start
      await close();
      await simulator?.close();
    },
  };
}
