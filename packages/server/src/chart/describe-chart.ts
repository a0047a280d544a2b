import { compare, type Decimal, formatDay, toDayUtc } from '@shipstats/core';
import { countBuckets, isOfPart, STATE_WORDS } from './bucket-states.ts';
import { type ChartModel, chartValue } from './chart-model.ts';
import { bucketName, granularityOf, spanName } from './time-ticks.ts';

const EVERY = { minute: 'by the minute', hour: 'hourly', day: 'daily', week: 'weekly', month: 'monthly' };

/** What a chart shows, in words, for those who do not see it: title, range, lowest, highest, last, holes. */
export function describeChart(model: ChartModel, title: string): string {
  const { result, totals } = model;
  const granularity = granularityOf(result.buckets);
  const parts = [`${title}, ${EVERY[granularity]}, ${spanName(result.window)}`];
  if (model.isSplit) parts.push(`${result.series.length} series`);
  const points = totals.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  const first = points[0];
  const last = points.at(-1);
  if (first && last) {
    // What is not over yet, or known in part, is not the lowest of anything.
    const over = points.filter(({ index }) => !isOfPart(result.buckets[index]?.state ?? 'complete'));
    const by = (wanted: -1 | 1) =>
      over.reduce(
        (best, point) => (compare(point.value, best.value) === wanted ? point : best),
        over[0] ?? first,
      );
    const tell = (point: { readonly value: Decimal; readonly index: number }) => {
      const bucket = result.buckets[point.index];
      return `${chartValue(model, point.value)}${bucket ? ` on ${bucketName(bucket)}` : ''}`;
    };
    if (over.length > 1) parts.push(`lowest ${tell(by(-1))}`, `highest ${tell(by(1))}`);
    const state = result.buckets[last.index]?.state ?? 'complete';
    parts.push(`last ${tell(last)}${state === 'complete' ? '' : ` (${STATE_WORDS[state]})`}`);
  }
  const isKnown = result.series.some((series) => series.points.some((point) => point !== null));
  if (!isKnown) parts.push('nothing known');
  const holes = result.buckets.filter((bucket) => bucket.state === 'unknown').length;
  if (holes > 0) parts.push(`${countBuckets(holes, granularity)} unknown`);
  const inPart = result.buckets.filter((bucket) => bucket.state === 'incomplete').length;
  if (inPart > 0) parts.push(`${countBuckets(inPart, granularity)} incomplete`);
  const marks = model.marks.filter(({ label }) => label !== null);
  if (marks.length > 0) {
    const tell = marks.map(
      ({ label, mark }) => `${label} on ${formatDay(toDayUtc(mark.at), { year: true })}`,
    );
    parts.push(`marked: ${tell.join(', ')}`);
  }
  return `${parts.join('; ')}.`;
}
