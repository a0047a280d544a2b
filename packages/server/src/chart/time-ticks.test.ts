import { DAY, type ResultBucket } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { timeTicks } from './time-ticks.ts';

const NOW = new Date('2026-11-22T12:00:00Z');

/** So many days at a time, the last of which ends with the day before `NOW`. */
function labels(count: number, days: number): string[] {
  const end = Date.UTC(2026, 10, 22) / 1000;
  const buckets = Array.from({ length: count }, (_, at) => {
    const start = end - (count - at) * days * DAY;
    return { start, end: start + days * DAY } as ResultBucket; // nothing else is read
  });
  return timeTicks(buckets, NOW).map(({ label }) => label);
}

describe('labels of a time axis', () => {
  it('name the year where there is more than one', () => {
    expect(labels(156, 7)).toEqual(['2 Jun ’24', '12 Jan ’25', '24 Aug ’25', '5 Apr ’26', '15 Nov ’26']);
  });

  it('name no year within one', () => {
    expect(labels(52, 7).join()).not.toContain('’');
    expect(labels(30, 1).join()).not.toContain('’');
  });
});
