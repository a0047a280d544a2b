import type { z } from 'zod';
import { findMetric, type MetricInfo, measureFor } from '../metric.ts';
import type { AggregateFn, FilterClause, FilterCondition, MetricQuery, Query } from '../query/query.ts';
import { suggest } from '../suggest.ts';
import type { Granularity } from '../time.ts';
import { unitName } from '../unit.ts';
import { checkConnector, type WidgetContext, type WidgetDefaults } from './normalize-widget.ts';
import { derivedSchema, metricSchema } from './schema.ts';
import { show, toProblems } from './zod-problems.ts';

const DEFAULT_WINDOW = '30d';
/** What `@rawdash/core` calls the time of a row. */
const TIME_FIELDS = ['ts', 'time', 'date', 'day', 'start_ts'];

/** Checks a widget's `metric`: one, several, or derived ones. */
export function normalizeMetricChoice(
  value: unknown,
  path: string,
  defaults: WidgetDefaults,
  context: WidgetContext,
): Query[] {
  if (Array.isArray(value)) {
    if (value.length === 0) context.problems.push({ path, message: 'is empty: name at least one metric.' });
    return value.flatMap((item, index) => normalizeOne(item, `${path}[${index}]`, defaults, context));
  }
  return normalizeOne(value, path, defaults, context);
}

function normalizeOne(
  value: unknown,
  path: string,
  defaults: WidgetDefaults,
  context: WidgetContext,
): Query[] {
  if (typeof value === 'object' && value !== null && 'derive' in value) {
    return normalizeDerived(value, path, defaults, context);
  }
  return normalizeMetric(value, path, defaults, context).map(({ query }) => query);
}

function normalizeDerived(
  value: unknown,
  path: string,
  defaults: WidgetDefaults,
  context: WidgetContext,
): Query[] {
  const parsed = derivedSchema.safeParse(value);
  if (!parsed.success) {
    context.problems.push(...toProblems(parsed.error, path, value, Object.keys(derivedSchema.shape)));
    return [];
  }
  const spec = parsed.data;
  const [left] = normalizeMetric(spec.left, `${path}.left`, defaults, context);
  const [right] = normalizeMetric(spec.right, `${path}.right`, defaults, context);
  if (!left || !right) return [];
  const units = [left, right].map(
    ({ query, info }) => measureFor(info, query.field ?? undefined)?.unit ?? info.measure.unit,
  );
  const [leftUnit, rightUnit] = units;
  if (!leftUnit || !rightUnit) return [];
  const same = unitName(leftUnit) === unitName(rightUnit);
  if (spec.derive === 'difference' && !same) {
    context.problems.push({
      path,
      message: `${unitName(leftUnit)} and ${unitName(rightUnit)} cannot be subtracted.`,
    });
    return [];
  }
  const unit =
    spec.derive === 'difference'
      ? leftUnit
      : same && spec.per === undefined
        ? ({ kind: 'ratio' } as const)
        : leftUnit;
  const sign = spec.derive === 'ratio' ? '÷' : '−';
  return [
    {
      kind: 'derived',
      op: spec.derive,
      left: left.query,
      right: right.query,
      per: spec.per ?? 1,
      unit,
      label: spec.label ?? `${left.info.metric.title} ${sign} ${right.info.metric.title}`,
    },
  ];
}

function normalizeMetric(
  value: unknown,
  path: string,
  defaults: WidgetDefaults,
  context: WidgetContext,
): { query: MetricQuery; info: MetricInfo }[] {
  const parsed = metricSchema.safeParse(value);
  if (!parsed.success) {
    context.problems.push(...toProblems(parsed.error, path, value, Object.keys(metricSchema.shape)));
    return [];
  }
  const spec = parsed.data;
  if (spec.shape !== 'metric') {
    context.problems.push({
      path: `${path}.shape`,
      message: `${show(spec.shape)} is not stored yet.`,
      hint: 'Use "metric".',
    });
    return [];
  }
  const name =
    typeof spec.connector === 'object' ? spec.connector.name : (spec.connector ?? spec.connectorId);
  if (name === undefined) {
    context.problems.push({
      path: `${path}.connector`,
      message: 'is missing: name the connector that has the metric.',
    });
    return [];
  }
  if (!checkConnector(name, `${path}.connector`, context)) return [];
  const resources = context.known.get(name) ?? [];
  const info = findMetric(resources, spec.name);
  if (!info) {
    const names = resources.flatMap((resource) => resource.metrics.map((metric) => metric.name));
    context.problems.push({
      path: `${path}.name`,
      message: `${name} has no metric ${show(spec.name)}.`,
      hint: suggest(spec.name, names),
    });
    return [];
  }
  return toQuery(spec, name, info, path, defaults, context).map((query) => ({ query, info }));
}

function toQuery(
  spec: z.output<typeof metricSchema>,
  connector: string,
  info: MetricInfo,
  path: string,
  defaults: WidgetDefaults,
  context: WidgetContext,
): MetricQuery[] {
  const before = context.problems.length;
  const dimensions = info.resource.dimensions.map((dimension) => dimension.name);
  const complain = (place: string, message: string, hint = '') =>
    context.problems.push({ path: `${path}.${place}`, message, ...(hint ? { hint } : {}) });
  const checkDimension = (dimension: string, place: string) => {
    if (!dimensions.includes(dimension)) {
      complain(place, `${spec.name} has no dimension ${show(dimension)}.`, suggest(dimension, dimensions));
    }
  };
  if (!measureFor(info, spec.field)) {
    complain(
      'field',
      `${spec.name} has no field ${show(spec.field)}.`,
      suggest(spec.field ?? '', ['value', ...info.metric.fields]),
    );
  }
  const grouped =
    spec.groupBy && !TIME_FIELDS.includes(spec.groupBy.field) ? [spec.groupBy.field] : undefined;
  const by = toList(spec.by) ?? grouped ?? toList(defaults.by) ?? [];
  if (by.length > 2) complain('by', 'at most two dimensions.');
  for (const dimension of by) checkDimension(dimension, grouped && !spec.by ? 'groupBy.field' : 'by');
  const filter = (spec.filter ?? []) as readonly FilterClause[]; // metricSchema admits no other shape or operator
  for (const [index, clause] of filter.entries()) {
    const conditions: readonly FilterCondition[] = 'or' in clause ? clause.or : [clause];
    for (const condition of conditions) {
      checkDimension(condition.field, `filter[${index}].field`);
      if ((condition.op === 'in') !== Array.isArray(condition.value)) {
        complain(
          `filter[${index}].value`,
          condition.op === 'in' ? 'must be a list for "in".' : `must not be a list for "${condition.op}".`,
        );
      }
    }
  }
  const bucket = spec.bucket ?? spec.groupBy?.granularity ?? defaults.bucket ?? null;
  if (bucket !== null) checkBucket(bucket, info, complain);
  const fn = (spec.fn ?? (info.resource.kind === 'flow' ? 'sum' : 'latest')) as AggregateFn; // metricSchema admits no other
  if (fn === 'sum' && info.resource.kind === 'level') {
    complain('fn', `${spec.name} is a level: it does not add up over time.`, 'Use latest, avg, min or max.');
  }
  if (context.problems.length > before) return [];
  return [
    {
      kind: 'metric',
      connector,
      metric: spec.name,
      field: spec.field === undefined || spec.field === 'value' ? null : spec.field,
      fn,
      window: spec.window ?? defaults.window ?? DEFAULT_WINDOW,
      filter,
      by,
      bucket,
      top: spec.top ?? defaults.top ?? null,
      compare: (spec.compare ?? defaults.compare) === 'previous-period',
      label: spec.label ?? null,
    },
  ];
}

function checkBucket(
  bucket: Granularity,
  info: MetricInfo,
  complain: (place: string, message: string, hint?: string) => void,
) {
  if (bucket === 'hour' && info.resource.granularity === 'day') {
    complain('bucket', `${info.metric.name} is daily: it has no hours.`, 'Use day, week or month.');
  }
}

function toList(value: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : value;
}
