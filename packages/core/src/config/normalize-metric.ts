import type { z } from 'zod';
import { findMetric, type MetricInfo, measureFor } from '../metric.ts';
import { chooseGranularity, granularitiesOf, isMadeOf } from '../query/choose-granularity.ts';
import { describeTooFine } from '../query/plan-query.ts';
import type { AggregateFn, FilterClause, FilterCondition, MetricQuery, Query } from '../query/query.ts';
import { describeWithin, missingWithin } from '../query/within.ts';
import { suggest } from '../suggest.ts';
import type { Granularity } from '../time.ts';
import { count, type Unit, unitName } from '../unit.ts';
import { isSameWindow } from '../window.ts';
import { checkConnector, type WidgetContext, type WidgetDefaults } from './normalize-widget.ts';
import { derivedSchema, metricSchema } from './schema.ts';
import { parseParts, show } from './zod-problems.ts';

const DEFAULT_WINDOW = '30d';
/** What `@rawdash/core` calls the time of a row. */
const TIME_FIELDS = ['ts', 'time', 'date', 'day', 'start_ts'];

/** A checked question, where it stands, and what its answer counts. */
export interface NormalizedMetric<Kind extends Query = Query> {
  readonly query: Kind;
  readonly unit: Unit;
  readonly path: string;
}

/** Checks a widget's `metric`: one, several, or derived ones. */
export function normalizeMetricChoice(
  value: unknown,
  path: string,
  defaults: WidgetDefaults,
  context: WidgetContext,
): NormalizedMetric[] {
  if (Array.isArray(value)) {
    if (value.length === 0) context.problems.push({ path, message: 'is empty: name at least one metric.' });
    return value.flatMap((item, index) => normalizeOne(item, `${path}[${index}]`, defaults, context));
  }
  return normalizeOne(value, path, defaults, context);
}

/** Checks that plain metrics can become one number: of one unit, over the same days, split alike. */
export function checkMergeable(metrics: readonly NormalizedMetric[], context: WidgetContext): void {
  const [first, ...others] = metrics;
  if (!first) return;
  for (const other of others) {
    const [unit, otherUnit] = [unitName(first.unit), unitName(other.unit)];
    if (unit !== otherUnit) {
      context.problems.push({
        path: `${context.path}.aggregate`,
        message: `${nameOf(first.query)} (${unit}) and ${nameOf(other.query)} (${otherUnit}) cannot be merged: their units differ.`,
      });
    }
    checkSameAxes(first, other, context);
  }
}

function normalizeOne(
  value: unknown,
  path: string,
  defaults: WidgetDefaults,
  context: WidgetContext,
): NormalizedMetric[] {
  if (typeof value === 'object' && value !== null && 'derive' in value) {
    return normalizeDerived(value, path, defaults, context);
  }
  return normalizeMetric(value, path, defaults, context);
}

function normalizeDerived(
  value: unknown,
  path: string,
  defaults: WidgetDefaults,
  context: WidgetContext,
): NormalizedMetric[] {
  const spec = parseParts(derivedSchema, value, path, context.problems);
  if (!spec) return [];
  const [left, right] = (['left', 'right'] as const).map((side) =>
    side in spec ? normalizeMetric(spec[side], `${path}.${side}`, defaults, context)[0] : undefined,
  );
  if (!left || !right || spec.derive === undefined) return [];
  checkSameAxes(left, right, context);
  const same = unitName(left.unit) === unitName(right.unit);
  if (spec.derive === 'difference' && !same) {
    context.problems.push({
      path,
      message: `${unitName(left.unit)} and ${unitName(right.unit)} cannot be subtracted.`,
    });
    return [];
  }
  const isShare = spec.derive === 'ratio' && same && spec.per === undefined;
  const unit: Unit = isShare ? { kind: 'ratio' } : left.unit;
  const sign = spec.derive === 'ratio' ? '÷' : '−';
  return [
    {
      query: {
        kind: 'derived',
        op: spec.derive,
        left: left.query,
        // The series that are named are chosen on the left; all of the right are there to be their counterparts.
        right: { ...right.query, top: null },
        per: spec.per ?? 1,
        unit,
        label: spec.label ?? `${left.title} ${sign} ${right.title}`,
      },
      unit,
      path,
    },
  ];
}

/** Two metrics that become one must share their time axis and their series. */
function checkSameAxes(first: NormalizedMetric, other: NormalizedMetric, context: WidgetContext): void {
  const [one, two] = [first.query, other.query];
  if (one.kind !== 'metric' || two.kind !== 'metric') return;
  // Of one metric against itself the names say nothing: then it is where they stand.
  const places = [first, other].map(({ path }) => path.slice(context.path.length + 1));
  const names = one.metric === two.metric ? places : [one.metric, two.metric];
  const complain = (field: string, widgetField: string, left: unknown, right: unknown) => {
    // Where the widget's own field is wrong, what stands here is not what was meant.
    if (context.problems.some((problem) => problem.path === `${context.path}.${widgetField}`)) return;
    context.problems.push({
      path: `${other.path}.${field}`,
      message: `${names[1]} has ${show(right ?? 'none')}, ${names[0]} has ${show(left ?? 'none')}: they must be the same to become one number.`,
      hint: 'Name it at the widget, or at both.',
    });
  };
  if (!isSameWindow(one.window, two.window)) complain('window', 'window', one.window, two.window);
  if (one.bucket !== two.bucket) complain('bucket', 'granularity', one.bucket, two.bucket);
  if (one.by.join() !== two.by.join()) complain('by', 'by', one.by, two.by);
}

function nameOf(query: Query): string {
  return query.kind === 'metric' ? query.metric : query.label;
}

interface NormalizedLeaf extends NormalizedMetric<MetricQuery> {
  readonly title: string;
}

function normalizeMetric(
  value: unknown,
  path: string,
  defaults: WidgetDefaults,
  context: WidgetContext,
): NormalizedLeaf[] {
  const before = context.problems.length;
  const spec = parseParts(metricSchema, value, path, context.problems);
  if (!spec) return [];
  if (spec.shape !== undefined && spec.shape !== 'metric') {
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
    const isTold = context.problems
      .slice(before)
      .some((problem) => problem.path.startsWith(`${path}.connector`));
    if (!isTold) {
      context.problems.push({
        path: `${path}.connector`,
        message: 'is missing: name the connector that has the metric.',
      });
    }
    return [];
  }
  if (!checkConnector(name, `${path}.connector`, context)) return [];
  const resources = context.known.get(name) ?? null;
  // Without its kind, or without a name, there is nothing to compare with; that was told where it stands.
  if (resources === null || spec.name === undefined) return [];
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
  const query = toQuery(spec, name, info, path, defaults, context);
  if (context.problems.length > before) return [];
  const measure = measureFor(info, query.field ?? undefined) ?? info.measure;
  const unit = query.fn === 'count' ? count(`${chooseGranularity(query, info.resource)}s`) : measure.unit;
  return [{ query, unit, path, title: info.metric.title }];
}

function toQuery(
  spec: Partial<z.output<typeof metricSchema>>,
  connector: string,
  info: MetricInfo,
  path: string,
  defaults: WidgetDefaults,
  context: WidgetContext,
): MetricQuery {
  const { name } = info.metric;
  const dimensions = info.resource.dimensions.map((dimension) => dimension.name);
  const complain = (place: string, message: string, hint = '') =>
    context.problems.push({ path: `${path}.${place}`, message, ...(hint ? { hint } : {}) });
  const checkDimension = (dimension: string, place: string) => {
    if (!dimensions.includes(dimension)) {
      complain(place, `${name} has no dimension ${show(dimension)}.`, suggest(dimension, dimensions));
    }
  };
  const measure = measureFor(info, spec.field);
  if (!measure) {
    complain(
      'field',
      `${name} has no field ${show(spec.field)}.`,
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
  const window = spec.window ?? defaults.window ?? DEFAULT_WINDOW;
  // Days, unless the window is of hours and the metric has them.
  const usual = defaults.isOverTime ? chooseGranularity({ bucket: null, window }, info.resource) : null;
  const bucket = spec.bucket ?? spec.groupBy?.granularity ?? defaults.bucket ?? usual;
  if (bucket !== null) checkBucket(bucket, info, complain);
  const fn = (spec.fn ?? (info.resource.kind === 'flow' ? 'sum' : 'latest')) as AggregateFn; // metricSchema admits no other
  if (fn === 'sum' && info.resource.kind === 'level') {
    complain('fn', `${name} is a level: it does not add up over time.`, 'Use latest, avg, min or max.');
  }
  const within = measure && missingWithin({ by, filter, fn }, measure);
  if (within) complain('by', `${name} is of several kinds, which do not add up.`, describeWithin(within));
  return {
    kind: 'metric',
    connector,
    metric: name,
    field: spec.field === undefined || spec.field === 'value' ? null : spec.field,
    fn,
    window,
    filter,
    by,
    bucket,
    top: spec.top ?? defaults.top ?? null,
    compare: (spec.compare ?? defaults.compare) === 'previous-period',
    finalOnly: false,
    label: spec.label ?? null,
  };
}

function checkBucket(
  bucket: Granularity,
  info: MetricInfo,
  complain: (place: string, message: string, hint?: string) => void,
) {
  const isThere = granularitiesOf(info.resource).some((granularity) => isMadeOf(bucket, granularity));
  if (!isThere) complain('bucket', ...describeTooFine(info.metric.name, bucket, info.resource));
}

function toList(value: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : value;
}
