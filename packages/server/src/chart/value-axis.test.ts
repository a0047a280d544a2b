import { count, type Unit, usd } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { valueAxis } from './value-axis.ts';

const labels = (min: number, max: number, unit: Unit, fromZero = true) =>
  valueAxis({ min, max, unit, height: 200, fromZero }).ticks.map((tick) =>
    tick.label.replaceAll('\u202f', ' '),
  );

describe('valueAxis', () => {
  it('labels few round values in one magnitude', () => {
    expect(labels(0, 142, usd)).toEqual(['$0', '$50', '$100', '$150']);
    expect(labels(0, 47e6, count('tokens'))).toEqual(['0', '10 M', '20 M', '30 M', '40 M', '50 M']);
    expect(labels(0, 0.0007, usd)).toEqual(['$0', '$0.0002', '$0.0004', '$0.0006', '$0.0008']);
    expect(labels(-40, 100, usd)).toEqual(['−$50', '$0', '$50', '$100']);
    expect(labels(0, 0.63, { kind: 'ratio' })).toEqual(['0%', '20%', '40%', '60%', '80%']);
    expect(labels(0, 4 * 3600, { kind: 'seconds' })).toEqual(['0', '1 h', '2 h', '3 h', '4 h']);
  });

  it('gives a small end no step of its own', () => {
    expect(labels(-0.43, 142, usd)).toEqual(['$0', '$50', '$100', '$150']);
    expect(labels(-142, 0.43, usd)).toEqual(['−$150', '−$100', '−$50', '$0']);
    const axis = valueAxis({ min: -0.43, max: 142, unit: usd, height: 200, fromZero: true });
    expect(axis.zeroY).toBeGreaterThan(190);
    expect(axis.y(-0.43)).toBeLessThan(200);
    expect(axis.y(142)).toBeGreaterThanOrEqual(8);
  });

  it('never splits a thing that is counted', () => {
    expect(labels(0, 1, count('requests'))).toEqual(['0', '1']);
  });

  it('holds zero for bars, and stays close to a level that hardly moves', () => {
    expect(valueAxis({ min: 58, max: 66, unit: usd, height: 200, fromZero: true }).holdsZero).toBe(true);
    expect(valueAxis({ min: 58, max: 66, unit: usd, height: 200, fromZero: false }).holdsZero).toBe(false);
    expect(valueAxis({ min: 5, max: 66, unit: usd, height: 200, fromZero: false }).holdsZero).toBe(true);
  });

  it('labels nothing but zero where all is zero', () => {
    expect(labels(0, 0, usd)).toEqual(['$0']);
  });
});
