import { createHttp, type Http, joinUrl, type RetryOptions } from '@shipstats/connector-kit';
import {
  type Connector,
  type ConnectorContext,
  type ConnectorDefinition,
  ConnectorError,
  defineConnectorType,
  type FetchEvent,
  type NamesRequest,
} from '@shipstats/core';
import { checkKey, DOCS, explainAuthError } from './auth-errors.ts';
import { checkAccess, checkNames } from './check.ts';
import { costsEndpoint } from './costs-endpoint.ts';
import type { Position } from './cursor.ts';
import { type Endpoint, groupEndpoint, omitDimensions } from './endpoint.ts';
import { endpoints, openAIResources, resourcesFor, shapeEndpoint } from './endpoints.ts';
import { fetchWindow } from './fetch-window.ts';
import { GRANULARITIES } from './granularity.ts';
import { createGroupingFloors } from './grouping-floor.ts';
import {
  type AskListing,
  fetchNames,
  LACKS_NAMES,
  NAMES_LABEL,
  nameKindsOf,
  readListingPage,
} from './names.ts';
import { openQuestions } from './open-questions.ts';
import { type OpenAIOptions, openAIOptions, resolveBaseUrl } from './options.ts';
import { type RowsPerBucket, toParams } from './page-query.ts';
import { createRowParser } from './parse-row.ts';
import { labelOf, readPage } from './read-page.ts';
import { openAIReconcile } from './reconcile.ts';

/** What requests are sent with; the time that it waits between attempts is limited over all of them. */
interface Client {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly http: Http;
}

/** Limits that tests make shorter. */
export interface OpenAILimits {
  /** For one attempt at one request. */
  readonly timeoutMs?: number;
  /** For the body of one answer. */
  readonly maxBytes?: number;
  readonly retry?: RetryOptions;
  readonly maxPages?: number;
}

/**
 * OpenAI's usage and costs, by day and where it is wanted by hour and minute, from the admin API.
 *
 * @see docs/connectors/openai.md
 */
export const openai: ConnectorDefinition<OpenAIOptions> = defineConnectorType<OpenAIOptions>({
  id: 'openai',
  title: 'OpenAI',
  docs: DOCS,
  options: openAIOptions,
  resources: openAIResources,
  resourcesFor,
  reconcile: openAIReconcile,
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
  const chosen = endpoints
    .filter((endpoint) => endpoint.metrics.some((metric) => options.resources.includes(metric.name)))
    .map((endpoint) =>
      endpoint === costsEndpoint ? groupEndpoint(endpoint, options.costDimensions) : endpoint,
    )
    .map((endpoint) => omitDimensions(endpoint, options.omitDimensions))
    .flatMap((endpoint) => shapeEndpoint(endpoint, options));

  const nameKinds = nameKindsOf(options.names).filter((kind) =>
    chosen.some(({ dimensions, groupBy }) =>
      dimensions.some(({ name, names }) => groupBy.includes(name) && names?.includes(kind)),
    ),
  );
  const rowsPerBucket: RowsPerBucket = new Map();
  const floors = new Map(chosen.map((endpoint) => [endpoint.name, createGroupingFloors(endpoint)]));

  /** The clients of runs: one hands the same signal to all its fetches, and may wait so long in all of them. */
  const clients = new WeakMap<AbortSignal, Client>();

  function clientOf(signal: AbortSignal): Client {
    const client = clients.get(signal) ?? openClient();
    clients.set(signal, client);
    return client;
  }

  function openClient(retry = limits.retry): Client {
    const key = context.resolveSecret(options.adminApiKey).trim();
    const http = createHttp({
      fetch: context.fetch,
      clock: context.clock,
      random: context.random,
      ...(context.sleep && { sleep: context.sleep }),
      ...(limits.timeoutMs !== undefined && { timeoutMs: limits.timeoutMs }),
      ...(limits.maxBytes !== undefined && { maxBytes: limits.maxBytes }),
      ...(retry && { retry }),
      maxConcurrent: options.concurrency,
      redact: [key],
    });
    const headers = {
      authorization: `Bearer ${key}`,
      ...(options.organizationId !== undefined && { 'openai-organization': options.organizationId }),
    };
    return { key, headers, http };
  }

  /** The function that asks for one page of an endpoint; one for all pages of a fetch. */
  function askerOf(
    endpoint: Endpoint,
    { key, headers, http }: Client,
    { signal, onEvent }: { readonly signal: AbortSignal; readonly onEvent: (event: FetchEvent) => void },
  ) {
    const parsers = new Map<string, ReturnType<typeof createRowParser>>();
    return async ({ query, page, omit = [] }: Position, maxRows?: number) => {
      const grouped = omitDimensions(endpoint, omit);
      const parseRow = parsers.get(omit.join()) ?? createRowParser(grouped);
      parsers.set(omit.join(), parseRow);
      try {
        return await readPage({
          endpoint,
          http,
          headers,
          url: joinUrl(baseUrl, endpoint.path, toParams(grouped, query, { projectIds, page }), {
            rawEquals: options.rawPageTokens,
          }),
          signal,
          parseRow,
          maxRows,
          onRequest: () => onEvent({ kind: 'request', label: labelOf(endpoint) }),
          onWait: ({ label, waitMs, reason }) => onEvent({ kind: 'wait', label, waitMs, reason }),
        });
      } catch (error) {
        throw explainAuthError(error, {
          path: endpoint.path,
          key,
          organizationId: options.organizationId,
        });
      }
    };
  }

  /** The function that asks for one page of a listing of names. */
  function listingAskerOf({ key, headers, http }: Client, { signal, onEvent }: NamesRequest): AskListing {
    return async (path, params) => {
      try {
        return await readListingPage({
          http,
          headers,
          baseUrl,
          path,
          params,
          signal,
          onRequest: () => onEvent({ kind: 'request', label: NAMES_LABEL }),
          onWait: ({ label, waitMs, reason }) => onEvent({ kind: 'wait', label, waitMs, reason }),
        });
      } catch (error) {
        throw explainAuthError(error, {
          path: `/v1/organization/${path}`,
          key,
          organizationId: options.organizationId,
          lacks: LACKS_NAMES,
        });
      }
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
    concurrency: options.concurrency,

    queryIdentity(resource) {
      const endpoint = endpointOf(resource);
      return JSON.stringify({
        v: endpoint.version ?? 1,
        host: baseUrl.host,
        path: endpoint.path,
        // Days are asked for as they were before there was a choice: what is stored of them stays as it is.
        ...(endpoint.granularity !== 'day' && {
          bucket_width: GRANULARITIES[endpoint.granularity].bucketWidth,
        }),
        group_by: endpoint.groupBy,
        project_ids: projectIds,
        organization: options.organizationId ?? null,
      });
    },

    async *fetch({ resource, window, cursor, signal, onEvent }) {
      const endpoint = endpointOf(resource);
      const ask = askerOf(endpoint, clientOf(signal), { signal, onEvent });
      yield* fetchWindow({
        endpoint,
        window,
        cursor,
        clock: context.clock,
        rowsPerBucket,
        floors: floors.get(resource) ?? createGroupingFloors(endpoint),
        ask,
        onWarning: (message) => onEvent({ kind: 'warning', message }),
        ...(limits.maxPages !== undefined && { maxPages: limits.maxPages }),
      });
    },

    nameKinds,

    ...(nameKinds.length > 0 && {
      fetchNames: (request: NamesRequest) =>
        fetchNames({
          kinds: nameKinds,
          projectIds,
          ask: listingAskerOf(clientOf(request.signal), request),
          onWarning: (message) => request.onEvent({ kind: 'warning', message }),
        }),
    }),

    async check(signal) {
      // Somebody sits and waits: one more attempt tells a hiccup from a fault.
      const client = openClient(limits.retry ?? { attempts: 2, budgetMs: 5_000 });
      // What is not read need not be allowed: a key may see usage and no costs, or the reverse.
      const costs = chosen.find((endpoint) => endpoint.name === 'costs');
      const usage = chosen.find((endpoint) => endpoint.name !== 'costs');
      const events = { signal, onEvent: () => {} };
      const results = await checkAccess({
        endpoints: [costs, usage].filter((endpoint) => endpoint !== undefined),
        clock: context.clock,
        assumed: openQuestions(options),
        ask: (endpoint, position) => askerOf(endpoint, client, events)(position),
      });
      const key = checkKey(client.key);
      const isUsable = nameKinds.length > 0 && results.some(({ ok }) => ok);
      const names = isUsable ? [await checkNames(listingAskerOf(client, events))] : [];
      return [key, ...results, ...names];
    },
  };
}
