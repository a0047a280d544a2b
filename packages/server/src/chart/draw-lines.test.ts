import { expect, it } from 'vitest';
import { drawLine } from './draw-lines.ts';
import { valueAxis } from './value-axis.ts';

const axis = valueAxis({ min: 0, max: 50, unit: { kind: 'plain' }, height: 100, fromZero: true });
const dotsOf = (values: readonly (number | null)[], isPale: readonly boolean[]) =>
  drawLine(values, isPale, axis).dots.map(({ index, isPending }) => (isPending ? `(${index})` : `${index}`));

it('marks a whole bucket between two that are known in part', () => {
  expect(dotsOf([10, 50, 10], [true, false, true])).toEqual(['(0)', '1', '(2)']);
  expect(dotsOf([10, 50, 10, 50, 10], [true, false, true, false, true])).toEqual([
    '(0)',
    '1',
    '(2)',
    '3',
    '(4)',
  ]);
});

it('marks a whole bucket between an unknown one and one that is known in part', () => {
  expect(dotsOf([null, 50, 10, 50, 50], [false, false, true, false, false])).toEqual(['1', '(2)', '4']);
});

it('leaves points of a line unmarked, but for the last', () => {
  expect(dotsOf([10, 50, 10], [false, false, false])).toEqual(['2']);
  expect(dotsOf([10, 50, 10, 5], [false, false, false, true])).toEqual(['(3)']);
});
