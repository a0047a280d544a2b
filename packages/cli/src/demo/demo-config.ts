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
const searches = defineMetric({ connector: openai, name: 'openai_web_search_calls_count' });
const vectorStores = defineMetric({ connector: openai, name: 'openai_vector_stores_bytes', fn: 'latest' });

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
        searches_by_model: {
          kind: 'breakdown',
          title: 'Web searches by model, last 30 days',
          window: '30d',
          metric: searches,
          by: 'model',
          top: 6,
          compare: 'previous-period',
        },
        vector_stores: {
          kind: 'breakdown',
          title: 'Vector stores by project, now',
          window: '30d',
          metric: vectorStores,
          by: 'project_id',
          top: 6,
          compare: 'previous-period',
        },
        sources: { kind: 'status', title: 'Sources', source: 'openai' },
      },
    }),
  },
};

const npm = defineConnector({
  name: 'npm',
  connectorId: 'npm',
  displayName: 'npm',
  config: { packages: ['tidewire'], users: ['mara'] },
});

const downloads = defineMetric({ connector: npm, name: 'npm_downloads' });

/** What is added where npm's services are simulated too. */
const npmDemoSpec: ConfigSpec = {
  connectors: [openai, npm],
  dashboards: {
    ...demoSpec.dashboards,
    packages: defineDashboard({
      title: 'Packages',
      description: 'What the packages of one maintainer get.',
      widgets: {
        total: {
          kind: 'stat',
          title: 'Downloads, last 30 days',
          window: '30d',
          metric: downloads,
          compare: 'previous-period',
        },
        by_package: {
          kind: 'timeseries',
          title: 'Downloads by package, last 90 days',
          window: '90d',
          metric: downloads,
          by: 'package',
          top: 6,
        },
        ranking: {
          kind: 'breakdown',
          title: 'Packages, last 30 days',
          window: '30d',
          metric: downloads,
          by: 'package',
          top: 10,
          compare: 'previous-period',
        },
      },
    }),
  },
};

/** The demonstration's configuration: of dashboards alone, or of npm's packages too. */
export function createDemoConfig(
  definitions: readonly ConnectorDefinition[],
  { simulatedNpm = false }: { readonly simulatedNpm?: boolean } = {},
): Config {
  const spec = simulatedNpm ? npmDemoSpec : demoSpec;
  return normalizeConfig(spec, { definitions, source: 'the demonstration' });
}
