import {
  HttpError,
  type MetricQuery,
  type Query,
  type QueryResult,
  runQuery,
  type Widget,
  type WindowSpec,
} from '@shipstats/core';
import type { AppContext } from './app-context.ts';
import { readSources, type SourceView } from './source-view.ts';

/** A widget with what it shows; one that cannot be answered carries why, so that its neighbours still stand. */
export type ResolvedWidget =
  | { readonly kind: 'numbers'; readonly widget: NumbersWidget; readonly answers: readonly Answer[] }
  | { readonly kind: 'status'; readonly widget: StatusWidget; readonly sources: readonly SourceView[] }
  | { readonly kind: 'text'; readonly widget: TextWidget }
  | {
      readonly kind: 'failed';
      readonly widget: Widget;
      readonly message: string;
      readonly hint: string | undefined;
    };

export type NumbersWidget = Exclude<Widget, { kind: 'status' } | { kind: 'text' }>;
type StatusWidget = Extract<Widget, { kind: 'status' }>;
type TextWidget = Extract<Widget, { kind: 'text' }>;

/** A query as it was asked, the window of the page in place of its own, and its result. */
export interface Answer {
  readonly query: Query;
  readonly result: QueryResult;
  /** What the points of the result span where that is not its window: `last 30 days`. */
  readonly shape?: string;
}

export interface ResolveOptions {
  /** Takes the place of every window of the widget; null keeps them. */
  readonly window: WindowSpec | null;
  readonly onError: (error: unknown) => string;
}

/** Asks everything that a widget shows. */
export async function resolveWidget(
  widget: Widget,
  context: AppContext,
  { window, onError }: ResolveOptions,
): Promise<ResolvedWidget> {
  try {
    switch (widget.kind) {
      case 'text':
        return { kind: 'text', widget };
      case 'status':
        return { kind: 'status', widget, sources: await readSources(context, widget.sources) };
      case 'stat':
      case 'timeseries':
      case 'breakdown':
      case 'table': {
        const queries =
          window === null ? widget.queries : widget.queries.map((query) => withWindow(query, window));
        const answers = await Promise.all(
          queries.map(async (query) => ({ query, result: await runQuery(query, context.query) })),
        );
        return { kind: 'numbers', widget, answers };
      }
      default:
        return widget satisfies never;
    }
  } catch (error) {
    if (error instanceof HttpError)
      return { kind: 'failed', widget, message: error.message, hint: error.hint };
    return {
      kind: 'failed',
      widget,
      message: 'This number could not be read.',
      hint: `The server's log tells why, under ${onError(error)}.`,
    };
  }
}

/** The same question about another span of time. */
export function withWindow(query: Query, window: WindowSpec): Query {
  return mapLeaves(query, (leaf) => ({ ...leaf, window }));
}

/** The same question with each of its metric queries changed. */
export function mapLeaves(query: Query, change: (leaf: MetricQuery) => MetricQuery): Query {
  switch (query.kind) {
    case 'metric':
      return change(query);
    case 'derived':
      return { ...query, left: change(query.left), right: change(query.right) };
    case 'merged':
      return { ...query, of: query.of.map(change) };
    default:
      return query satisfies never;
  }
}
