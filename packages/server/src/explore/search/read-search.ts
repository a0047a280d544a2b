import {
  formatSearchQuery,
  OPERATOR_NAMES,
  type OperatorName,
  parseSearchQuery,
  type QueryProblem,
  type SearchQuery,
} from '@shipstats/registry';
import type { Context } from 'hono';

/** A search as an address tells it. */
export interface AskedSearch {
  /** As it stands in the box. */
  readonly typed: string;
  readonly query: SearchQuery;
  readonly problems: readonly QueryProblem[];
  /** Controls told a part of it beside the box: its address has a shorter form. */
  readonly hasControls: boolean;
}

/** Longer texts are no search. */
export const MAX_QUERY = 200;

/** `q` of an address, as it stands in the box. */
export function readTyped(http: Context): string {
  return (http.req.query('q') ?? '').toWellFormed().trim().slice(0, MAX_QUERY);
}

/** Reads `q`, the controls, which are named like the operators, and `verbatim`. */
export function readSearch(http: Context): AskedSearch {
  const text = readTyped(http);
  const operators: Partial<Record<OperatorName, string>> = {};
  for (const name of OPERATOR_NAMES) {
    const value = http.req.query(name);
    if (value !== undefined) operators[name] = value.toWellFormed().slice(0, MAX_QUERY);
  }
  const hasControls = Object.keys(operators).length > 0;
  const { query, problems } = parseSearchQuery(text, {
    operators,
    isVerbatim: http.req.query('verbatim') === '1',
  });
  // What cannot be followed stays in the box, to be mended there.
  return { typed: hasControls ? formatSearchQuery(query) : text, query, problems, hasControls };
}

/** The address of a search; from the first result where `from` is not told. */
export function searchHref(query: SearchQuery, from = 0): string {
  const params = new URLSearchParams({ q: formatSearchQuery(query) });
  if (query.isVerbatim) params.set('verbatim', '1');
  if (from > 0) params.set('from', `${from}`);
  return `/search?${params}`;
}
