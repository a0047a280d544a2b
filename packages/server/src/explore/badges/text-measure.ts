/// <reference path="./anafanafo.d.ts" />
import type { MeasureText } from './draw-badge.ts';

/** The tables of letter widths are a megabyte: read when the first badge is asked for. */
export async function textMeasure(): Promise<MeasureText> {
  const { default: measure } = await import('anafanafo');
  return (text) => measure(text, { font: '11px Verdana' });
}
