import { createHttp, joinUrl, type RetryOptions } from '@shipstats/connector-kit';
import {
  type Connector,
  type ConnectorContext,
  type ConnectorDefinition,
  ConnectorError,
  defineConnectorType,
  type FetchEvent,
} from '@shipstats/core';
import { DOCS, explainAuthError } from './auth-errors.ts';
import { checkAccess } from './check.ts';
import type { Position } from './cursor.ts';
import type { Endpoint } from './endpoint.ts';
import { endpoints, openAIResources } from './endpoints.ts';
import { fetchWindow } from './fetch-window.ts';
import { type OpenAIOptions, openAIOptions, resolveBaseUrl } from './options.ts';
import { type RowsPerDay, toParams } from './page-query.ts';
import { createRowParser } from './parse-row.ts';
import { labelOf, readPage } from './read-page.ts';

/** Limits that tests make shorter. */
export interface OpenAILimits {
  /** For one attempt at one request. */
  readonly timeoutMs?: number;
  readonly retry?: RetryOptions;
  readonly maxPages?: number;
}

/**
 * OpenAI's usage and costs, by day, from the admin API.
 *
 * @see docs/connectors/openai.md
 */
export const openai: ConnectorDefinition<OpenAIOptions> = defineConnectorType<OpenAIOptions>({
  id: 'openai',
  title: 'OpenAI',
  docs: DOCS,
  options: openAIOptions,
  resources: openAIResources,
  create: (options, context) => createOpenAIConnector(options, context),
});

/**
 * Makes the connector; `openai.create` with limits that can be chosen.
 *
 * The key is read at the first request, not before, so that a missing one harms nothing else.
 *
 * @throws ConnectorError `config` for a base URL that credentials must not go to
 */
export function createOpenAIConnector(
  options: OpenAIOptions,
  context: ConnectorContext,
  limits: OpenAILimits = {},
): Connector {
  const baseUrl = resolveBaseUrl(options, context.env);
  const projectIds = [...new Set(options.projectIds)].sort();
  const chosen = endpoints.filter((endpoint) =>
    endpoint.metrics.some((metric) => options.resources.includes(metric.name)),
  );

  const rowsPerDay: RowsPerDay = new Map();

  /** A client for one fetch or check: it has one key, one budget of waiting, one place for its events. */
  function openClient(signal: AbortSignal, onEvent: (event: FetchEvent) => void, retry = limits.retry) {
    const key = context.resolveSecret(options.adminApiKey).trim();
    const http = createHttp({
      fetch: context.fetch,
      clock: context.clock,
      random: context.random,
      ...(context.sleep && { sleep: context.sleep }),
      ...(limits.timeoutMs !== undefined && { timeoutMs: limits.timeoutMs }),
      ...(retry && { retry }),
      onWait: ({ label, waitMs, reason }) => onEvent({ kind: 'wait', label, waitMs, reason }),
      redact: [key],
    });
    const headers = {
      authorization: `Bearer ${key}`,
      ...(options.organizationId !== undefined && { 'openai-organization': options.organizationId }),
    };
    return (endpoint: Endpoint) => {
      const parseRow = createRowParser(endpoint);
      return async ({ query, page }: Position, maxRows?: number) => {
        try {
          return await readPage({
            endpoint,
            http,
            headers,
            url: joinUrl(baseUrl, endpoint.path, toParams(endpoint, query, { projectIds, page }), {
              rawEquals: options.rawPageTokens,
            }),
            signal,
            parseRow,
            maxRows,
            onRequest: () => onEvent({ kind: 'request', label: labelOf(endpoint) }),
          });
        } catch (error) {
          throw explainAuthError(error, {
            path: endpoint.path,
            key,
            organizationId: options.organizationId,
          });
        }
      };
    };
  }

  function endpointOf(resource: string): Endpoint {
    const endpoint = chosen.find((candidate) => candidate.name === resource);
    if (endpoint) return endpoint;
    throw new ConnectorError(
      `openai: no resource ${JSON.stringify(resource)}; there are ${chosen.map((each) => each.name).join(', ')}.`,
      { code: 'config' },
    );
  }

  return {
    resources: chosen.map((endpoint) => endpoint.resource),
    historyDays: options.lookbackDays,

    queryIdentity(resource) {
      const endpoint = endpointOf(resource);
      return JSON.stringify({
        v: 1,
        host: baseUrl.host,
        path: endpoint.path,
        group_by: endpoint.groupBy,
        project_ids: projectIds,
        organization: options.organizationId ?? null,
      });
    },

    async *fetch({ resource, window, cursor, signal, onEvent }) {
      const endpoint = endpointOf(resource);
      const ask = openClient(signal, onEvent)(endpoint);
      yield* fetchWindow({
        endpoint,
        window,
        cursor,
        clock: context.clock,
        rowsPerDay,
        ask,
        onWarning: (message) => onEvent({ kind: 'warning', message }),
        ...(limits.maxPages !== undefined && { maxPages: limits.maxPages }),
      });
    },

    async check(signal) {
      // Somebody sits and waits: one more attempt tells a hiccup from a fault.
      const askOf = openClient(signal, () => {}, limits.retry ?? { attempts: 2, budgetMs: 5_000 });
      // What is not read need not be allowed: a key may see usage and no costs, or the reverse.
      const costs = chosen.find((endpoint) => endpoint.name === 'costs');
      const usage = chosen.find((endpoint) => endpoint.name !== 'costs');
      return checkAccess({
        endpoints: [costs, usage].filter((endpoint) => endpoint !== undefined),
        clock: context.clock,
        ask: (endpoint, position) => askOf(endpoint)(position),
      });
    },
  };
}
