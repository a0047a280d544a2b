import { FILTER_OF, type OperatorName, type SearchQuery } from '@shipstats/registry';

/** The same search with one filter off, or sorted as usual. */
export function withoutOperator(query: SearchQuery, name: OperatorName): SearchQuery {
  const filter = FILTER_OF[name];
  if (filter === null) return { ...query, sort: 'relevance' };
  const { [filter]: _, ...filters } = query.filters;
  return { ...query, filters };
}
