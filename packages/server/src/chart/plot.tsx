import { isRead } from '@shipstats/core';
import { countBuckets, stateRuns } from './bucket-states.ts';
import type { ChartModel } from './chart-model.ts';
import { describeChart } from './describe-chart.ts';
import { BAND, drawBars } from './draw-bars.ts';
import { drawLine } from './draw-lines.ts';
import { slotClass } from './palette.ts';
import { anchorOf } from './place-marks.ts';
import { granularityOf, timeTicks } from './time-ticks.ts';

/** Below the plot: a rail that marks uncertain buckets, then the labels. */
const FOOT = 26;

export interface PlotProps {
  readonly id: string;
  readonly model: ChartModel;
  readonly title: string;
  readonly now: Date;
  /** Where the plot stands within a drawing that holds both; on a page the style sheet places it beside its gutter. */
  readonly frame?: { readonly x: number; readonly width: number };
}

/**
 * The drawing itself: the values' gutter, and beside it the plot.
 *
 * Across, everything is told in percentages or in a stretched inner drawing; down, in pixels. So one drawing fits
 * every width, and text, hairlines and dots keep their size on a phone.
 */
export function Plot({ id, model, title, now, frame }: PlotProps) {
  const { axis, height, result } = model;
  return (
    <>
      <svg class="chart-gutter" width={axis.gutter} height={height + FOOT} aria-hidden="true">
        {axis.ticks.map((tick) => (
          <text class="tick" x={axis.gutter - 8} y={tick.y} dy="0.34em" text-anchor="end">
            {tick.label}
          </text>
        ))}
      </svg>
      <svg
        class="chart-plot"
        x={frame?.x}
        width={frame?.width ?? '100%'}
        height={height + FOOT}
        role="img"
        aria-label={describeChart(model, title)}
      >
        <defs>
          <pattern
            id={`${id}-hatch`}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <path class="hatch" d="M0 0V6" />
          </pattern>
        </defs>
        <Bands id={id} model={model} />
        {axis.ticks.map((tick) => (
          <line class="grid" x1="0" x2="100%" y1={tick.y} y2={tick.y} />
        ))}
        {model.kind === 'bars' ? <Bars model={model} /> : <Lines model={model} />}
        {axis.holdsZero ? <line class="zero" x1="0" x2="100%" y1={axis.zeroY} y2={axis.zeroY} /> : null}
        <Marks model={model} />
        <HoleLabel model={model} />
        <TimeLabels model={model} now={now} />
        {!result.buckets.some((bucket) => isRead(bucket.state)) ? (
          <text class="plot-note" x="50%" y={height / 2} dy="0.34em" text-anchor="middle">
            Nothing known of {spanOf(result.buckets.length, model)}
          </text>
        ) : null}
        {model.kind === 'bars' ? (
          <rect class="cursor" x="0" y="0" width={percent(1 / result.buckets.length)} height={height} />
        ) : (
          <line class="cursor" x1="0" x2="0" y1="0" y2={height} />
        )}
      </svg>
    </>
  );
}

function Bands({ id, model }: { id: string; model: ChartModel }) {
  const total = model.result.buckets.length;
  const runs = stateRuns(model.result.buckets);
  return (
    <>
      {runs.map(({ state, from, to }) => {
        if (state !== 'provisional' && state !== 'unknown' && state !== 'incomplete') return null;
        const x = percent(from / total);
        const width = percent((to - from) / total);
        return (
          <>
            {state === 'unknown' ? (
              <rect
                class="band unknown"
                x={x}
                width={width}
                y="0"
                height={model.height}
                fill={`url(#${id}-hatch)`}
              />
            ) : (
              <rect class={`band ${state}`} x={x} width={width} y="0" height={model.height} />
            )}
            <rect class={`rail ${state}`} x={x} width={width} y={model.height + 2} height="3" />
          </>
        );
      })}
    </>
  );
}

function Bars({ model }: { model: ChartModel }) {
  const paths = drawBars(
    model.series.map((one) => one.values),
    model.isPale,
    model.axis,
    model.series.map((one) => one.isMinor),
  );
  return (
    <Stretched model={model}>
      {model.series.map((one, index) => {
        const { solid = '', pale = '' } = paths[index] ?? {};
        return (
          <>
            {solid === '' ? null : <path class={`bar ${slotClass(one.slot)}`} d={solid} />}
            {pale === '' ? null : <path class={`bar pale ${slotClass(one.slot)}`} d={pale} />}
          </>
        );
      })}
    </Stretched>
  );
}

function Lines({ model }: { model: ChartModel }) {
  const total = model.result.buckets.length;
  // The biggest is drawn last, on top of the others.
  const drawn = model.series
    .map((one, index) => ({
      paths: drawLine(one.values, model.isPale, model.axis),
      className: one.isMinor ? 'minor s-other' : `dash${index % 5} ${slotClass(one.slot)}`,
      isMinor: one.isMinor,
    }))
    .reverse();
  const isSingle = model.series.length === 1;
  return (
    <>
      <Stretched model={model}>
        {drawn.map(({ paths, className }) => (
          <>
            {isSingle && model.axis.holdsZero && paths.area !== '' ? (
              <path class={`wash ${className}`} d={paths.area} />
            ) : null}
            {paths.settled === '' ? null : <path class={`line ${className}`} d={paths.settled} />}
            {paths.pending === '' ? null : <path class={`line pending ${className}`} d={paths.pending} />}
          </>
        ))}
      </Stretched>
      {drawn.map(({ paths, className, isMinor }) =>
        isMinor
          ? null
          : paths.dots.map((dot) => (
              <circle
                class={`dot ${dot.isPending ? 'pending ' : ''}${className}`}
                cx={percent((dot.index + 0.5) / total)}
                cy={dot.y}
                r="3.5"
              />
            )),
      )}
    </>
  );
}

/** Ticks that stand on the axis, and names over those that have room for one. */
function Marks({ model }: { model: ChartModel }) {
  return (
    <>
      {model.marks.map(({ x, label, isExtra }) => (
        <>
          <line class="mark" x1={percent(x)} x2={percent(x)} y1={model.height - 9} y2={model.height} />
          {label === null ? null : (
            <text
              class={isExtra ? 'tick mark-label extra' : 'tick mark-label'}
              x={percent(x)}
              y={model.height - 13}
              text-anchor={anchorOf(x)}
            >
              {label}
            </text>
          )}
        </>
      ))}
    </>
  );
}

/** Says once what the hatching stands for, where there is most of it. */
function HoleLabel({ model }: { model: ChartModel }) {
  const { buckets } = model.result;
  const holes = stateRuns(buckets).filter(({ state }) => state === 'unknown');
  const widest = holes.reduce<(typeof holes)[number] | undefined>(
    (best, run) => (best === undefined || run.to - run.from > best.to - best.from ? run : best),
    undefined,
  );
  if (model.holeLabel === null || widest === undefined || widest.to - widest.from === buckets.length)
    return null;
  const middle = (widest.from + widest.to) / 2 / buckets.length;
  const anchor = middle < 0.12 ? 'start' : middle > 0.88 ? 'end' : 'middle';
  const x =
    anchor === 'start'
      ? widest.from / buckets.length
      : anchor === 'end'
        ? widest.to / buckets.length
        : middle;
  return (
    <text class="tick hole-label" x={percent(x)} y="24" text-anchor={anchor}>
      {model.holeLabel}
    </text>
  );
}

function TimeLabels({ model, now }: { model: ChartModel; now: Date }) {
  const { buckets } = model.result;
  const total = buckets.length;
  return (
    <>
      {timeTicks(buckets, now).map((tick) => {
        const middle = (tick.index + 0.5) / total;
        const [at, anchor] =
          middle < 0.07
            ? [tick.index / total, 'start']
            : middle > 0.93
              ? [(tick.index + 1) / total, 'end']
              : [middle, 'middle'];
        return (
          <text
            class={tick.isExtra ? 'tick extra' : 'tick'}
            x={percent(at)}
            y={model.height + 20}
            text-anchor={anchor}
          >
            {tick.label}
          </text>
        );
      })}
    </>
  );
}

function Stretched({ model, children }: { model: ChartModel; children?: unknown }) {
  return (
    <svg
      aria-hidden="true"
      width="100%"
      height={model.height}
      viewBox={`0 0 ${Math.max(1, model.result.buckets.length) * BAND} ${model.height}`}
      preserveAspectRatio="none"
    >
      {children}
    </svg>
  );
}

function spanOf(count: number, model: ChartModel): string {
  const granularity = granularityOf(model.result.buckets);
  return count === 1 ? `this ${granularity}` : `these ${countBuckets(count, granularity)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 1e5) / 1e3}%`;
}
