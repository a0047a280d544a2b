import { formatDecimal, fromNumber, type QueryResult } from '@shipstats/core';
import { expect, it } from 'vitest';
import { relativeToStart } from './relative-to-start.ts';

it('sets each line against its first whole bucket with downloads, and says nothing of what came before', () => {
  const states = ['unknown', 'incomplete', 'complete', 'complete', 'provisional'] as const;
  const series = (key: string, points: readonly (number | null)[]) => ({
    key,
    label: key,
    dimensions: { package: key },
    isOther: false,
    value: fromNumber(1),
    previous: null,
    points: points.map((point) => (point === null ? null : fromNumber(point))),
  });
  const result: QueryResult = {
    metric: 'npm_downloads',
    title: 'Downloads',
    field: null,
    unit: { kind: 'count', noun: 'downloads' },
    fn: 'sum',
    kind: 'flow',
    moreIs: 'better',
    window: { start: 0, end: 5 * 86_400 },
    by: ['package'],
    value: fromNumber(1),
    buckets: states.map((state, index) => ({ start: index * 86_400, end: (index + 1) * 86_400, state })),
    series: [
      series('a', [null, 3, 50, 75, 100]),
      series('b', [null, 1, 0, 8, 2]),
      series('c', [null, 5, 0, null, 0]),
    ],
    seriesCount: 3,
    leftOut: null,
    comparison: null,
    stamps: [],
  };
  const relative = relativeToStart(result);
  const shares = relative.series.map(({ points }) => points.map((point) => point && formatDecimal(point)));
  expect(shares).toEqual([
    [null, null, '1', '1.5', '2'],
    [null, null, null, '1', '0.25'],
    [null, null, null, null, null],
  ]);
  expect([relative.value, relative.unit.kind, relative.series[0]?.value]).toEqual([null, 'ratio', null]);
});
