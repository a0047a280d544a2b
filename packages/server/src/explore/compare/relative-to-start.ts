import { type Decimal, divide, isZero, type QueryResult } from '@shipstats/core';

/** Each line as a share of where it began: of its first bucket with downloads. A line that has none stays unknown. */
export function relativeToStart(result: QueryResult): QueryResult {
  return {
    ...result,
    unit: { kind: 'ratio' },
    // Shares of different starts add up to nothing.
    value: null,
    fn: null,
    comparison: null,
    series: result.series.map((series) => {
      const start = series.points.find(isStart);
      return {
        ...series,
        value: null,
        previous: null,
        points: series.points.map((point) => (start && point ? (divide(point, start, 6) ?? null) : null)),
      };
    }),
  };
}

function isStart(point: Decimal | null): point is Decimal {
  return point !== null && !isZero(point);
}
