import { type Decimal, fromNumber, parseDecimal } from '../decimal.ts';
import type { ConfigProblem } from '../errors.ts';
import type { ResourceSpec } from '../metric.ts';
import type { MetricQuery, Query } from '../query/query.ts';
import { suggest } from '../suggest.ts';
import type { Granularity } from '../time.ts';
import type { WindowSpec } from '../window.ts';
import { WIDGET_KINDS, type Widget } from './config.ts';
import { normalizeMetricChoice } from './normalize-metric.ts';
import { widgetSchemas } from './schema.ts';
import { show, toProblems } from './zod-problems.ts';

export interface WidgetContext {
  readonly path: string;
  /** The resources of each configured connector, by its name. */
  readonly known: ReadonlyMap<string, readonly ResourceSpec[]>;
  readonly problems: ConfigProblem[];
}

/** What a widget gives its metrics where they name none of their own. */
export interface WidgetDefaults {
  readonly window: WindowSpec | undefined;
  readonly by: string | readonly string[] | undefined;
  readonly top: number | undefined;
  readonly bucket: Granularity | undefined;
  readonly compare: 'none' | 'previous-period' | undefined;
}

const DEFAULT_WINDOW = '30d';
const DEFAULT_TOP = 10;

/** Checks one widget; gives a list that is empty where it is wrong beyond use. */
export function normalizeWidget(id: string, value: unknown, context: WidgetContext): Widget[] {
  const kind = typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
  switch (kind) {
    case 'stat': {
      const spec = parse(widgetSchemas.stat, value, context);
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
      const spec = parse(widgetSchemas.timeseries, value, context);
      if (!spec) return [];
      const defaults = {
        window: spec.window,
        by: spec.by,
        top: spec.top ?? DEFAULT_TOP,
        bucket: spec.granularity ?? 'day',
        compare: spec.compare,
      } as const;
      const queries = queriesOf(spec, defaults, context);
      return queries.length === 0 ? [] : [{ kind, ...head(id, spec), ...numbers(queries, spec) }];
    }
    case 'breakdown':
    case 'distribution': {
      const spec = parse(widgetSchemas.breakdown, value, context);
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
      const spec = parse(widgetSchemas.table, value, context);
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
      const spec = parse(widgetSchemas.status, value, context);
      if (!spec) return [];
      const sources = typeof spec.source === 'string' ? [spec.source] : spec.source;
      for (const source of sources) checkConnector(source, `${context.path}.source`, context);
      return [{ kind, ...head(id, spec), sources }];
    }
    case 'text': {
      const spec = parse(widgetSchemas.text, value, context);
      return spec ? [{ kind, ...head(id, spec), text: spec.text }] : [];
    }
    default: {
      const message = kind === undefined ? 'is missing.' : `${show(kind)} is not a kind of widget.`;
      context.problems.push({
        path: `${context.path}.kind`,
        message,
        hint: suggest(String(kind ?? ''), WIDGET_KINDS),
      });
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

function parse<S extends (typeof widgetSchemas)[keyof typeof widgetSchemas]>(
  schema: S,
  value: unknown,
  context: WidgetContext,
): ReturnType<S['parse']> | undefined {
  const parsed = schema.safeParse(value);
  // The schema's own output, which TypeScript loses over the union of schemas.
  if (parsed.success) return parsed.data as ReturnType<S['parse']>;
  context.problems.push(...toProblems(parsed.error, context.path, value, Object.keys(schema.shape)));
  return undefined;
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
    readonly metric: unknown;
    readonly aggregate?:
      | { fn: 'sum' | 'avg' | 'min' | 'max' | 'count'; label?: string | undefined }
      | undefined;
    readonly title: string;
  },
  defaults: WidgetDefaults,
  context: WidgetContext,
): Query[] {
  const queries = normalizeMetricChoice(spec.metric, `${context.path}.metric`, defaults, context);
  if (!spec.aggregate || queries.length === 0) return queries;
  const plain = queries.filter((query) => query.kind === 'metric');
  if (plain.length !== queries.length) {
    context.problems.push({
      path: `${context.path}.aggregate`,
      message: 'only plain metrics can be merged, not derived ones.',
    });
    return [];
  }
  return [{ kind: 'merged', fn: spec.aggregate.fn, of: plain, label: spec.aggregate.label ?? spec.title }];
}

function toBudget(budget: number | string | undefined): Decimal | null {
  if (budget === undefined) return null;
  return typeof budget === 'number' ? fromNumber(budget) : (parseDecimal(budget) ?? null);
}
