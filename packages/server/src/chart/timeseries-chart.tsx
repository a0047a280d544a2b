import type { FormatOptions, QueryResult } from '@shipstats/core';
import { Stamp } from '../ui/stamp.tsx';
import { type ChartKind, chartModel, chartValue } from './chart-model.ts';
import { ChartTable } from './chart-table.tsx';
import { Legend } from './legend.tsx';
import type { ChartMark } from './place-marks.ts';
import { Plot } from './plot.tsx';
import { bucketName, spanName } from './time-ticks.ts';

export interface TimeseriesChartProps {
  /** Unique on the page; letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  /** Where the title leads: the metric's own page. */
  readonly href?: string;
  readonly result: QueryResult;
  readonly now: Date;
  /** Bars or line; told from the metric where not given. */
  readonly kind?: ChartKind;
  /** Height of the plot in pixels; 208 if not told. */
  readonly height?: number;
  readonly format?: FormatOptions;
  /** All values of the dimension in an order that does not change: gives each its colour on every page. */
  readonly known?: readonly string[];
  /** Shown beside the table: CSV, Explore. */
  readonly links?: readonly { readonly label: string; readonly href: string }[];
  /** Without the frame of a card. */
  readonly isFlat?: boolean;
  readonly isWide?: boolean;
  /** Stands where title and span would: a head of its own, which must hold a heading. */
  readonly head?: unknown;
  /** What happened when: releases. */
  readonly marks?: readonly ChartMark[];
  /** Why buckets are unknown, in few words. */
  readonly holeLabel?: string;
}

/** A metric over time: plot, legend, reading by keyboard and touch, stamp and table, in one figure. */
export function TimeseriesChart(props: TimeseriesChartProps) {
  const { id, title, href, result, now, links = [] } = props;
  const model = chartModel(result, {
    ...(props.kind && { kind: props.kind }),
    ...(props.height && { height: props.height }),
    ...(props.format && { format: props.format }),
    ...(props.known && { known: props.known }),
    ...(props.marks && { marks: props.marks }),
    ...(props.holeLabel && { holeLabel: props.holeLabel }),
  });
  const last = result.buckets.at(-1);
  const classes = ['chart', props.isFlat ? '' : 'card', props.isWide ? 'wide' : ''].filter(Boolean).join(' ');
  const isSummed = result.value !== null && result.fn !== null;
  return (
    <figure class={classes} id={id} data-island="chart-cursor">
      <figcaption>
        {props.head ?? (
          <>
            <h2>{href === undefined ? title : <a href={href}>{title}</a>}</h2>
            <p class="soft">
              {isSummed && result.value !== null ? (
                <>
                  <b>{chartValue(model, result.value)}</b>
                  {' · '}
                </>
              ) : null}
              {spanName(result.window)}
            </p>
          </>
        )}
      </figcaption>
      <Legend model={model} id={id} />
      <div class={`plot-box ${model.kind}`}>
        <Plot id={id} model={model} title={title} now={now} />
        {result.buckets.length > 1 ? (
          <div class="reader" hidden>
            <input
              type="range"
              min="0"
              max={result.buckets.length - 1}
              value={result.buckets.length - 1}
              aria-label={`Read ${title}`}
              aria-valuetext={last ? bucketName(last) : ''}
              autocomplete="off"
            />
            <output aria-live="off" hidden />
          </div>
        ) : null}
      </div>
      <div class="chart-foot">
        <Stamp stamps={result.stamps} now={now} />
        {links.length > 0 ? (
          <p class="links">
            {links.map((link) => (
              <a href={link.href}>{link.label}</a>
            ))}
          </p>
        ) : null}
        <ChartTable model={model} id={id} title={title} />
      </div>
    </figure>
  );
}
