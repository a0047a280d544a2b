import { createDownloads, type OpenedDownloads } from '@shipstats/server';
import type { Store } from '@shipstats/store';
import type { Runtime } from '../runtime.ts';
import { toNpmOptions } from './open-npm.ts';

/** So many packages a list of trends looks at. */
const MOST_STORED = 2_000;

/** Reads downloads on demand into a store, and lets lists know what is in it. */
export async function openDownloads(
  runtime: Runtime,
  store: Store,
  onError: (error: unknown) => void,
): Promise<OpenedDownloads> {
  const { npmConnector, catalog, clock, config } = runtime;
  const npm = await runtime.npm();
  const options = toNpmOptions(npmConnector.options);
  const connectors = {
    now: npm.createConnector(options, 'now'),
    background: npm.createConnector(options, 'background'),
  };
  await store.declare(npmConnector.name, connectors.background.resources);
  const downloads = createDownloads({
    store,
    connectors,
    name: npmConnector.name,
    query: { catalog, reader: store, clock, timeZone: config.timeZone },
    clock,
    indexed: npm.explore.indexedDownloads,
    createdAt: async (name) => (await npm.explore.package(name)).createdAt,
    state: () => npm.explore.clients.downloads.state(),
    onError,
  });
  npm.useTrends({
    stored: async () => {
      const names = await store.dimensionValues(npmConnector.name, 'downloads', 'package', {
        limit: MOST_STORED,
      });
      return names.filter((name) => name !== null);
    },
    of: (names) => downloads.lines(names),
  });
  return downloads;
}
