import {
  atGranularity,
  type CatalogEntry,
  granularityOf,
  HttpError,
  type MetricQuery,
  parseWindow,
} from '@shipstats/core';
import type { Revision, RevisionFilter } from '@shipstats/store';
import type { AppContext } from './app-context.ts';

/**
 * What the source changed of the numbers that a query asks for, after their days (or hours) were over. Filters and splits of
 * the query play no part.
 *
 * @throws HttpError 404 for an unknown metric
 */
export async function readRevisions(
  query: MetricQuery,
  context: AppContext,
  options: Pick<RevisionFilter, 'of' | 'limit' | 'offset'>,
): Promise<{ readonly entry: CatalogEntry; readonly revisions: readonly Revision[] }> {
  const found = context.catalog.find(query.metric, query.connector);
  if (!found) throw new HttpError(404, `There is no metric ${JSON.stringify(query.metric)}.`);
  // Those of the buckets that answer the query: of days, unless it is one of hours.
  const entry = atGranularity(found, granularityOf(query, found));
  const revisions = await context.store.revisions({
    connector: entry.connector,
    resource: entry.resource.name,
    measure: query.field ?? entry.metric.measure,
    window: parseWindow(query.window, {
      now: context.clock(),
      ...(context.config.timeZone === null ? {} : { timeZone: context.config.timeZone }),
      granularity: entry.resource.granularity,
    }),
    ...options,
  });
  return { entry, revisions };
}
