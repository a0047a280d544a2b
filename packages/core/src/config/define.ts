import type { AggregateFn, FilterOperator, FilterValue } from '../query/query.ts';
import type { Granularity } from '../time.ts';
import type { WindowSpec } from '../window.ts';
import type { BuiltInMetrics } from './built-in-metrics.ts';
import type { WidgetFormat } from './config.ts';

/** The kinds of source that come with Shipstats. */
export type BuiltInConnectorId = keyof BuiltInMetrics;

type AnyText = string & Record<never, never>;
type AllMetricsOf<Id> = Id extends BuiltInConnectorId ? keyof BuiltInMetrics[Id] & string : never;
type EveryMetric = { [Id in BuiltInConnectorId]: keyof BuiltInMetrics[Id] & string }[BuiltInConnectorId];
type EveryEntry = { [Id in BuiltInConnectorId]: BuiltInMetrics[Id] }[BuiltInConnectorId];
/** Of whichever connector has it; never where none has. */
type EntryNamed<Name, Table = EveryEntry> = Table extends unknown
  ? Name extends keyof Table
    ? Table[Name]
    : never
  : never;

/** The metric names that fit a connector: exact for a known kind, open for a plain object or one's own. */
export type MetricName<Id> = string extends Id
  ? EveryMetric | AnyText
  : Id extends BuiltInConnectorId
    ? AllMetricsOf<Id>
    : string;

/** The dimensions of a built-in metric; any text for a metric that is not built in. */
export type DimensionName<Name> = [EntryNamed<Name>] extends [never]
  ? string
  : EntryNamed<Name> extends { dimension: infer Dimension }
    ? Dimension
    : string;

/** The fields of a built-in metric, `value` included. */
export type FieldName<Name> = [EntryNamed<Name>] extends [never]
  ? string
  : EntryNamed<Name> extends { field: infer Field }
    ? Field | 'value'
    : string;

/** A source, as the user writes it. */
export interface ConnectorSpec<Id extends string = string> {
  readonly name: string;
  readonly connectorId: Id;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly displayName?: string;
  readonly enabled?: boolean;
  readonly syncIntervalSeconds?: number;
}

/**
 * A condition on a dimension, as the user writes it; null stands for rows in which it is empty, a list goes with
 * `in` only.
 */
export interface FilterConditionSpec<Dimension> {
  readonly field: Dimension;
  readonly op: FilterOperator;
  readonly value: FilterValue | readonly FilterValue[];
}

/** A question about a metric, as the user writes it. */
export interface MetricSpecInput<Name = string, Dimension = string, Field = string> {
  readonly name: Name;
  readonly shape?: 'metric';
  readonly field?: Field;
  readonly fn?: AggregateFn;
  readonly window?: WindowSpec;
  readonly filter?: readonly (
    | FilterConditionSpec<Dimension>
    | { readonly or: readonly FilterConditionSpec<Dimension>[] }
  )[];
  readonly groupBy?: { readonly field: string; readonly granularity: Granularity };
  readonly by?: Dimension | readonly Dimension[];
  readonly bucket?: Granularity;
  readonly top?: number;
  readonly compare?: 'none' | 'previous-period';
  readonly label?: string;
}

/** What `defineMetric` returns: the question, with the name of its connector. */
export interface DefinedMetric extends MetricSpecInput {
  readonly connector: string;
}

/** A number made of two metrics. */
export interface DerivedSpec {
  readonly derive: 'ratio' | 'difference';
  readonly left: DefinedMetric;
  readonly right: DefinedMetric;
  readonly per?: number;
  readonly label?: string;
}

/** What a widget shows: one metric, several, or numbers made of two. */
export type MetricChoice = DefinedMetric | DerivedSpec | readonly (DefinedMetric | DerivedSpec)[];

interface WidgetSpecBase {
  readonly title: string;
  readonly description?: string;
}

interface NumbersSpec extends WidgetSpecBase {
  readonly metric: MetricChoice;
  readonly aggregate?: { readonly fn: 'sum' | 'avg' | 'min' | 'max' | 'count'; readonly label?: string };
  readonly compare?: 'none' | 'previous-period';
  readonly format?: WidgetFormat;
}

interface SplitSpec {
  readonly by?: string | readonly string[];
  readonly top?: number;
}

/** A widget, as the user writes it. */
export type WidgetSpec =
  | (NumbersSpec & { readonly kind: 'stat'; readonly window?: WindowSpec; readonly budget?: number | string })
  | (NumbersSpec &
      SplitSpec & {
        readonly kind: 'timeseries';
        readonly window: WindowSpec;
        readonly granularity?: Granularity;
      })
  | (NumbersSpec & SplitSpec & { readonly kind: 'breakdown' | 'distribution'; readonly window: WindowSpec })
  | (NumbersSpec & SplitSpec & { readonly kind: 'table'; readonly window: WindowSpec })
  | (WidgetSpecBase & { readonly kind: 'status'; readonly source: string | readonly string[] })
  | { readonly kind: 'text'; readonly title?: string; readonly description?: string; readonly text: string };

/** A dashboard, as the user writes it; the keys of `widgets` go into addresses. */
export interface DashboardSpec {
  readonly title?: string;
  readonly description?: string;
  readonly widgets: Readonly<Record<string, WidgetSpec>>;
}

/**
 * A configuration, as the user writes it: what a configuration file exports by default. `retention.maxAge` is
 * milliseconds or a window such as `400d`.
 */
export interface ConfigSpec {
  readonly connectors: readonly ConnectorSpec[];
  readonly dashboards?: Readonly<Record<string, DashboardSpec>>;
  readonly timeZone?: string;
  readonly retention?: {
    readonly maxAge?: number | string;
    readonly maxSize?: number;
    readonly floor?: number;
    readonly intervalMs?: number;
  };
  readonly searchIndex?: { readonly followChanges?: boolean; readonly enrich?: boolean };
}

/** Types a configuration; returns it as it is. Everything is checked when it is loaded, all mistakes at once. */
export function defineConfig(spec: ConfigSpec): ConfigSpec {
  return spec;
}

/** Types a dashboard; returns it as it is. */
export function defineDashboard(spec: DashboardSpec): DashboardSpec {
  return spec;
}

/**
 * Types a source and keeps its kind, so that the editor completes the metrics it has.
 *
 * @example
 * const openai = defineConnector({ name: 'openai', connectorId: 'openai', config: { adminApiKey: secret('KEY') } });
 */
export function defineConnector<const Id extends BuiltInConnectorId | AnyText>(
  spec: ConnectorSpec<Id>,
): ConnectorSpec<Id> {
  return spec;
}

/**
 * Asks for a metric of a source, which is named by itself or by its name.
 *
 * @example
 * defineMetric({ connector: openai, name: 'openai_cost_usd', by: 'line_item', window: '30d' });
 */
export function defineMetric<const Id extends string, const Name extends MetricName<Id>>(
  spec: {
    readonly connector: string | { readonly name: string; readonly connectorId: Id };
  } & MetricSpecInput<Name, DimensionName<Name>, FieldName<Name>>,
): DefinedMetric {
  // JavaScript may leave the connector out: `normalizeConfig` tells where.
  const connector: unknown = spec.connector;
  const name =
    typeof connector === 'object' && connector !== null ? Reflect.get(connector, 'name') : connector;
  // The names were narrowed for the editor only: a DefinedMetric is the same object with plain texts.
  return { ...spec, connector: name } as unknown as DefinedMetric;
}

/** `left ÷ right`, times `per`: a cache-hit ratio, or a cost per million tokens. */
export function defineRatio(
  left: DefinedMetric,
  right: DefinedMetric,
  options: { readonly per?: number; readonly label?: string } = {},
): DerivedSpec {
  return { derive: 'ratio', left, right, ...options };
}

/** `left − right`. */
export function defineDifference(
  left: DefinedMetric,
  right: DefinedMetric,
  options: { readonly label?: string } = {},
): DerivedSpec {
  return { derive: 'difference', left, right, ...options };
}
