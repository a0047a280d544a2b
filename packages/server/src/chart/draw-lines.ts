import { area, line } from 'd3-shape';
import { BAND } from './draw-bars.ts';
import type { ValueAxis } from './value-axis.ts';

export interface LinePaths {
  /** Through what is settled; broken where a bucket is unknown. */
  readonly settled: string;
  /** The way into a bucket that is known in part, and out of it. */
  readonly pending: string;
  /** From what is settled down to zero, for a chart of one series. */
  readonly area: string;
  /**
   * Points that a line alone would not show: those between two unknown ones, settled ones without a settled neighbour,
   * the first and last of neighbours known in part, and the last of all.
   */
  readonly dots: readonly { readonly index: number; readonly y: number; readonly isPending: boolean }[];
}

/** Draws one series as a line through the middle of its buckets. */
export function drawLine(
  values: readonly (number | null)[],
  isPale: readonly boolean[],
  axis: ValueAxis,
): LinePaths {
  const x = (_: unknown, index: number) => index * BAND + BAND / 2;
  const y = (value: number | null) => Math.round(axis.y(value ?? 0) * 10) / 10;
  const isKnown = (index: number) => typeof values[index] === 'number';
  const isSettled = (index: number) => isKnown(index) && !isPale[index];
  const settled = line<number | null>()
    .defined((value, index) => value !== null && !isPale[index])
    .x(x)
    .y(y)(values);
  const filled = area<number | null>()
    .defined((value, index) => value !== null && !isPale[index])
    .x(x)
    .y0(axis.zeroY)
    .y1(y)(values);
  let pending = '';
  const dots: { index: number; y: number; isPending: boolean }[] = [];
  const last = values.findLastIndex((value) => value !== null);
  values.forEach((value, index) => {
    if (value === null) return;
    const before = values[index - 1];
    if ((isPale[index] || isPale[index - 1]) && before !== null && before !== undefined) {
      pending += `M${x(0, index - 1)} ${y(before)}L${x(0, index)} ${y(value)}`;
    }
    // Without a settled neighbour the settled line has no length there, and a line of no length is not drawn.
    const joins = isPale[index] ? isKnown : isSettled;
    const isAlone = !joins(index - 1) && !joins(index + 1);
    const isEdge = isPale[index] && !(isPale[index - 1] && isPale[index + 1]);
    if (isAlone || isEdge || index === last)
      dots.push({ index, y: y(value), isPending: isPale[index] === true });
  });
  return { settled: settled ?? '', pending, area: filled ?? '', dots };
}
