import { type Decimal, divide, isZero, type QueryResult } from '@shipstats/core';

/**
 * Each line as a share of where it began: of its first bucket with downloads that is wholly known. A line that has none
 * stays unknown, and so does what came before.
 */
export function relativeToStart(result: QueryResult): QueryResult {
  return {
    ...result,
    unit: { kind: 'ratio' },
    // Shares of different starts add up to nothing.
    value: null,
    fn: null,
    comparison: null,
    series: result.series.map((series) => {
      const first = series.points.findIndex((point, index) => {
        const state = result.buckets[index]?.state;
        return isStart(point) && (state === 'complete' || state === 'provisional');
      });
      const start = series.points[first];
      return {
        ...series,
        value: null,
        previous: null,
        points: series.points.map((point, index) =>
          start && point && index >= first ? (divide(point, start, 6) ?? null) : null,
        ),
      };
    }),
  };
}

function isStart(point: Decimal | null): point is Decimal {
  return point !== null && !isZero(point);
}
