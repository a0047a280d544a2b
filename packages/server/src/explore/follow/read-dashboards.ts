import type { Dashboard } from '@shipstats/core';
import type { AppContext } from '../../app-context.ts';
import { reportError } from '../../errors.ts';
import { lastCountedDay } from '../downloads-query.ts';
import { readMyPackages } from './my-package-names.ts';
import { createMyPackagesDashboard } from './my-packages-dashboard.ts';

/** Nobody waits for npm's search to see their dashboards. */
const WAIT_MS = 300;

/** Every dashboard: those of the configuration, and the built-in one of what is followed, if anything is. */
export async function readDashboards(context: AppContext): Promise<readonly Dashboard[]> {
  const { config, explore, downloads } = context;
  // Without a source of downloads there is nothing to show of packages.
  if (!config.connectors.some(({ definition }) => definition.id === 'npm')) return config.dashboards;
  try {
    const { names } = await readMyPackages(config, explore, WAIT_MS);
    const through = lastCountedDay((await downloads.lines(names)).values());
    const mine = createMyPackagesDashboard(names, config, through);
    return mine === undefined ? config.dashboards : [...config.dashboards, mine];
  } catch (error) {
    // What is followed cannot be read: a bug or a broken file, which must not take the other dashboards along.
    reportError(error, context);
    return config.dashboards;
  }
}
