import { count, type MetricSpec, type Unit } from '@shipstats/core';
import {
  defineEndpoint,
  type Endpoint,
  type EndpointDimension,
  type EndpointMeasure,
  type EndpointSpec,
} from './endpoint.ts';
import type { NameKind } from './names.ts';

export const tokens = count('tokens', 'token');
export const requests = count('requests', 'request');

export function grouped(name: string, description: string, names?: readonly NameKind[]): EndpointDimension {
  return { name, description, isGrouped: true, ...(names && { names }) };
}

const model = grouped('model', 'The model that answered, with its version where the API tells it.');
export const project = grouped('project_id', 'The project that the traffic belongs to.', ['project']);
export const apiKey = grouped(
  'api_key_id',
  'The API key that was used; none for traffic of the playground.',
  ['api_key'],
);
export const user = grouped('user_id', 'The user or service account that the API key belongs to.', [
  'user',
  'service_account',
]);
export const who = [model, project, apiKey, user];

export function required(name: string, unit: Unit, description: string): EndpointMeasure {
  return { name, unit, type: 'integer', description, isRequired: true };
}

export function optional(name: string, description: string): EndpointMeasure {
  return { name, unit: tokens, type: 'integer', description, isRequired: false };
}

export const modelRequests = required('num_model_requests', requests, 'Requests made to the model.');

/** What all usage endpoints have in common. */
export function usage(
  name: string,
  words: { readonly title: string },
  spec: Pick<EndpointSpec, 'dimensions' | 'measures' | 'metrics'> &
    Partial<Pick<EndpointSpec, 'rowObjects' | 'kind' | 'identities'>>,
): Endpoint {
  return defineEndpoint({
    name,
    title: words.title,
    path: `/v1/organization/usage/${name}`,
    rowObjects: [`organization.usage.${name}.result`],
    kind: 'flow',
    granularities: ['day', 'hour', 'minute'],
    provisionalDays: 3,
    ...spec,
  });
}

export function metric(
  name: string,
  measure: string,
  title: string,
  description: string,
  fields: readonly string[] = [],
): MetricSpec {
  return { name, title, description, measure, fields, moreIs: 'neutral' };
}

export function requestsMetric(name: string, what: string): MetricSpec {
  return metric(name, 'num_model_requests', `${what} requests`, `Requests to ${what.toLowerCase()} models.`);
}
