// What Shipstats syncs and shows. Every option: docs/reference/configuration.md
import {
  defineConfig,
  defineConnector,
  defineDashboard,
  defineMetric,
  defineRatio,
  secret,
} from '@shipstats/core';

// A source. Its key comes from the environment, from .env, or from the file that OPENAI_ADMIN_API_KEY_FILE names.
const openai = defineConnector({
  name: 'openai',
  connectorId: 'openai',
  config: {
    adminApiKey: secret('OPENAI_ADMIN_API_KEY'),
    lookbackDays: 90, // history to have, today included: 1 to 3650
    // projectIds: ['proj_…'], // only these projects
    // baseUrl: 'http://127.0.0.1:4010/v1', // another address, e.g. that of "shipstats simulate openai"
  },
  // syncIntervalSeconds: 3600,
});

// Downloads of npm packages need no key: { name: 'npm', connectorId: 'npm', config: { packages: ['hono'] } }.
// Their options: docs/connectors/npm.md; a dashboard of them: examples/npm.config.ts.

// What can be asked for: "npx shipstats metrics".
const spend = defineMetric({ connector: openai, name: 'openai_cost_usd' });
const inputTokens = defineMetric({ connector: openai, name: 'openai_completions_input_tokens' });
const cachedTokens = defineMetric({
  connector: openai,
  name: 'openai_completions_input_tokens',
  field: 'input_cached_tokens',
});

export default defineConfig({
  connectors: [openai],
  dashboards: {
    // At /dashboards/ai
    ai: defineDashboard({
      title: 'AI',
      widgets: {
        spend: {
          kind: 'stat',
          title: 'Spend, last 30 days',
          window: '30d',
          metric: spend,
          compare: 'previous-period',
          // budget: '500.00',
        },
        spend_mtd: { kind: 'stat', title: 'Spend, month to date', window: 'mtd', metric: spend },
        tokens_today: { kind: 'stat', title: 'Input tokens today', window: '1d', metric: inputTokens },
        cache_hits: {
          kind: 'stat',
          title: 'Cache-hit ratio',
          window: '30d',
          metric: defineRatio(cachedTokens, inputTokens),
          format: { kind: 'percent', decimals: 1 },
        },
        spend_by_line_item: {
          kind: 'timeseries',
          title: 'Spend by line item',
          window: '30d',
          metric: spend,
          by: 'line_item',
          top: 8,
        },
        spend_by_project: {
          kind: 'breakdown',
          title: 'Spend by project',
          window: '30d',
          metric: spend,
          by: 'project_id',
          top: 10,
        },
        sources: { kind: 'status', title: 'Sources', source: 'openai' },
      },
    }),
  },
});
