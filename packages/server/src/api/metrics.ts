import {
  createNameBook,
  granularitiesOf,
  HttpError,
  runQuery,
  suggest,
  toQueryCsv,
  toQueryJson,
  unitName,
} from '@shipstats/core';
import { toRevisionJson } from '@shipstats/store';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { metricParams, toMetricQuery } from '../metric-params.ts';
import { readRevisions } from '../read-revisions.ts';
import { defineEndpoint } from './endpoint.ts';
import { metricSchema, querySchema, revisionSchema } from './schemas.ts';

const name = z.string().meta({ description: "The metric's name.", example: 'openai_cost_usd' });

export const metricEndpoints = [
  defineEndpoint({
    method: 'get',
    path: '/api/v1/metrics',
    id: 'listMetrics',
    summary: 'Every metric of every configured connector',
    success: {
      status: 200,
      description: 'What there is to ask for.',
      type: 'application/json',
      schema: z.strictObject({ metrics: z.array(metricSchema) }),
    },
    handle: async ({ http }, context) => http.json({ metrics: context.catalog.entries.map(toMetricJson) }),
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/metrics/{name}',
    id: 'queryMetric',
    summary: 'Asks for a number',
    description: 'The same question as the page /metrics/{name} and the command `shipstats query` put.',
    params: z.strictObject({ name }),
    query: metricParams,
    errors: [404],
    success: { status: 200, description: 'The answer.', type: 'application/json', schema: querySchema },
    handle: async ({ params, query, http }, context) => {
      const asked = toMetricQuery(params.name, query, context.catalog);
      return http.json(toQueryJson(await runQuery(asked, context.query)));
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/metrics/{name}.csv',
    id: 'queryMetricCsv',
    summary: 'The same answer as CSV (RFC 4180), one line a bucket and series, numbers exact',
    params: z.strictObject({ name }),
    query: metricParams,
    errors: [404],
    success: { status: 200, description: 'The answer.', type: 'text/csv', schema: z.string() },
    handle: async ({ params, query, http }, context) => {
      const asked = toMetricQuery(params.name, query, context.catalog);
      const csv = toQueryCsv(await runQuery(asked, context.query));
      return http.body(csv, 200, {
        'Content-Type': 'text/csv; charset=utf-8; header=present',
        // The name is one of the catalogue's: letters, digits and underscores.
        'Content-Disposition': `attachment; filename="${asked.metric}.csv"`,
      });
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/metrics/{name}/revisions',
    id: 'listRevisions',
    summary: 'What the source changed after days were over, newest first',
    params: z.strictObject({ name }),
    query: z.strictObject({
      connector: metricParams.shape.connector,
      window: metricParams.shape.window,
      field: metricParams.shape.field,
      of: z
        .enum(['totals', 'rows'])
        .optional()
        .meta({ description: 'Only those of whole days, or only those of rows.' }),
      limit: z.coerce.number().int().min(1).max(1000).optional().meta({ description: 'Default: 100.' }),
      offset: z.coerce
        .number()
        .int()
        .min(0)
        .max(1_000_000)
        .optional()
        .meta({ description: 'Leaves out so many of the newest.' }),
    }),
    errors: [404],
    success: {
      status: 200,
      description: 'The revisions.',
      type: 'application/json',
      schema: z.strictObject({ revisions: z.array(revisionSchema) }),
    },
    handle: async ({ params, query, http }, context) => {
      const { connector, window, field, of, limit = 100, offset = 0 } = query;
      const asked = toMetricQuery(params.name, { connector, window, field }, context.catalog);
      const { entry, revisions } = await readRevisions(asked, context, {
        limit,
        offset,
        ...(of === undefined ? {} : { of }),
      });
      const { granularity, dimensions } = entry.resource;
      const book = createNameBook(await context.store.names(entry.connector), dimensions);
      return http.json({ revisions: revisions.map((one) => toRevisionJson(one, granularity, book)) });
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/metrics/{name}/values',
    id: 'listDimensionValues',
    summary: 'The values that a dimension has had, most frequent first',
    params: z.strictObject({ name }),
    query: z.strictObject({
      dimension: z
        .string()
        .meta({ description: 'The dimension whose values are asked for.', example: 'model' }),
      connector: z
        .string()
        .optional()
        .meta({ description: 'The configured connector, where several have the metric.' }),
      contains: z.string().optional().meta({ description: 'Only values with this part.' }),
      limit: z.coerce.number().int().min(1).max(1000).optional().meta({ description: 'Default: 100.' }),
    }),
    errors: [404],
    success: {
      status: 200,
      description: 'The values; null stands for rows in which the source left it empty.',
      type: 'application/json',
      schema: z.strictObject({
        dimension: z.string(),
        values: z.array(z.string().nullable()),
        names: z
          .record(z.string(), z.string())
          .optional()
          .meta({ description: 'What those of them are called that are ids, where that is known.' }),
      }),
    },
    handle: async ({ params, query, http }, context) => {
      const { connector, metric } = toMetricQuery(
        params.name,
        { connector: query.connector },
        context.catalog,
      );
      const entry = context.catalog.find(metric, connector);
      const dimensions = entry?.resource.dimensions.map((one) => one.name) ?? [];
      if (!entry || !dimensions.includes(query.dimension)) {
        throw new HttpError(
          400,
          `${metric} has no dimension ${JSON.stringify(query.dimension)}.`,
          suggest(query.dimension, dimensions),
        );
      }
      const values = await context.store.dimensionValues(connector, entry.resource.name, query.dimension, {
        limit: query.limit ?? 100,
        ...(query.contains === undefined ? {} : { contains: query.contains }),
      });
      const book = createNameBook(await context.store.names(connector), entry.resource.dimensions);
      const names = Object.fromEntries(
        values.flatMap((id): [string, string][] => {
          const known = book.find(query.dimension, id);
          return id !== null && known ? [[id, known.name]] : [];
        }),
      );
      return http.json({
        dimension: query.dimension,
        values,
        ...(book.has(query.dimension) ? { names } : {}),
      });
    },
  }),
];

function toMetricJson(entry: AppContext['catalog']['entries'][number]) {
  const { metric, resource, measure } = entry;
  return {
    name: metric.name,
    title: metric.title,
    description: metric.description,
    connector: entry.connector,
    resource: resource.name,
    endpoint: resource.endpoint,
    unit: unitName(measure.unit),
    kind: resource.kind,
    granularity: resource.granularity,
    granularities: granularitiesOf(resource),
    fields: metric.fields,
    dimensions: resource.dimensions,
    url: `/api/v1/metrics/${encodeURIComponent(metric.name)}`,
  };
}
