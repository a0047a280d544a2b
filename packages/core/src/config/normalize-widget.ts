import { type Decimal, fromNumber, parseDecimal } from '../decimal.ts';
import type { ConfigProblem } from '../errors.ts';
import type { ResourceSpec } from '../metric.ts';
import type { MetricQuery, Query } from '../query/query.ts';
import { closest, suggest } from '../suggest.ts';
import type { Granularity } from '../time.ts';
import type { WindowSpec } from '../window.ts';
import { WIDGET_KINDS, type Widget } from './config.ts';
import { checkMergeable, normalizeMetricChoice } from './normalize-metric.ts';
import { widgetSchemas } from './schema.ts';
import { parseParts, show } from './zod-problems.ts';

/** The resources of each configured connector, by its name; null where its kind is not known. */
export type KnownResources = ReadonlyMap<string, readonly ResourceSpec[] | null>;

/** Where a widget stands, what its metrics may name, and where its problems go. */
export interface WidgetContext {
  readonly path: string;
  readonly known: KnownResources;
  readonly problems: ConfigProblem[];
}

/** What a widget gives its metrics where they name none of their own. */
export interface WidgetDefaults {
  readonly window: WindowSpec | undefined;
  readonly by: string | readonly string[] | undefined;
  readonly top: number | undefined;
  readonly bucket: Granularity | undefined;
  /** The metrics are drawn over time: where no bucket is named, they have the usual one. */
  readonly isOverTime?: boolean;
  readonly compare: 'none' | 'previous-period' | undefined;
}

const DEFAULT_WINDOW = '30d';
const DEFAULT_TOP = 10;

/** Checks one widget; gives a list that is empty where it is wrong beyond use. */
export function normalizeWidget(id: string, value: unknown, context: WidgetContext): Widget[] {
  const kind = typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
  switch (kind) {
    case 'stat': {
      const spec = parseParts(widgetSchemas.stat, value, context.path, context.problems);
      if (!spec) return [];
      const queries = queriesOf(
        spec,
        { window: spec.window, by: undefined, top: undefined, bucket: undefined, compare: spec.compare },
        context,
      );
      if (queries.length === 0) return [];
      return [{ kind, ...head(id, spec), ...numbers(queries, spec), budget: toBudget(spec.budget) }];
    }
    case 'timeseries': {
      const spec = parseParts(widgetSchemas.timeseries, value, context.path, context.problems);
      if (!spec) return [];
      const defaults = {
        window: spec.window,
        by: spec.by,
        top: spec.top ?? DEFAULT_TOP,
        bucket: spec.granularity,
        isOverTime: true,
        compare: spec.compare,
      } as const;
      const queries = queriesOf(spec, defaults, context);
      return queries.length === 0 ? [] : [{ kind, ...head(id, spec), ...numbers(queries, spec) }];
    }
    case 'breakdown':
    case 'distribution': {
      const spec = parseParts(widgetSchemas.breakdown, value, context.path, context.problems);
      if (!spec) return [];
      const defaults = {
        window: spec.window,
        by: spec.by,
        top: spec.top ?? DEFAULT_TOP,
        bucket: undefined,
        compare: spec.compare,
      };
      const queries = queriesOf(spec, defaults, context);
      return queries.length === 0
        ? []
        : [{ kind: 'breakdown', ...head(id, spec), ...numbers(queries, spec) }];
    }
    case 'table': {
      const spec = parseParts(widgetSchemas.table, value, context.path, context.problems);
      if (!spec) return [];
      const defaults = {
        window: spec.window,
        by: spec.by,
        top: spec.top,
        bucket: undefined,
        compare: spec.compare,
      };
      const queries = queriesOf(spec, defaults, context);
      return queries.length === 0 ? [] : [{ kind, ...head(id, spec), ...numbers(queries, spec) }];
    }
    case 'status': {
      const spec = parseParts(widgetSchemas.status, value, context.path, context.problems);
      if (!spec) return [];
      const sources = typeof spec.source === 'string' ? [spec.source] : (spec.source ?? []);
      for (const source of sources) checkConnector(source, `${context.path}.source`, context);
      return [{ kind, ...head(id, spec), sources }];
    }
    case 'text': {
      const spec = parseParts(widgetSchemas.text, value, context.path, context.problems);
      return spec ? [{ kind, ...head(id, spec), text: spec.text ?? '' }] : [];
    }
    default: {
      const message = kind === undefined ? 'is missing.' : `${show(kind)} is not a kind of widget.`;
      context.problems.push({
        path: `${context.path}.kind`,
        message,
        hint: suggest(String(kind ?? ''), WIDGET_KINDS),
      });
      // What else is wrong with it is told at once, taken for the kind that was probably meant.
      const meant = closest(String(kind ?? ''), WIDGET_KINDS);
      if (meant !== undefined) normalizeWidget(id, { ...Object(value), kind: meant }, context);
      return [];
    }
  }
}

/** Tells whether a connector is configured, and says so where it is not. */
export function checkConnector(name: string, path: string, context: WidgetContext): boolean {
  if (context.known.has(name)) return true;
  context.problems.push({
    path,
    message: `there is no connector named ${show(name)} in "connectors".`,
    hint: suggest(name, [...context.known.keys()]),
  });
  return false;
}

function head(
  id: string,
  spec: { readonly title?: string | undefined; readonly description?: string | undefined },
) {
  return { id, title: spec.title ?? '', description: spec.description ?? null };
}

function numbers(
  queries: readonly Query[],
  spec: {
    readonly window?: WindowSpec | undefined;
    readonly format?: Widget extends never ? never : FormatSpec;
  },
) {
  return { queries, window: spec.window ?? firstWindow(queries), format: spec.format ?? null };
}

type FormatSpec = ReturnType<(typeof widgetSchemas)['stat']['parse']>['format'];

function firstWindow(queries: readonly Query[]): WindowSpec {
  const leaf = (query: Query | undefined): MetricQuery | undefined => {
    if (!query) return undefined;
    return query.kind === 'metric' ? query : query.kind === 'derived' ? query.left : query.of[0];
  };
  return leaf(queries[0])?.window ?? DEFAULT_WINDOW;
}

function queriesOf(
  spec: {
    readonly metric?: unknown;
    readonly aggregate?:
      | { fn: 'sum' | 'avg' | 'min' | 'max' | 'count'; label?: string | undefined }
      | undefined;
    readonly title?: string | undefined;
  },
  defaults: WidgetDefaults,
  context: WidgetContext,
): Query[] {
  if (!('metric' in spec)) return [];
  const metrics = normalizeMetricChoice(spec.metric, `${context.path}.metric`, defaults, context);
  const queries = metrics.map(({ query }) => query);
  if (!spec.aggregate || queries.length === 0) return queries;
  const plain = queries.filter((query) => query.kind === 'metric');
  if (plain.length !== queries.length) {
    context.problems.push({
      path: `${context.path}.aggregate`,
      message: 'only plain metrics can be merged, not derived ones.',
    });
    return [];
  }
  checkMergeable(metrics, context);
  const label = spec.aggregate.label ?? spec.title ?? '';
  return [{ kind: 'merged', fn: spec.aggregate.fn, of: plain, label }];
}

function toBudget(budget: number | string | undefined): Decimal | null {
  if (budget === undefined) return null;
  return typeof budget === 'number' ? fromNumber(budget) : (parseDecimal(budget) ?? null);
}
