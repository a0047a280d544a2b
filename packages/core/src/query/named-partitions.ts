import type { FilterClause, FilterCondition, FilterValue } from './query.ts';

/**
 * The values of a dimension that a filter names with `eq` or `in`: no row with another one can match. Null where it
 * names none.
 */
export function namedPartitions(filter: readonly FilterClause[], field: string): readonly string[] | null {
  return splitFilter(filter, field).named;
}

/** Takes from a filter the clauses that do nothing but name values of a dimension. */
export function splitFilter(
  filter: readonly FilterClause[],
  field: string,
): { readonly named: readonly string[] | null; readonly rest: readonly FilterClause[] } {
  const rest = filter.filter((clause) => namedBy(clause, field) === null);
  const lists = filter.map((clause) => namedBy(clause, field)).filter((list) => list !== null);
  const [first, ...others] = lists;
  if (first === undefined) return { named: null, rest };
  return { named: first.filter((value) => others.every((list) => list.includes(value))), rest };
}

function namedBy(clause: FilterClause, field: string): readonly string[] | null {
  const conditions = 'or' in clause ? clause.or : [clause];
  const named = new Set<string>();
  for (const condition of conditions) {
    const values = namedByCondition(condition, field);
    if (values === null) return null;
    for (const value of values) named.add(value);
  }
  return [...named];
}

/** Null for what is no list of texts: a number matches texts that are written in other ways. */
function namedByCondition({ field, op, value }: FilterCondition, name: string): readonly string[] | null {
  if (field !== name || (op !== 'eq' && op !== 'in')) return null;
  const values: readonly FilterValue[] = isList(value) ? value : [value];
  return values.every((one) => typeof one === 'string') ? values : null;
}

function isList(value: FilterCondition['value']): value is readonly FilterValue[] {
  return Array.isArray(value);
}
