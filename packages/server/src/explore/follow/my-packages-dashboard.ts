import { type Config, type Dashboard, normalizeConfig } from '@shipstats/core';

export const MY_PACKAGES_ID = 'my-packages';

/**
 * The built-in dashboard, in the language in which everybody declares theirs: what is followed today can be copied
 * into the configuration and grow there.
 */
export function myPackagesSpec(names: readonly string[], connector: string) {
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
      total: { kind: 'stat', title: 'Downloads, 30 days', window: '30d', metric, compare: 'previous-period' },
      today: { kind: 'stat', title: 'Downloads, 7 days', window: '7d', metric, compare: 'previous-period' },
      daily: {
        kind: 'timeseries',
        title: 'Downloads by package',
        window: '90d',
        metric,
        by: 'package',
        top: 9,
      },
      packages: {
        kind: 'table',
        title: 'All packages',
        window: '30d',
        metric,
        by: 'package',
        compare: 'previous-period',
      },
    },
  };
}

/** The dashboard, checked like any other; undefined without a package or without a source of downloads. */
export function createMyPackagesDashboard(names: readonly string[], config: Config): Dashboard | undefined {
  const npm = config.connectors.find(({ definition }) => definition.id === 'npm');
  // A dashboard of that name in the user's own file is theirs.
  const isTaken = config.dashboards.some(({ id }) => id === MY_PACKAGES_ID);
  if (npm === undefined || isTaken || names.length === 0) return undefined;
  const { dashboards } = normalizeConfig(
    {
      connectors: [{ name: npm.name, connectorId: npm.definition.id, config: {} }],
      dashboards: { [MY_PACKAGES_ID]: myPackagesSpec(names, npm.name) },
    },
    { definitions: [npm.definition] },
  );
  return dashboards[0];
}
