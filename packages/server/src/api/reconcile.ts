import { readReconcile, type SourceReport, toReportCsv, toReportJson } from '@shipstats/core';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { defineEndpoint } from './endpoint.ts';
import { reportSchema } from './reconcile-schema.ts';
import { requireSource } from './sources.ts';

/** How far back a report goes where nobody says. */
export const RECONCILE_WINDOW = '30d';

const params = z.strictObject({
  name: z.string().meta({ description: "The connector's name.", example: 'openai' }),
});

export const reconcileParams = z.strictObject({
  window: z.string().max(500).optional().meta({
    description: '30d, 12w, 6m, 1y, mtd, ytd, last-month or FROM..TO. Default: 30d.',
    example: '30d',
  }),
});

export const reconcileEndpoints = [
  defineEndpoint({
    method: 'get',
    path: '/api/v1/sources/{name}/reconcile',
    id: 'reconcileSource',
    summary: 'Costs beside usage, day by day, and what of them does not fit together',
    description: 'The same as the page /sources/{name}/reconcile and the command `shipstats reconcile`.',
    params,
    query: reconcileParams,
    errors: [404],
    success: { status: 200, description: 'The report.', type: 'application/json', schema: reportSchema },
    handle: async ({ params: { name }, query, http }, context) =>
      http.json(toReportJson(await readReport(name, query, context))),
  }),
  defineEndpoint({
    method: 'get',
    path: '/sources/{name}/reconcile.csv',
    id: 'reconcileSourceCsv',
    summary: 'The same as CSV (RFC 4180), one line a fact, numbers exact',
    params,
    query: reconcileParams,
    errors: [404],
    success: { status: 200, description: 'The report.', type: 'text/csv', schema: z.string() },
    handle: async ({ params: { name }, query, http }, context) =>
      http.body(toReportCsv(await readReport(name, query, context)), 200, {
        'Content-Type': 'text/csv; charset=utf-8; header=present',
        'Content-Disposition': 'attachment; filename="reconcile.csv"',
      }),
  }),
];

/** @throws HttpError 404 for a source that is not there or has no costs, 400 for a window that cannot be read */
export async function readReport(
  name: string,
  { window }: z.infer<typeof reconcileParams>,
  context: AppContext,
): Promise<SourceReport> {
  await requireSource(name, context);
  const source = context.config.connectors.find((connector) => connector.name === name);
  if (!source) throw new Error(`the source ${name} is not in the configuration`);
  return readReconcile(source, window || RECONCILE_WINDOW, context.query);
}

/** The page of a source's report; undefined for a source that has no costs to set beside usage. */
export function reconcileHref(name: string, context: AppContext): string | undefined {
  const source = context.config.connectors.find((connector) => connector.name === name);
  return source?.definition.reconcile && `/sources/${encodeURIComponent(name)}/reconcile`;
}
