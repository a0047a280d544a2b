import { type BucketState, type Decimal, toNumber } from '@shipstats/core';
import { isOfPart } from './bucket-states.ts';
import { BAND } from './draw-bars.ts';
import { drawLine } from './draw-lines.ts';
import { valueAxis } from './value-axis.ts';

export interface SparklineProps {
  readonly points: readonly (Decimal | null)[];
  /** The state of each point; all complete if not told. */
  readonly states?: readonly BucketState[];
  readonly height?: number;
  /** Says what it shows; without it the drawing is decoration beside a number that says it. */
  readonly label?: string;
}

/** The shape of a number over time, in a line's height: zero line, end dot, gaps where nothing is known. */
export function Sparkline({ points, states = [], height = 36, label }: SparklineProps) {
  const values = points.map((point) => (point === null ? null : toNumber(point)));
  const known = values.filter((value) => value !== null);
  const inner = height - 5;
  const axis = valueAxis({
    min: Math.min(0, ...known),
    max: Math.max(0, ...known),
    unit: { kind: 'plain' },
    height: inner,
    top: 4,
    fromZero: true,
  });
  const { settled, pending, area, dots } = drawLine(
    values,
    values.map((_, index) => isOfPart(states[index] ?? 'complete')),
    axis,
  );
  const last = dots.at(-1);
  return (
    <svg
      class="spark"
      width="100%"
      height={height}
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined ? 'true' : undefined}
    >
      <line class="zero" x1="0" x2="100%" y1={axis.zeroY} y2={axis.zeroY} />
      <svg
        aria-hidden="true"
        width="100%"
        height={height}
        viewBox={`0 0 ${Math.max(1, values.length) * BAND} ${height}`}
        preserveAspectRatio="none"
      >
        <path class="wash s0" d={area} />
        <path class="line s0" d={settled} />
        {pending === '' ? null : <path class="line pending s0" d={pending} />}
      </svg>
      {last ? (
        <circle
          class={last.isPending ? 'dot pending s0' : 'dot s0'}
          cx={`${Math.round(((last.index + 0.5) / values.length) * 1e5) / 1e3}%`}
          cy={last.y}
          r="3"
        />
      ) : null}
    </svg>
  );
}
