import { type FilterClause, type FilterValue, formatFilter, type NameBook } from '@shipstats/core';

/** A filter for people: names where ids stand in it. */
export function filterText(clause: FilterClause, book: NameBook): string {
  if ('or' in clause) return clause.or.map((one) => filterText(one, book)).join(' or ');
  const { field, op, value } = clause;
  const isWhole = op === 'eq' || op === 'neq' || op === 'in';
  const toLabel = (id: FilterValue) => (isWhole ? (book.find(field, String(id))?.label ?? id) : id);
  const labelled = Array.isArray(value) ? value.map(toLabel) : toLabel(value as FilterValue);
  return formatFilter({ field, op, value: labelled }) ?? `${field} ${op}`;
}

/** The ids that a filter gives the names of; undefined where it has none. */
export function filterIds(clause: FilterClause, book: NameBook): string | undefined {
  const conditions = 'or' in clause ? clause.or : [clause];
  const ids = conditions
    .flatMap(({ field, value }) => [value].flat().map((id) => ({ field, id: String(id) })))
    .filter(({ field, id }) => book.find(field, id) !== undefined)
    .map(({ id }) => id);
  return ids.length === 0 ? undefined : ids.join(' · ');
}
