import { usd } from '@shipstats/core';
import { defineEndpoint, type Endpoint } from './endpoint.ts';
import { apiKey, grouped, project } from './usage-columns.ts';

/** What the organization is charged. */
export const costsEndpoint: Endpoint = defineEndpoint({
  name: 'costs',
  title: 'OpenAI costs',
  path: '/v1/organization/costs',
  rowObjects: ['organization.costs.result'],
  kind: 'flow',
  granularities: ['day'],
  provisionalDays: 7,
  dimensions: [
    grouped('line_item', 'What was charged for, such as `gpt-5, input`.'),
    project,
    {
      ...apiKey,
      description:
        'The API key that was used, if `costDimensions` asks for it; none before 2025-12-06, for which the API does not give it.',
      isOnDemand: true,
    },
    {
      name: 'organization_id',
      description: 'The organization that pays, where the API tells it.',
      isGrouped: false,
    },
    {
      name: 'currency',
      description: 'The currency of the amount, an ISO 4217 code in lower case: nearly always `usd`.',
      isGrouped: false,
      from: ['amount', 'currency'],
      usual: 'usd',
    },
    {
      name: 'quantity_unit',
      description:
        'What the quantity counts, such as `tokens`, `1000_tokens` or `images`, where the API tells it.',
      isGrouped: false,
    },
  ],
  measures: [
    {
      name: 'amount',
      unit: usd,
      type: 'decimal',
      description: 'What was charged in US dollars, exact; negative for credits.',
      from: ['amount', 'value'],
      isRequired: true,
      when: { dimension: 'currency', is: 'usd' },
    },
    {
      name: 'other_amount',
      unit: { kind: 'plain' },
      type: 'decimal',
      description: 'What was charged in another currency, exact; negative for credits.',
      from: ['amount', 'value'],
      isRequired: true,
      when: { dimension: 'currency', isNot: 'usd' },
      within: ['currency'],
    },
    {
      name: 'quantity',
      unit: { kind: 'plain' },
      type: 'decimal',
      description:
        'How much was charged for. Line items have units of their own (tokens, images, hours, …): it adds up within one unit or one line item.',
      isRequired: false,
      within: ['quantity_unit', 'line_item'],
    },
  ],
  metrics: [
    {
      name: 'openai_cost_usd',
      title: 'OpenAI spend',
      description:
        'What OpenAI charges in US dollars, as in its billing; other currencies have a metric of their own. The quantity charged for is a field: it adds up within one unit or one line item.',
      measure: 'amount',
      fields: ['quantity'],
      moreIs: 'worse',
    },
    {
      name: 'openai_cost_other',
      title: 'OpenAI spend in other currencies',
      description:
        'What OpenAI charges in other currencies than US dollars. It adds up within one currency: split it by `currency`, or filter it to one.',
      measure: 'other_amount',
      fields: [],
      moreIs: 'worse',
    },
  ],
  // 2: other currencies and the quantity's unit are stored.
  version: 2,
});
