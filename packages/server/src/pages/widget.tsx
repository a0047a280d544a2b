import { DAY, leafQueries, type QueryResult, windowLabel } from '@shipstats/core';
import { raw } from 'hono/html';
import type { AppContext } from '../app-context.ts';
import { RankedBars, TimeseriesChart } from '../chart/index.ts';
import { reportError } from '../errors.ts';
import { csvHref, type Link, metricHref, partLinks, seriesHref } from '../links.ts';
import type { Answer, ResolvedWidget } from '../resolve-widget.ts';
import { Card, Notice, Stamp, StatTile } from '../ui/index.ts';
import { combineResults } from './combine-results.ts';
import { toFormatOptions } from './format-options.ts';
import { ResultTable } from './result-table.tsx';
import { SourceLine } from './source-line.tsx';
import { titleOver } from './title-over.ts';

type Numbers = Extract<ResolvedWidget, { kind: 'numbers' }>;

/** Draws one widget; one that cannot be drawn says so in its own place and leaves the others alone. */
export function renderWidget(
  resolved: ResolvedWidget,
  context: AppContext,
  window: string | null,
  chartHeight?: number,
) {
  try {
    // As text at once: a component that is drawn later would take the whole page with it.
    const view = (
      <WidgetView
        resolved={resolved}
        context={context}
        window={window}
        {...(chartHeight === undefined ? {} : { chartHeight })}
      />
    );
    return raw(view.toString());
  } catch (error) {
    const id = reportError(error, context);
    return (
      <FailedWidget
        title={resolved.widget.title}
        message="This widget could not be drawn."
        hint={`The server's log tells why, under ${id}.`}
      />
    );
  }
}

interface ViewProps {
  readonly resolved: ResolvedWidget;
  readonly context: AppContext;
  readonly window: string | null;
  /** Pixels for the plot of a chart, where its neighbour leaves it more room than usual. */
  readonly chartHeight?: number;
}

function WidgetView({ resolved, context, window, chartHeight }: ViewProps) {
  switch (resolved.kind) {
    case 'numbers':
      return (
        <NumbersView
          resolved={resolved}
          context={context}
          window={window}
          {...(chartHeight === undefined ? {} : { chartHeight })}
        />
      );
    case 'text':
      return (
        <Card {...titleOf(resolved.widget.title)}>
          {resolved.widget.text.split(/\n\s*\n/).map((paragraph) => (
            <p>{paragraph}</p>
          ))}
        </Card>
      );
    case 'status':
      return (
        <Card {...titleOf(resolved.widget.title)} href="/sources">
          {resolved.sources.map((source) => (
            <SourceLine source={source} now={context.clock()} />
          ))}
        </Card>
      );
    case 'failed':
      return <FailedWidget title={resolved.widget.title} message={resolved.message} hint={resolved.hint} />;
    default:
      return resolved satisfies never;
  }
}

function NumbersView({ resolved, context, window, chartHeight }: ViewProps & { readonly resolved: Numbers }) {
  const { widget, answers } = resolved;
  const title = titleUnder(widget, window);
  const now = context.clock();
  const format = toFormatOptions(widget.format);
  switch (widget.kind) {
    case 'stat':
      return (
        <>
          {answers.map(({ query, result, shape }) => (
            <StatTile
              title={answers.length === 1 ? title : result.title}
              result={result}
              now={now}
              {...hrefOf(metricHref(query))}
              parts={partLinks(query, context.catalog)}
              {...(shape === undefined ? {} : { shapeLabel: shape })}
              {...noteOf(result, answers.length === 1 && title !== widget.title ? null : window)}
              // A budget is one of the configured window.
              {...(widget.budget === null || window !== null ? {} : { budget: widget.budget })}
              {...format}
            />
          ))}
        </>
      );
    case 'timeseries':
      return (
        <>
          {combineResults(answers.map(({ result }) => result)).map((result, index) => (
            <TimeseriesChart
              id={`${widget.id}-${index}`}
              title={title}
              result={result}
              now={now}
              isWide
              {...(chartHeight === undefined ? {} : { height: chartHeight })}
              links={links(answers[index], context)}
              {...hrefOf(answers[index] && metricHref(answers[index].query))}
              {...format}
            />
          ))}
        </>
      );
    case 'breakdown':
      return (
        <>
          {combineResults(answers.map(({ result }) => result)).map((result, index) => (
            <RankedBars
              id={`${widget.id}-${index}`}
              title={title}
              result={result}
              now={now}
              rowHref={(series) => rowHref(answers[index], series)}
              links={links(answers[index], context)}
              {...hrefOf(answers[index] && metricHref(answers[index].query))}
              {...format}
            />
          ))}
        </>
      );
    case 'table':
      return (
        <Card {...titleOf(title)} isWide>
          {combineResults(answers.map(({ result }) => result)).map((result, index) => (
            <>
              <ResultTable
                label={title}
                result={result}
                rowHref={(series) => rowHref(answers[index], series)}
                {...format}
              />
              <div class="chart-foot">
                <Stamp stamps={result.stamps} now={now} />
                <p class="links">
                  {links(answers[index], context).map((link) => (
                    <a href={link.href}>{link.label}</a>
                  ))}
                </p>
              </div>
            </>
          ))}
        </Card>
      );
    default:
      return widget satisfies never;
  }
}

function FailedWidget(props: { title: string; message: string; hint: string | undefined }) {
  return (
    <Card {...titleOf(props.title)}>
      <Notice kind="warn" title={props.message}>
        {props.hint === undefined ? null : <p>{props.hint}</p>}
      </Notice>
    </Card>
  );
}

/** The widget's title, which may name its window: under another one it names that. */
function titleUnder({ title, queries }: Numbers['widget'], window: string | null): string {
  const own = queries[0] && leafQueries(queries[0])[0]?.window;
  return own === undefined || window === null ? title : titleOver(title, own, window);
}

function titleOf(title: string): { readonly title?: string } {
  return title === '' ? {} : { title };
}

function hrefOf(href: string | undefined): { readonly href?: string } {
  return href === undefined ? {} : { href };
}

/** What the title does not say: how much of today there is, and a window other than the configured one. */
function noteOf(result: QueryResult, window: string | null): { readonly note?: string } {
  const [stamp] = result.stamps;
  const { start, end } = result.window;
  const isToday = end - start === DAY && start % DAY === 0 && stamp?.partial === true;
  if (isToday && stamp.syncedAt !== null) return { note: `so far, by ${stamp.syncedAt.slice(11, 16)} UTC` };
  return window === null ? {} : { note: windowLabel(window) };
}

function links(answer: Answer | undefined, { catalog }: AppContext): readonly Link[] {
  if (answer === undefined) return [];
  if (answer.query.kind !== 'metric') return partLinks(answer.query, catalog);
  const csv = csvHref(answer.query);
  const page = metricHref(answer.query);
  return [
    ...(csv === undefined ? [] : [{ label: 'CSV', href: csv }]),
    ...(page === undefined ? [] : [{ label: 'Explore', href: page }]),
  ];
}

function rowHref(answer: Answer | undefined, series: QueryResult['series'][number]): string | undefined {
  return answer?.query.kind === 'metric' ? seriesHref(answer.query, series) : undefined;
}
