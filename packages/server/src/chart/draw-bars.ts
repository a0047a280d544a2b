import { stack, stackOffsetDiverging, stackOrderNone } from 'd3-shape';
import type { ValueAxis } from './value-axis.ts';

/** Width of one bucket in the drawing's own units: the plot is as many of these wide as there are buckets. */
export const BAND = 100;

export interface BarPaths {
  /** Settled buckets; empty where there is nothing to draw. */
  readonly solid: string;
  /** The bucket that is not over yet: drawn pale, with an outline. */
  readonly pale: string;
}

/** Adds up what is above and what is below zero, for the axis of stacked bars. */
export function stackedExtent(
  values: readonly (readonly (number | null)[])[],
  buckets: number,
): [number, number] {
  let low = 0;
  let high = 0;
  for (let index = 0; index < buckets; index += 1) {
    let above = 0;
    let below = 0;
    for (const series of values) {
      const value = series[index] ?? 0;
      if (value > 0) above += value;
      else below += value;
    }
    low = Math.min(low, below);
    high = Math.max(high, above);
  }
  return [low, high];
}

/**
 * Draws stacked bars, one path a series, credits below zero.
 *
 * Edges fall on whole pixels of the running total: what is thinner than a pixel joins its neighbour instead of
 * making the stack higher than it is.
 */
export function drawBars(
  values: readonly (readonly (number | null)[])[],
  isPale: readonly boolean[],
  axis: ValueAxis,
  isMinor: readonly boolean[] = [],
): BarPaths[] {
  const buckets = isPale.length;
  const share = barShare(buckets);
  const width = Math.round(BAND * share);
  const left = Math.round((BAND - width) / 2);
  const layers = stack<number, number>()
    .keys(values.map((_, index) => index))
    .value((bucket, series) => values[series]?.[bucket] ?? 0)
    .order(stackOrderNone)
    .offset(stackOffsetDiverging)(Array.from({ length: buckets }, (_, index) => index));
  return layers.map((layer) => {
    let solid = '';
    let pale = '';
    layer.forEach(([from, to], bucket) => {
      const value = values[layer.key]?.[bucket];
      if (value === null || value === undefined || value === 0) return;
      const top = Math.round(axis.y(Math.max(from, to)));
      const bottom = Math.round(axis.y(Math.min(from, to)));
      const height = bottom - top;
      if (height <= 0) return;
      // A pixel of paper between the parts, where they are thick enough to spare it.
      const touchesZero = value > 0 ? bottom === axis.zeroY : top === axis.zeroY;
      const gap = height >= 4 && !touchesZero && !isMinor[layer.key] ? 1 : 0;
      const y = value > 0 ? top : top + gap;
      const x = bucket * BAND + left;
      if (isPale[bucket]) pale += `M${x} ${y}h${width}v${height - gap}h${-width}z`;
      else solid += `M${x} ${y}h${width}v${height - gap}h${-width}z`;
    });
    return { solid, pale };
  });
}

function barShare(buckets: number): number {
  if (buckets === 1) return 0.14;
  if (buckets <= 4) return 0.32;
  if (buckets <= 8) return 0.5;
  if (buckets <= 45) return 0.74;
  return buckets <= 100 ? 0.8 : 0.92;
}
