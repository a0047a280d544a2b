import type { ResourceSpec } from '@shipstats/core';
import { costsEndpoint } from './costs-endpoint.ts';
import { downTo, type Endpoint } from './endpoint.ts';
import { modelEndpoints } from './model-endpoints.ts';
import type { OpenAIOptions } from './options.ts';
import { toolEndpoints } from './tool-endpoints.ts';

// The facts are those of OpenAI's OpenAPI file of 2026-08-21 (fixtures/openai-usage.openapi.yaml).

/**
 * The endpoints of OpenAI's admin API that are read: paths, grouping, rows, metrics, limits.
 *
 * This table drives everything; a further endpoint is one more row here and nothing else.
 */
export const endpoints: readonly Endpoint[] = [...modelEndpoints, ...toolEndpoints, costsEndpoint];

/** The resources of all endpoints, with their finer ones behind them: what the connector can deliver. */
export const openAIResources: readonly ResourceSpec[] = endpoints.map((endpoint) => endpoint.resource);

type ShapeOptions = Pick<
  OpenAIOptions,
  'granularity' | 'usageProvisionalDays' | 'costsProvisionalDays' | 'monthClosesDays'
>;

/** The endpoint as the options want it, in each width down to theirs, the widest first. */
export function shapeEndpoint(endpoint: Endpoint, options: ShapeOptions): readonly Endpoint[] {
  const isCosts = endpoint.endpointName === costsEndpoint.name;
  const provisionalDays = isCosts ? options.costsProvisionalDays : options.usageProvisionalDays;
  const { monthClosesDays, granularity } = options;
  return downTo({ ...endpoint, provisionalDays, monthClosesDays }, granularity);
}

/** The resources of all endpoints as the options want them, with finer ones behind them. */
export function resourcesFor(options: ShapeOptions): readonly ResourceSpec[] {
  return endpoints
    .flatMap((endpoint) => shapeEndpoint(endpoint, options).slice(0, 1))
    .map(({ resource }) => resource);
}

/** The names of all metrics, in the order of the table. */
export const openAIMetricNames: readonly string[] = openAIResources.flatMap((resource) =>
  resource.metrics.map((each) => each.name),
);

/** The names of the dimensions that costs can be grouped by. */
export const openAICostDimensions: readonly string[] = costsEndpoint.dimensions
  .filter(({ isGrouped }) => isGrouped)
  .map(({ name }) => name);

/** The names of all dimensions that are asked for, each once: those that can be omitted. */
export const openAIGroupedDimensions: readonly string[] = [
  ...new Set(endpoints.flatMap((endpoint) => endpoint.groupBy)),
];
