import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type NpmSimulator, startNpmSimulator } from '@shipstats/registry/simulator';
import { makeFolder } from './world.ts';

/** A folder of its own with a simulated npm beside it: registry, search, downloads, feed, advisories. */
export interface NpmWorld {
  readonly simulator: NpmSimulator;
  readonly folder: string;
  /** Addresses, for the command. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Makes a world; its npm configuration names the simulator as the registry, as a user's names a private one.
 *
 * It lives on the machine's clock, unlike other worlds: npm is asked at a pace, and paces need a time that passes.
 */
export async function createNpmWorld(
  options: Parameters<typeof startNpmSimulator>[0] = {},
): Promise<NpmWorld> {
  const simulator = await startNpmSimulator({ seed: 42, limits: 'none', ...options });
  const folder = await makeFolder();
  await writeFile(path.join(folder, '.npmrc'), `registry=${simulator.registryUrl}\n`);
  return {
    simulator,
    folder,
    env: { NPM_DOWNLOADS_URL: simulator.downloadsUrl, NPM_CHANGES_URL: simulator.changesUrl },
    close: async () => {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
