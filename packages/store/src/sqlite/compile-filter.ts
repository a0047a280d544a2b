import type { FilterClause, FilterCondition, FilterValue } from '@shipstats/core';
import type { SqlValue } from './connection.ts';

/** A piece of SQL and the values bound in it, in order. */
export interface SqlPart {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/**
 * Writes the conditions of a filter, all of which must hold.
 *
 * - A number is compared with dimensions that are numbers themselves (`1024`), others never match it.
 * - A text is compared as UTF-8, byte by byte.
 * - null is a dimension that the source left empty; it equals only null, and `neq` holds for it.
 * - A list matches as any of its values does; with `neq`, as none does.
 *
 * @param columnOf the SQL of a dimension; "NULL" for one that no row has
 */
export function compileFilter(filter: readonly FilterClause[], columnOf: (field: string) => string): SqlPart {
  return joinParts(
    filter.map((clause) =>
      'or' in clause
        ? joinParts(
            clause.or.map((condition) => compileCondition(condition, columnOf)),
            'OR',
          )
        : compileCondition(clause, columnOf),
    ),
    'AND',
  );
}

/** The dimensions that a filter looks at. */
export function filterFields(filter: readonly FilterClause[]): readonly string[] {
  const conditions = filter.flatMap((clause) => ('or' in clause ? clause.or : [clause]));
  return [...new Set(conditions.map((condition) => condition.field))];
}

function compileCondition(condition: FilterCondition, columnOf: (field: string) => string): SqlPart {
  const column = columnOf(condition.field);
  const { op, value } = condition;
  const values = isList(value) ? value : [value];
  if (op === 'neq') {
    const same = joinParts(
      values.map((one) => compileEquals(column, one)),
      'OR',
    );
    return { sql: `(${same.sql}) IS NOT TRUE`, values: same.values };
  }
  return joinParts(
    values.map((one) => compileOne(column, op, one)),
    'OR',
  );
}

function compileOne(column: string, op: Exclude<FilterCondition['op'], 'neq'>, value: FilterValue): SqlPart {
  switch (op) {
    case 'eq':
    case 'in':
      return compileEquals(column, value);
    case 'gt':
      return compileOrder(column, '>', value);
    case 'gte':
      return compileOrder(column, '>=', value);
    case 'lt':
      return compileOrder(column, '<', value);
    case 'lte':
      return compileOrder(column, '<=', value);
    case 'contains':
      // lower() and LIKE both fold ASCII only; this one needs no escapes.
      if (value === null) return NEVER;
      return { sql: `instr(lower(${column}), lower(?)) > 0`, values: [String(value)] };
    default:
      return op satisfies never;
  }
}

function compileEquals(column: string, value: FilterValue): SqlPart {
  if (value === null) return { sql: `${column} IS NULL`, values: [] };
  if (typeof value === 'number') return compileNumber(column, '=', value);
  return { sql: `${column} = ?`, values: [String(value)] };
}

function compileOrder(column: string, operator: '>' | '>=' | '<' | '<=', value: FilterValue): SqlPart {
  if (value === null) return NEVER;
  if (typeof value === 'number') return compileNumber(column, operator, value);
  return { sql: `${column} ${operator} ?`, values: [String(value)] };
}

/**
 * Against a REAL, SQLite takes a text that is a number as that number and leaves any other a text, which is greater
 * than every number, infinity included: https://www.sqlite.org/datatype3.html#comparison_expressions
 */
function compileNumber(column: string, operator: string, value: number): SqlPart {
  if (Number.isNaN(value)) return NEVER;
  return {
    sql: `(${column} ${operator} CAST(? AS REAL) AND ${column} <= CAST(9e999 AS REAL))`,
    values: [value],
  };
}

const NEVER: SqlPart = { sql: '0', values: [] };

/** An empty list of alternatives never holds, an empty list of demands always does. */
function joinParts(parts: readonly SqlPart[], word: 'AND' | 'OR'): SqlPart {
  if (parts.length === 0) return { sql: word === 'AND' ? '1' : '0', values: [] };
  return {
    sql: parts.map((part) => `(${part.sql})`).join(` ${word} `),
    values: parts.flatMap((part) => part.values),
  };
}

function isList(value: FilterCondition['value']): value is readonly FilterValue[] {
  return Array.isArray(value);
}
