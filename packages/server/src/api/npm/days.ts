import { HttpError, type QueryResult, runQuery, toQueryCsv, toQueryJson } from '@shipstats/core';
import { parsePackageName } from '@shipstats/registry';
import type { Context } from 'hono';
import { z } from 'zod';
import type { AppContext } from '../../app-context.ts';
import { checkPackage } from '../../explore/check-package.ts';
import { MAX_COMPARED } from '../../explore/compare/compare-names.ts';
import { metricParams, toMetricQuery } from '../../metric-params.ts';
import { defineEndpoint } from '../endpoint.ts';
import { querySchema } from '../schemas.ts';
import { packageName } from './npm-schemas.ts';

const params = z.strictObject({ name: packageName });
const days = metricParams.pick({ window: true, bucket: true });
const csv = {
  status: 200,
  description: 'The answer.',
  type: 'text/csv',
  schema: z.string(),
} as const;
/** A program rather waits a little longer than asks again. */
const WAIT_MS = 8_000;

/** The metric `npm_downloads` for everybody: of one package, or of those that are compared. */
export const dayEndpoints = [
  defineEndpoint({
    method: 'get',
    path: '/api/v1/npm/packages/{name}/downloads',
    id: 'getPackageDownloads',
    summary: 'The downloads of a package over time: the metric `npm_downloads` of that package alone',
    params,
    query: days,
    errors: [404, 410],
    success: { status: 200, description: 'The answer.', type: 'application/json', schema: querySchema },
    handle: async ({ params: { name }, query: asked, http }, context) =>
      http.json(toQueryJson(await readDays([name], asked, context))),
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/npm/packages/{name}/downloads.csv',
    id: 'getPackageDownloadsCsv',
    summary: 'The same as CSV (RFC 4180), one line a bucket',
    params,
    query: days,
    errors: [404, 410],
    success: csv,
    handle: async ({ params: { name }, query: asked, http }, context) =>
      answerCsv(http, await readDays([name], asked, context)),
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/npm/compare/downloads.csv',
    id: 'compareDownloadsCsv',
    summary: 'The downloads of up to ten packages over time as CSV, one line a bucket and package',
    query: days.extend({
      name: z
        .array(z.string().max(300))
        .max(MAX_COMPARED)
        .optional()
        .meta({ description: 'A package; once for each.', example: ['hono', 'express'] }),
    }),
    errors: [404, 410],
    success: csv,
    handle: async ({ query: { name: names, ...asked }, http }, context) =>
      answerCsv(http, await readDays(names ?? [], { ...asked, by: ['package'] }, context)),
  }),
];

function answerCsv(http: Context, result: QueryResult): Response {
  return http.body(toQueryCsv(result), 200, {
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': 'attachment; filename="npm_downloads.csv"',
  });
}

/**
 * @throws HttpError 400 for what is no name or none, 404 and 410 for what is no package or none any more, 404 where no
 *   source of npm's counts is configured
 */
async function readDays(
  texts: readonly string[],
  { window = '30d', bucket = 'day', by = [] }: z.infer<typeof days> & { by?: string[] },
  context: AppContext,
): Promise<QueryResult> {
  const names = [...new Set(texts.map(toName))];
  if (names.length === 0) throw new HttpError(400, 'name: at least one package.', 'Ask with ?name=hono.');
  await Promise.all(names.map((name) => checkPackage(name, context.explore)));
  await context.downloads.want(names, { history: 'recent', waitMs: WAIT_MS });
  const query = toMetricQuery('npm_downloads', { window, bucket, by }, context.catalog);
  return runQuery({ ...query, filter: [{ field: 'package', op: 'in', value: names }] }, context.query);
}

function toName(text: string): string {
  const parsed = parsePackageName(text);
  if (parsed.kind === 'invalid') throw new HttpError(400, parsed.reason);
  return parsed.name;
}
