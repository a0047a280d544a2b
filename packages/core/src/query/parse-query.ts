import { HttpError } from '../errors.ts';
import { suggest } from '../suggest.ts';
import type { Granularity } from '../time.ts';
import { WINDOW_FORMS, windowProblem } from '../window.ts';
import {
  AGGREGATE_FNS,
  type AggregateFn,
  type FilterClause,
  type FilterOperator,
  type MetricQuery,
} from './query.ts';
import type { MetricCatalog } from './reader.ts';

const GRANULARITIES: readonly Granularity[] = ['minute', 'hour', 'day', 'week', 'month'];

/** A question as a link or a command line carries it: texts only. */
export interface QueryParams {
  readonly metric: string;
  readonly connector?: string | undefined;
  readonly field?: string | undefined;
  readonly fn?: string | undefined;
  readonly window?: string | undefined;
  readonly by?: readonly string[] | undefined;
  readonly bucket?: string | undefined;
  readonly filter?: readonly string[] | undefined;
  readonly top?: string | undefined;
  readonly compare?: boolean | undefined;
  /** Leaves out what may still change. */
  readonly complete?: boolean | undefined;
}

/**
 * Turns texts into a query.
 *
 * @throws HttpError 404 for an unknown metric or connector, 400 for any other text that cannot be read, with what is valid.
 */
export function parseQuery(params: QueryParams, catalog: MetricCatalog): MetricQuery {
  const entry = catalog.find(params.metric, params.connector);
  if (!entry) {
    if (params.connector !== undefined && catalog.find(params.metric)) {
      const connectors = [...new Set(catalog.entries.map((candidate) => candidate.connector))];
      throw new HttpError(
        404,
        `There is no connector ${JSON.stringify(params.connector)} with this metric.`,
        suggest(params.connector, connectors),
      );
    }
    const names = [...new Set(catalog.entries.map((candidate) => candidate.metric.name))];
    throw new HttpError(
      404,
      `There is no metric ${JSON.stringify(params.metric)}.`,
      suggest(params.metric, names),
    );
  }
  const window = params.window ?? '30d';
  const problem = windowProblem(window);
  if (problem !== undefined)
    throw new HttpError(400, problem, problem.includes('Use ') ? undefined : `Use ${WINDOW_FORMS}.`);
  return {
    kind: 'metric',
    connector: entry.connector,
    metric: entry.metric.name,
    field:
      params.field === undefined || params.field === '' || params.field === 'value' ? null : params.field,
    fn: oneOf(params.fn, AGGREGATE_FNS, 'fn') ?? defaultFn(entry.resource.kind),
    window,
    filter: (params.filter ?? []).map(parseFilter),
    by: (params.by ?? []).filter((name) => name !== ''),
    bucket: oneOf(params.bucket, GRANULARITIES, 'bucket') ?? null,
    top: parseTop(params.top),
    compare: params.compare ?? false,
    finalOnly: params.complete ?? false,
    label: null,
  };
}

/** How a metric's buckets become one number where nobody said it: what adds up is added up. */
export function defaultFn(kind: 'flow' | 'level'): AggregateFn {
  return kind === 'flow' ? 'sum' : 'latest';
}

/** The longer signs first: `!=` must not be read as `=`. */
const SIGNS: readonly (readonly [string, FilterOperator])[] = [
  ['!=', 'neq'],
  ['>=', 'gte'],
  ['<=', 'lte'],
  ['=', 'eq'],
  ['~', 'contains'],
  ['>', 'gt'],
  ['<', 'lt'],
];

/**
 * Reads `model=gpt-5`, `model!=gpt-5`, `model~mini` (contains), `size>100`. An empty value stands for rows in which
 * the dimension is empty; `model=a|b` is either of two.
 */
export function parseFilter(text: string): FilterClause {
  const match = /^([A-Za-z0-9_]+)\s*(!=|>=|<=|=|~|>|<)(.*)$/s.exec(text);
  const operator = SIGNS.find(([sign]) => sign === match?.[2])?.[1];
  if (!match?.[1] || !operator) {
    throw new HttpError(
      400,
      `Not a filter: ${JSON.stringify(text)}.`,
      'Write it as dimension=value, dimension!=value or dimension~part.',
    );
  }
  const value = match[3] ?? '';
  if (operator === 'eq' && value.includes('|')) return { field: match[1], op: 'in', value: value.split('|') };
  if (operator === 'eq' || operator === 'neq')
    return { field: match[1], op: operator, value: value === '' ? null : value };
  const number = Number(value);
  return {
    field: match[1],
    op: operator,
    value: operator !== 'contains' && value !== '' && !Number.isNaN(number) ? number : value,
  };
}

/** Writes a clause as `parseFilter` reads it; undefined for one that has no such form. */
export function formatFilter(clause: FilterClause): string | undefined {
  if ('or' in clause) return undefined;
  if (clause.op === 'in')
    return Array.isArray(clause.value) ? `${clause.field}=${clause.value.join('|')}` : undefined;
  const sign = SIGNS.find(([, operator]) => operator === clause.op)?.[0];
  return sign === undefined ? undefined : `${clause.field}${sign}${clause.value ?? ''}`;
}

function parseTop(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const top = Number(text);
  if (!Number.isInteger(top) || top < 1 || top > 1000) {
    throw new HttpError(400, `Not a number of series: ${JSON.stringify(text)}.`, 'Use 1 to 1000.');
  }
  return top;
}

function oneOf<T extends string>(text: string | undefined, valid: readonly T[], name: string): T | undefined {
  if (text === undefined || text === '') return undefined;
  const found = valid.find((candidate) => candidate === text);
  if (found === undefined)
    throw new HttpError(400, `${JSON.stringify(text)} is no ${name}.`, suggest(text, valid));
  return found;
}
