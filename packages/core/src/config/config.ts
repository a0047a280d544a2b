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
}

export interface ConfiguredConnector {
  readonly name: string;
  readonly displayName: string;
  readonly definition: ConnectorDefinition;
  /** Validated by the definition's own schema; secrets still closed. */
  readonly options: unknown;
  readonly enabled: boolean;
  readonly syncIntervalSeconds: number;
}

export interface Dashboard {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly widgets: readonly Widget[];
}

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

export interface StatWidget extends NumbersWidget {
  readonly kind: 'stat';
  /** What may be spent within the widget's window, in the metric's unit. */
  readonly budget: Decimal | null;
}

export interface TimeseriesWidget extends NumbersWidget {
  readonly kind: 'timeseries';
}

export interface BreakdownWidget extends NumbersWidget {
  readonly kind: 'breakdown';
}

export interface TableWidget extends NumbersWidget {
  readonly kind: 'table';
}

export interface StatusWidget extends WidgetBase {
  readonly kind: 'status';
  /** Names of connectors. */
  readonly sources: readonly string[];
}

export interface TextWidget extends WidgetBase {
  readonly kind: 'text';
  /** Plain text; blank lines make paragraphs. */
  readonly text: string;
}

export type Widget =
  | StatWidget
  | TimeseriesWidget
  | BreakdownWidget
  | TableWidget
  | StatusWidget
  | TextWidget;

export const WIDGET_KINDS = ['stat', 'timeseries', 'breakdown', 'table', 'status', 'text'] as const;
