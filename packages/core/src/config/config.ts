import type { ConnectorDefinition } from '../connector.ts';
import type { Decimal } from '../decimal.ts';
import type { Query } from '../query/query.ts';
import type { WindowSpec } from '../window.ts';

/** A configuration in which every field is present and every name has been checked; see `normalizeConfig`. */
export interface Config {
  readonly connectors: readonly ConfiguredConnector[];
  readonly dashboards: readonly Dashboard[];
  /** An IANA zone for times on pages and for the days of hourly sources; null for UTC. */
  readonly timeZone: string | null;
  /** Buckets older than this many days are deleted; null keeps everything. */
  readonly maxAgeDays: number | null;
  /** What a server does by itself to keep the search index up to date. */
  readonly searchIndex: { readonly followChanges: boolean; readonly enrich: boolean };
}

/** A source as it is configured, with its kind resolved and every default filled in. */
export interface ConfiguredConnector {
  readonly name: string;
  readonly displayName: string;
  readonly definition: ConnectorDefinition;
  /** Validated by the definition's own schema; secrets still closed. */
  readonly options: unknown;
  readonly enabled: boolean;
  readonly syncIntervalSeconds: number;
}

/** A page of widgets, in the order in which they stand. */
export interface Dashboard {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly widgets: readonly Widget[];
}

/**
 * How a widget writes its numbers; what is left out follows from the metric's unit. `decimals` is 0 to 20,
 * `currency` an ISO 4217 code.
 */
export interface WidgetFormat {
  readonly kind: 'currency' | 'number' | 'percent' | 'duration' | 'bytes';
  readonly currency?: string | undefined;
  readonly decimals?: number | undefined;
  readonly compact?: boolean | undefined;
}

interface WidgetBase {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
}

interface NumbersWidget extends WidgetBase {
  /** One number each; several where the widget names several metrics without an `aggregate`. */
  readonly queries: readonly Query[];
  readonly window: WindowSpec;
  readonly format: WidgetFormat | null;
}

/** One number, or a few side by side. */
export interface StatWidget extends NumbersWidget {
  readonly kind: 'stat';
  /** What may be spent within the widget's window, in the metric's unit. */
  readonly budget: Decimal | null;
}

/** Numbers over time. */
export interface TimeseriesWidget extends NumbersWidget {
  readonly kind: 'timeseries';
}

/** A window's total, split by a dimension. */
export interface BreakdownWidget extends NumbersWidget {
  readonly kind: 'breakdown';
}

/** A window's numbers in rows. */
export interface TableWidget extends NumbersWidget {
  readonly kind: 'table';
}

/** How the syncs of sources fare. */
export interface StatusWidget extends WidgetBase {
  readonly kind: 'status';
  /** Names of connectors. */
  readonly sources: readonly string[];
}

/** Words between the numbers. */
export interface TextWidget extends WidgetBase {
  readonly kind: 'text';
  /** Plain text; blank lines make paragraphs. */
  readonly text: string;
}

/** Whatever stands on a dashboard, told apart by its `kind`. */
export type Widget =
  | StatWidget
  | TimeseriesWidget
  | BreakdownWidget
  | TableWidget
  | StatusWidget
  | TextWidget;

/** The kinds of widget, for checks and suggestions. */
export const WIDGET_KINDS = ['stat', 'timeseries', 'breakdown', 'table', 'status', 'text'] as const;
