import type { FilterClause, FilterCondition, FilterValue } from '@shipstats/core';

type Value = string | null;

/** What a filter means, in plain JavaScript: every engine is compared with it. */
export function matchesFilter(
  filter: readonly FilterClause[],
  dimensionOf: (field: string) => Value,
): boolean {
  return filter.every((clause) =>
    'or' in clause
      ? clause.or.some((condition) => matches(condition, dimensionOf(condition.field)))
      : matches(clause, dimensionOf(clause.field)),
  );
}

function matches({ op, value }: FilterCondition, actual: Value): boolean {
  // Array.isArray does not narrow a readonly list.
  const values = (Array.isArray(value) ? value : [value]) as readonly FilterValue[];
  if (op === 'neq') return !values.some((wanted) => equals(actual, wanted));
  return values.some((wanted) => matchesOne(op, wanted, actual));
}

function matchesOne(op: Exclude<FilterCondition['op'], 'neq'>, wanted: FilterValue, actual: Value): boolean {
  if (op === 'eq' || op === 'in') return equals(actual, wanted);
  if (wanted === null || actual === null) return false;
  if (op === 'contains') return lowerAscii(actual).includes(lowerAscii(String(wanted)));
  const order = compareWith(actual, wanted);
  if (order === undefined) return false;
  switch (op) {
    case 'gt':
      return order > 0;
    case 'gte':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'lte':
      return order <= 0;
    default:
      return op satisfies never;
  }
}

function equals(actual: Value, wanted: FilterValue): boolean {
  if (wanted === null) return actual === null;
  if (actual === null) return false;
  return compareWith(actual, wanted) === 0;
}

/** Undefined where a text that is no number meets a number. */
function compareWith(actual: string, wanted: string | number | boolean): number | undefined {
  if (typeof wanted !== 'number') return Buffer.compare(Buffer.from(actual), Buffer.from(String(wanted)));
  if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(actual)) return undefined;
  return Number(actual) - wanted;
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
