import { formatFilter, type MetricQuery, type Query, type Series, type WindowSpec } from '@shipstats/core';

/** A window as an address carries it. */
export function windowParam(window: WindowSpec): string {
  return typeof window === 'string' ? window : `${window.from}..${window.to ?? ''}`;
}

/**
 * The parameters that put the same question again; undefined for a question that no address can carry (conditions
 * that are joined by "or" over several dimensions, values with the sign that separates values).
 */
export function queryParams(query: MetricQuery): URLSearchParams | undefined {
  const params = new URLSearchParams();
  params.set('connector', query.connector);
  params.set('window', windowParam(query.window));
  for (const dimension of query.by) params.append('by', dimension);
  if (query.bucket !== null) params.set('bucket', query.bucket);
  params.set('fn', query.fn);
  if (query.field !== null) params.set('field', query.field);
  if (query.top !== null) params.set('top', `${query.top}`);
  for (const clause of query.filter) {
    const text = formatFilter(clause);
    if (text === undefined) return undefined;
    if (!('or' in clause) && clause.op === 'eq' && String(clause.value).includes('|')) return undefined;
    if (!('or' in clause) && Array.isArray(clause.value) && clause.value.some((value) => value === null)) {
      return undefined;
    }
    params.append('filter', text);
  }
  if (query.compare) params.set('compare', '1');
  return params;
}

/** The page of a metric that shows the answer to a query; for a derived number, that of its left side. */
export function metricHref(query: Query): string | undefined {
  switch (query.kind) {
    case 'metric':
      return pathOf('/metrics/', '', query);
    case 'derived':
      return metricHref(query.left);
    case 'merged':
      return query.of[0] ? metricHref(query.of[0]) : undefined;
    default:
      return query satisfies never;
  }
}

export function csvHref(query: MetricQuery): string | undefined {
  return pathOf('/metrics/', '.csv', query);
}

export function apiHref(query: MetricQuery): string | undefined {
  return pathOf('/api/v1/metrics/', '', query);
}

/** The page of one series of a split: filtered by its dimensions, no longer split. */
export function seriesHref(query: MetricQuery, series: Series): string | undefined {
  if (series.isOther || query.by.length === 0) return undefined;
  return metricHref({
    ...query,
    by: [],
    top: null,
    filter: [
      ...query.filter,
      ...Object.entries(series.dimensions).map(([field, value]) => ({ field, op: 'eq', value }) as const),
    ],
  });
}

function pathOf(before: string, after: string, query: MetricQuery): string | undefined {
  const params = queryParams(query);
  return params && `${before}${encodeURIComponent(query.metric)}${after}?${params}`;
}
