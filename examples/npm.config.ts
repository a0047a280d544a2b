// Packages, kept up to date and on a dashboard. No key is needed; docs/connectors/npm.md has every option.
import { defineConfig, defineConnector, defineDashboard, defineMetric, defineRatio } from '@shipstats/core';

const npm = defineConnector({
  name: 'npm',
  connectorId: 'npm',
  config: {
    packages: ['hono', '@hono/node-server'],
    users: ['yusukebe'], // all of their packages, also those to come
    history: 730,
  },
});

const downloads = defineMetric({ connector: npm, name: 'npm_downloads' });
const ofHono = defineMetric({
  connector: npm,
  name: 'npm_downloads',
  filter: [{ field: 'package', op: 'eq', value: 'hono' }],
});
const everything = defineMetric({ connector: npm, name: 'npm_registry_downloads' });
const byVersion = defineMetric({
  connector: npm,
  name: 'npm_version_downloads',
  fn: 'latest', // each snapshot holds seven days: they do not add up
  filter: [{ field: 'package', op: 'eq', value: 'hono' }],
});

export default defineConfig({
  connectors: [npm],
  dashboards: {
    packages: defineDashboard({
      title: 'Packages',
      description: 'What the packages get. Windows end with the last day that npm has counted.',
      widgets: {
        total: {
          kind: 'stat',
          title: 'Downloads, 30 days',
          window: '30d',
          metric: downloads,
          compare: 'previous-period',
        },
        share: {
          kind: 'stat',
          title: 'hono per million of npm',
          window: '30d',
          metric: defineRatio(ofHono, everything, { label: 'Share of all downloads', per: 1_000_000 }),
        },
        daily: {
          kind: 'timeseries',
          title: 'Downloads by package',
          window: '90d',
          metric: downloads,
          by: 'package',
          top: 6,
        },
        packages: {
          kind: 'breakdown',
          title: 'Packages',
          window: '30d',
          metric: downloads,
          by: 'package',
          top: 20,
          compare: 'previous-period',
        },
        versions: {
          kind: 'breakdown',
          title: 'Versions of hono, 7 days',
          window: '7d',
          metric: byVersion,
          by: 'version',
          top: 10,
        },
        sources: { kind: 'status', title: 'Sources', source: 'npm' },
      },
    }),
  },
});
