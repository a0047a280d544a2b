import {
  type Config,
  type ConfigSpec,
  type ConnectorDefinition,
  defineConnector,
  defineDashboard,
  defineMetric,
  defineRatio,
  normalizeConfig,
  secret,
} from '@shipstats/core';

/** The secret's name; its value is that of the simulator, which is no secret. */
export const DEMO_SECRET = 'SHIPSTATS_DEMO_KEY';
/** What stands for the simulator wherever an address is remembered: its real port is another one at each start. */
export const DEMO_ORIGIN = 'http://simulator.localhost';

const openai = defineConnector({
  name: 'openai',
  connectorId: 'openai',
  displayName: 'OpenAI',
  config: { adminApiKey: secret(DEMO_SECRET), baseUrl: `${DEMO_ORIGIN}/v1`, lookbackDays: 180 },
});

const spend = defineMetric({ connector: openai, name: 'openai_cost_usd' });
const inputTokens = defineMetric({ connector: openai, name: 'openai_completions_input_tokens' });
const cachedTokens = defineMetric({
  connector: openai,
  name: 'openai_completions_input_tokens',
  field: 'input_cached_tokens',
});
const requests = defineMetric({ connector: openai, name: 'openai_completions_requests' });

/** What the demonstration shows; written as a user would. */
export const demoSpec: ConfigSpec = {
  connectors: [openai],
  dashboards: {
    ai: defineDashboard({
      title: 'AI',
      description: 'What the AI behind the product costs, and what it is used for.',
      widgets: {
        spend: {
          kind: 'stat',
          title: 'Spend, last 30 days',
          window: '30d',
          metric: spend,
          compare: 'previous-period',
          budget: '6000',
        },
        spend_mtd: {
          kind: 'stat',
          title: 'Spend, month to date',
          window: 'mtd',
          metric: spend,
          compare: 'previous-period',
        },
        tokens_today: { kind: 'stat', title: 'Input tokens today', window: '1d', metric: inputTokens },
        cache_hits: {
          kind: 'stat',
          title: 'Cache-hit ratio, last 30 days',
          window: '30d',
          metric: defineRatio(cachedTokens, inputTokens, { label: 'Cached ÷ input tokens' }),
          compare: 'previous-period',
          format: { kind: 'percent', decimals: 1 },
        },
        cost_per_million: {
          kind: 'stat',
          title: 'Cost per million input tokens',
          window: '30d',
          metric: defineRatio(spend, inputTokens, { per: 1_000_000, label: 'Spend ÷ million input tokens' }),
          compare: 'previous-period',
        },
        spend_by_project: {
          kind: 'timeseries',
          title: 'Spend by project, last 30 days',
          window: '30d',
          metric: spend,
          by: 'project_id',
          top: 6,
        },
        spend_by_line_item: {
          kind: 'breakdown',
          title: 'Largest line items, last 30 days',
          window: '30d',
          metric: spend,
          by: 'line_item',
          top: 6,
          compare: 'previous-period',
        },
        tokens_by_model: {
          kind: 'timeseries',
          title: 'Input tokens by model, last 90 days',
          window: '90d',
          metric: inputTokens,
          by: 'model',
          top: 6,
        },
        requests: {
          kind: 'timeseries',
          title: 'Completion requests, last 90 days',
          window: '90d',
          metric: requests,
        },
        requests_by_model: {
          kind: 'breakdown',
          title: 'Requests by model, last 30 days',
          window: '30d',
          metric: requests,
          by: 'model',
          top: 6,
          compare: 'previous-period',
        },
        sources: { kind: 'status', title: 'Sources', source: 'openai' },
      },
    }),
  },
};

/** The demonstration's configuration. */
export function createDemoConfig(definitions: readonly ConnectorDefinition[]): Config {
  return normalizeConfig(demoSpec, { definitions, source: 'the demonstration' });
}
