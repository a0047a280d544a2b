import { usd } from '@shipstats/core';
import { defineEndpoint, type Endpoint } from './endpoint.ts';
import { grouped, MAX_BUCKETS, project } from './usage-columns.ts';

/** What the organization is charged. */
export const costsEndpoint: Endpoint = defineEndpoint({
  name: 'costs',
  title: 'OpenAI costs',
  path: '/v1/organization/costs',
  rowObjects: ['organization.costs.result'],
  kind: 'flow',
  maxBuckets: MAX_BUCKETS,
  provisionalBuckets: 7,
  dimensions: [
    grouped('line_item', 'What was charged for, such as `gpt-5, input`.'),
    project,
    {
      name: 'organization_id',
      description: 'The organization that pays, where the API tells it.',
      isGrouped: false,
    },
    {
      name: 'currency',
      description: 'The currency of the amount, an ISO 4217 code in lower case; always `usd` here.',
      isGrouped: false,
      from: ['amount', 'currency'],
    },
  ],
  measures: [
    {
      name: 'amount',
      unit: usd,
      type: 'decimal',
      description: 'What was charged, exact; negative for credits.',
      from: ['amount', 'value'],
      isRequired: true,
    },
    {
      name: 'quantity',
      unit: { kind: 'plain' },
      type: 'decimal',
      description:
        'How much was charged for. Each line item has a unit of its own (tokens, images, hours, …): add it up within one line item only.',
      isRequired: false,
    },
  ],
  metrics: [
    {
      name: 'openai_cost_usd',
      title: 'OpenAI spend',
      description:
        'What OpenAI charges, in US dollars, as in its billing; amounts in other currencies are set aside, not added. The quantity charged for is a field: add it up within one line item only.',
      measure: 'amount',
      fields: ['quantity'],
      moreIs: 'worse',
    },
  ],
  only: { dimension: 'currency', value: 'usd' },
});
