// Type tests: compiled with the package, never run. A line under `@ts-expect-error` must be an error in the editor.
import { secret } from '../secret.ts';
import { defineConfig, defineConnector, defineDashboard, defineMetric, defineRatio } from './define.ts';

const openai = defineConnector({
  name: 'openai',
  connectorId: 'openai',
  config: { adminApiKey: secret('OPENAI_ADMIN_API_KEY') },
});

// Names, dimensions and fields of a built-in connector are known.
const spend = defineMetric({ connector: openai, name: 'openai_cost_usd', by: 'line_item' });
defineMetric({ connector: openai, name: 'openai_cost_usd', by: ['line_item', 'project_id'], window: '30d' });
defineMetric({ connector: openai, name: 'openai_images_count', by: 'size' });
const cached = defineMetric({
  connector: openai,
  name: 'openai_completions_input_tokens',
  field: 'input_cached_tokens',
  filter: [{ field: 'model', op: 'eq', value: 'gpt-5' }],
});
defineMetric({ connector: openai, name: 'openai_completions_requests', field: 'value' });
defineRatio(cached, spend, { per: 1_000_000 });

// @ts-expect-error no such metric
defineMetric({ connector: openai, name: 'openai_costs_usd' });
// @ts-expect-error no such dimension
defineMetric({ connector: openai, name: 'openai_cost_usd', by: 'model' });
// @ts-expect-error no such dimension among two
defineMetric({ connector: openai, name: 'openai_cost_usd', by: ['line_item', 'size'] });
// @ts-expect-error no such field
defineMetric({ connector: openai, name: 'openai_completions_input_tokens', field: 'output_text_tokens' });
// @ts-expect-error a metric without fields has its value only
defineMetric({ connector: openai, name: 'openai_completions_requests', field: 'input_cached_tokens' });
defineMetric({
  connector: openai,
  name: 'openai_cost_usd',
  // @ts-expect-error no such dimension to filter by
  filter: [{ field: 'model', op: 'eq', value: 'gpt-5' }],
});
// @ts-expect-error no such way to add up
defineMetric({ connector: openai, name: 'openai_cost_usd', fn: 'total' });

// A kind of source of one's own has names that nobody knows here.
const custom = defineConnector({ name: 'mine', connectorId: 'my_source' });
defineMetric({ connector: custom, name: 'anything', by: 'whatever', field: 'some_field' });

// By the name of the connector alone: its kind is not known, that of a built-in metric is.
defineMetric({ connector: 'openai', name: 'openai_cost_usd', by: 'line_item' });
defineMetric({ connector: 'mine', name: 'anything', by: 'whatever' });
// @ts-expect-error no such dimension
defineMetric({ connector: 'openai', name: 'openai_cost_usd', by: 'model' });
// @ts-expect-error without a connector
defineMetric({ name: 'openai_cost_usd' });

// A plain object, as `@rawdash/core` has it, completes nothing and refuses nothing.
const plain = { name: 'openai', connectorId: 'openai', config: { adminApiKey: secret('KEY') } };
defineMetric({ connector: plain, shape: 'metric', name: 'openai_cost_usd', fn: 'sum' });
defineMetric({ connector: plain, shape: 'metric', name: 'of_a_later_version', by: 'anything' });

defineConfig({
  connectors: [plain, openai, custom],
  dashboards: {
    ai: defineDashboard({
      widgets: {
        spend: { kind: 'stat', title: 'Spend', window: '30d', metric: spend },
        // @ts-expect-error no such widget
        gauge: { kind: 'gauge', title: 'Spend', metric: spend },
      },
    }),
  },
});
