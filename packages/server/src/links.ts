import {
  formatFilter,
  leafQueries,
  type MetricCatalog,
  type MetricQuery,
  type Query,
  type Series,
  type WindowSpec,
} from '@shipstats/core';

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
  if (query.finalOnly) params.set('complete', '1');
  return params;
}

/** The page of a metric that shows the answer to a query; none shows a number made of several, see `partLinks`. */
export function metricHref(query: Query): string | undefined {
  return query.kind === 'metric' ? pathOf('/metrics/', '', query) : undefined;
}

export interface Link {
  readonly label: string;
  readonly href: string;
}

/** The pages of what a number is made of, by the titles of the metrics; none for a plain one. */
export function partLinks(query: Query, catalog: MetricCatalog): readonly Link[] {
  if (query.kind === 'metric') return [];
  const links = leafQueries(query).flatMap((leaf): Link[] => {
    const href = metricHref(leaf);
    const title = catalog.find(leaf.metric, leaf.connector)?.metric.title ?? leaf.metric;
    const label = leaf.field === null ? title : sentence(leaf.field);
    return href === undefined ? [] : [{ label, href }];
  });
  return [...new Map(links.map((link) => [link.href, link])).values()];
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

/** `input_cached_tokens` as people read it: `Input cached tokens`. */
function sentence(field: string): string {
  return field.charAt(0).toUpperCase() + field.slice(1).replaceAll('_', ' ');
}

function pathOf(before: string, after: string, query: MetricQuery): string | undefined {
  const params = queryParams(query);
  return params && `${before}${encodeURIComponent(query.metric)}${after}?${params}`;
}
