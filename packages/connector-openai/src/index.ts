/**
 * OpenAI's usage and costs as metrics.
 *
 * @module
 */
export { createOpenAIConnector, type OpenAILimits, openai } from './connector.ts';
export { openAIMetricNames, openAIResources } from './endpoints.ts';
export { DEFAULT_BASE_URL, type OpenAIOptions, type OpenAIOptionsSpec, openAIOptions } from './options.ts';
