import {
  formatSearchQuery,
  OPERATOR_NAMES,
  type OperatorName,
  parseSearchQuery,
  type QueryProblem,
  SEARCH_OPERATORS,
  type SearchQuery,
} from '@shipstats/registry';
import type { Context } from 'hono';

/** A search as an address tells it. */
export interface AskedSearch {
  /** The whole of it as one text: words and operators. */
  readonly typed: string;
  /** What the box shows: no more than fits into it, or it would be cut when it is sent again. */
  readonly boxText: string;
  readonly query: SearchQuery;
  readonly problems: readonly QueryProblem[];
  /** Controls told a part of it beside the box, and it fits into the box: its address has a shorter form. */
  readonly hasShorterAddress: boolean;
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
  const typed = hasControls ? formatSearchQuery(query) : text;
  const isWhole = typed.length <= MAX_QUERY;
  // The controls and the links tell the rest.
  const boxText = isWhole ? typed : query.text;
  return { typed, boxText, query, problems, hasShorterAddress: hasControls && isWhole };
}

/** The address of a search; from the first result where `from` is not told. */
export function searchHref(query: SearchQuery, from = 0): string {
  const typed = formatSearchQuery(query);
  // What would be cut is told beside the text, as the form does.
  const isWhole = typed.length <= MAX_QUERY;
  const params = new URLSearchParams({ q: isWhole ? typed : query.text });
  for (const name of isWhole ? [] : OPERATOR_NAMES) {
    const value = SEARCH_OPERATORS[name].write(query.filters, query.sort);
    if (value !== null) params.set(name, value);
  }
  if (query.isVerbatim) params.set('verbatim', '1');
  if (from > 0) params.set('from', `${from}`);
  return `/search?${params}`;
}
