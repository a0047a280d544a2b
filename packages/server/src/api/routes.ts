import { HttpError } from '@shipstats/core';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { readSearch } from '../metric-params.ts';
import { dashboardEndpoints } from './dashboards.ts';
import { defineEndpoint, type Endpoint } from './endpoint.ts';
import { metricEndpoints } from './metrics.ts';
import { dayEndpoints } from './npm/days.ts';
import { discoveryEndpoints } from './npm/discovery.ts';
import { packageEndpoints } from './npm/packages.ts';
import { createOpenApiDocument } from './openapi.ts';
import { quarantineEndpoints } from './quarantine.ts';
import { reconcileEndpoints } from './reconcile.ts';
import { sourceEndpoints } from './sources.ts';

const healthEndpoint = defineEndpoint({
  method: 'get',
  path: '/healthz',
  id: 'health',
  summary: 'Tells that the server answers',
  success: {
    status: 200,
    description: 'It does.',
    type: 'application/json',
    schema: z.strictObject({ status: z.literal('ok'), version: z.string() }),
  },
  handle: async ({ http }, context) => http.json({ status: 'ok', version: context.version }),
});

const documentEndpoint = defineEndpoint({
  method: 'get',
  path: '/api/v1/openapi.json',
  id: 'openapi',
  summary: 'This document',
  success: {
    status: 200,
    description: 'OpenAPI 3.1.',
    type: 'application/json',
    schema: z.looseObject({ openapi: z.string() }),
  },
  handle: async ({ http }, context) => http.json(describeApi(context.version)),
});

/** Every operation of the API. */
export const endpoints: readonly Endpoint[] = [
  ...dashboardEndpoints,
  ...metricEndpoints,
  ...sourceEndpoints,
  ...quarantineEndpoints,
  ...reconcileEndpoints,
  ...discoveryEndpoints,
  ...packageEndpoints,
  ...dayEndpoints,
  documentEndpoint,
  healthEndpoint,
];

/** The OpenAPI document of the whole API. */
export function describeApi(version: string): ReturnType<typeof createOpenApiDocument> {
  return createOpenApiDocument(endpoints, version);
}

/** Adds every operation to an app: what arrives is read by its schemas first. */
export function mountEndpoints(app: Hono, context: AppContext): void {
  for (const endpoint of endpoints) {
    app.on(endpoint.method.toUpperCase(), toRoute(endpoint.path), async (http) => {
      const raw: Record<string, string> = http.req.param();
      const params = endpoint.params.safeParse(
        Object.fromEntries(
          Object.entries(raw).map(([key, value]) => [key, cutExtension(endpoint.path, value)]),
        ),
      );
      if (!params.success) throw new HttpError(404, 'There is nothing at this address.');
      const query = readSearch(http.req.queries(), endpoint.query);
      return endpoint.handle({ params: params.data, query, http }, context);
    });
  }
}

/** `/a/{name}.csv` as Hono's router writes it: a whole segment with a pattern. */
function toRoute(path: string): string {
  return path.replace(/\{(\w+)\}(\.\w+)?/g, (_, name: string, extension?: string) =>
    extension === undefined ? `:${name}` : `:${name}{.+\\${extension}}`,
  );
}

function cutExtension(path: string, value: string): string {
  const extension = /\}(\.\w+)$/.exec(path)?.[1];
  return extension !== undefined && value.endsWith(extension) ? value.slice(0, -extension.length) : value;
}
