import { expect, it } from 'vitest';
import { boundHistory } from './resource-history.ts';
import { TODAY } from './testing/sync-world.ts';

it('asks for all that is wanted where the resource has no bound', () => {
  const wanted = { historyDays: 400, historyStart: TODAY };
  expect(boundHistory({}, wanted)).toEqual(wanted);
});

it('asks for no more of finer buckets than their bound, whatever is wanted since when', () => {
  expect(boundHistory({ maxHistoryDays: 92 }, { historyDays: 400, historyStart: 0 })).toEqual({
    historyDays: 92,
    historyStart: null,
  });
  expect(boundHistory({ maxHistoryDays: 92 }, { historyDays: 30, historyStart: null }).historyDays).toBe(30);
});
