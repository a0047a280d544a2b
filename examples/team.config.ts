// A fuller configuration: dimensions, filters, budgets and derived metrics.
import {
  defineConfig,
  defineConnector,
  defineDashboard,
  defineDifference,
  defineMetric,
  defineRatio,
  secret,
} from '@shipstats/core';

const openai = defineConnector({
  name: 'openai',
  connectorId: 'openai',
  displayName: 'OpenAI',
  config: { adminApiKey: secret('OPENAI_ADMIN_API_KEY'), lookbackDays: 180 },
  syncIntervalSeconds: 1800,
});

const spend = defineMetric({ connector: openai, name: 'openai_cost_usd' });
const inputTokens = defineMetric({ connector: openai, name: 'openai_completions_input_tokens' });
const cachedTokens = defineMetric({
  connector: openai,
  name: 'openai_completions_input_tokens',
  field: 'input_cached_tokens',
});
const outputTokens = defineMetric({ connector: openai, name: 'openai_completions_output_tokens' });
const requests = defineMetric({ connector: openai, name: 'openai_completions_requests' });
const batchTokens = defineMetric({
  connector: openai,
  name: 'openai_completions_input_tokens',
  filter: [{ field: 'batch', op: 'eq', value: 'true' }],
});

export default defineConfig({
  connectors: [openai],
  retention: { maxAge: '400d' },
  dashboards: {
    spend: defineDashboard({
      title: 'AI spend',
      description: 'What the models cost, where it goes, and whether it pays to change something.',
      widgets: {
        month: {
          kind: 'stat',
          title: 'This month',
          window: 'mtd',
          metric: spend,
          compare: 'previous-period',
          budget: '2500.00',
        },
        cache_hits: {
          kind: 'stat',
          title: 'Cache-hit ratio',
          window: '30d',
          metric: defineRatio(cachedTokens, inputTokens, { label: 'Cached ÷ input tokens' }),
          compare: 'previous-period',
          format: { kind: 'percent', decimals: 1 },
        },
        cost_per_million: {
          kind: 'stat',
          title: 'Spend per million input tokens',
          window: '30d',
          metric: defineRatio(spend, inputTokens, { per: 1_000_000 }),
        },
        tokens_per_request: {
          kind: 'stat',
          title: 'Output tokens per request',
          window: '30d',
          metric: defineRatio(outputTokens, requests),
        },
        outside_batch: {
          kind: 'stat',
          title: 'Input tokens outside the Batch API',
          window: '30d',
          metric: defineDifference(inputTokens, batchTokens),
        },
        by_line_item: {
          kind: 'timeseries',
          title: 'Spend by line item',
          window: '90d',
          granularity: 'week',
          metric: spend,
          by: 'line_item',
          top: 8,
        },
        by_project: {
          kind: 'table',
          title: 'Spend by project and line item',
          window: '30d',
          metric: spend,
          by: ['project_id', 'line_item'],
          top: 25,
        },
        sources: { kind: 'status', title: 'Sources', source: ['openai'] },
      },
    }),
  },
});
