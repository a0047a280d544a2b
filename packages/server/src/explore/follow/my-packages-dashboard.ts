import { type Config, type Dashboard, type DayUtc, normalizeConfig } from '@shipstats/core';
import { wholeDays } from '../downloads-query.ts';

export const MY_PACKAGES_ID = 'my-packages';

/**
 * The built-in dashboard, in the language in which everybody declares theirs: what is followed today can be copied
 * into the configuration and grow there.
 *
 * @param through the last day that npm has counted: all windows are whole days up to it
 */
export function myPackagesSpec(names: readonly string[], connector: string, through: DayUtc | null) {
  const metric = {
    connector: { name: connector, connectorId: 'npm', config: {} },
    shape: 'metric',
    name: 'npm_downloads',
    fn: 'sum',
    filter: [{ field: 'package', op: 'in', value: [...names] }],
  };
  return {
    title: 'My packages',
    description: 'Downloads of the packages that are followed here or named in the configuration.',
    widgets: {
      total: {
        kind: 'stat',
        title: 'Downloads, 30 days',
        window: wholeDays(30, through),
        metric,
        compare: 'previous-period',
      },
      week: {
        kind: 'stat',
        title: 'Downloads, 7 days',
        window: wholeDays(7, through),
        metric,
        compare: 'previous-period',
      },
      daily: {
        kind: 'timeseries',
        title: 'Downloads by package',
        window: wholeDays(90, through),
        metric,
        by: 'package',
        top: 9,
      },
      packages: {
        kind: 'table',
        title: 'All packages',
        window: wholeDays(30, through),
        metric,
        by: 'package',
        compare: 'previous-period',
      },
    },
  };
}

/** The dashboard, checked like any other; undefined without a package or without a source of downloads. */
export function createMyPackagesDashboard(
  names: readonly string[],
  config: Config,
  through: DayUtc | null,
): Dashboard | undefined {
  const npm = config.connectors.find(({ definition }) => definition.id === 'npm');
  // A dashboard of that name in the user's own file is theirs.
  const isTaken = config.dashboards.some(({ id }) => id === MY_PACKAGES_ID);
  if (npm === undefined || isTaken || names.length === 0) return undefined;
  const { dashboards } = normalizeConfig(
    {
      connectors: [{ name: npm.name, connectorId: npm.definition.id, config: {} }],
      dashboards: { [MY_PACKAGES_ID]: myPackagesSpec(names, npm.name, through) },
    },
    { definitions: [npm.definition] },
  );
  return dashboards[0];
}
