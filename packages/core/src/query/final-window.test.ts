import { describe, expect, it } from 'vitest';
import { createCatalog } from '../catalog.ts';
import { normalizeConfig } from '../config/normalize.ts';
import { acme, type FakeData, fakeReader, spendResource } from '../testing/fake-source.ts';
import { DAY, parseDayUtc, toDayUtc } from '../time.ts';
import { parseQuery, type QueryParams } from './parse-query.ts';
import { runQuery } from './run-query.ts';
import { toQueryJson } from './to-json.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const READ_AT = '2026-11-22T09:00:00Z';

/** Days from one to another, both included, all read today, each worth a dollar. */
function everyDay(from: string, to: string): FakeData {
  const first = parseDayUtc(from) ?? 0;
  const days = Array.from({ length: ((parseDayUtc(to) ?? 0) - first) / DAY + 1 }, (_, index) =>
    toDayUtc(first + index * DAY),
  );
  return {
    rows: days.map((day) => ({ day, model: 'a', values: { amount: '1' } })),
    days: Object.fromEntries(days.map((day) => [day, READ_AT])),
    freshness: { lastSuccessAt: Date.parse(READ_AT) / 1000 },
  };
}

/** Of this source a day is final two days after its end: on the 22nd the 20th and later are not. */
const STORED = everyDay('2026-09-01', '2026-11-22');

interface Asked extends Partial<QueryParams> {
  readonly data?: FakeData;
  readonly now?: Date;
  readonly monthClosesDays?: number;
}

function run({ data = STORED, now = NOW, monthClosesDays = 0, ...params }: Asked) {
  const source = { ...acme, resources: [{ ...spendResource, monthClosesDays }] };
  const config = normalizeConfig(
    { connectors: [{ name: 'acme', connectorId: 'acme' }] },
    { definitions: [source] },
  );
  const catalog = createCatalog(config);
  const query = parseQuery({ metric: 'acme_cost', complete: true, ...params }, catalog);
  return runQuery(query, { catalog, reader: fakeReader(data), clock: () => now });
}
const ask = async (asked: Asked) => toQueryJson(await run(asked));
const span = (start: string, end: string) => ({ start: `${start}T00:00:00Z`, end: `${end}T00:00:00Z` });

describe('R22: an answer of final days alone', () => {
  it('ends before the first day that the source may still change, and says what it left out', async () => {
    const { value, window, leftOut, stamp } = await ask({ window: '7d' });
    expect(value).toBe('4');
    expect(window).toEqual(span('2026-11-16', '2026-11-20'));
    expect(leftOut).toEqual({ window: span('2026-11-20', '2026-11-23'), buckets: 3 });
    expect(stamp).toMatchObject({ through: '2026-11-19', partial: false, provisionalBuckets: 0 });
  });

  it('holds the provisional days where nobody asks for it', async () => {
    const answer = await ask({ window: '7d', complete: false });
    expect(answer.value).toBe('7');
    expect(answer).not.toHaveProperty('leftOut');
  });

  it('leaves nothing out of a window that is final, and says nothing', async () => {
    const answer = await ask({ window: '2026-11-01..2026-11-11' });
    expect(answer.value).toBe('10');
    expect(answer).not.toHaveProperty('leftOut');
  });

  it('is unknown, not zero, where every day may still change', async () => {
    const { value, rows, leftOut, comparison } = await ask({ window: '2d', bucket: 'day', compare: true });
    expect({ value, rows }).toEqual({ value: null, rows: [{ value: null }] });
    expect(leftOut).toMatchObject({ buckets: 2 });
    expect(comparison).toMatchObject({ value: null, obstacle: 'not-over' });
  });

  it('splits, ranks and cuts time by the same days', async () => {
    const { rows } = await ask({ window: '4d', by: ['model'], bucket: 'day' });
    expect(rows).toEqual([{ bucket: '2026-11-19', dims: { model: 'a' }, value: '1', state: 'complete' }]);
  });

  it('keeps a hole that waiting will not fill, and leaves out a day that was not read in time to be final', async () => {
    const { '2026-11-15': _hole, '2026-11-20': _notRead, ...days } = STORED.days;
    const data = {
      ...STORED,
      rows: STORED.rows.filter((row) => row.day in days),
      days,
      incomplete: ['2026-11-14'],
    };
    const { window, stamp, leftOut } = await ask({ window: '10d', data });
    expect(window).toEqual(span('2026-11-13', '2026-11-20'));
    expect(stamp).toMatchObject({ unknownBuckets: 1, incompleteBuckets: 1 });
    expect(leftOut).toMatchObject({ buckets: 3 });
  });

  it('leaves out a month that the source has not closed', async () => {
    const now = new Date('2026-11-03T10:00:00Z');
    const days = {
      ...STORED,
      days: Object.fromEntries(Object.keys(STORED.days).map((day) => [day, now.toISOString()])),
    };
    const { window, leftOut } = await ask({
      window: '2026-09-29..2026-11-04',
      data: days,
      now,
      monthClosesDays: 5,
    });
    expect(window).toEqual(span('2026-09-29', '2026-10-01'));
    expect(leftOut).toMatchObject({ buckets: 34 });
  });

  it.each([
    ['7d', span('2026-11-16', '2026-11-20'), span('2026-11-12', '2026-11-16')],
    ['mtd', span('2026-11-01', '2026-11-20'), span('2026-10-01', '2026-10-20')],
    ['2026-11-10..2026-11-23', span('2026-11-10', '2026-11-20'), span('2026-10-31', '2026-11-10')],
  ])('is set against a window of the same length: %s', async (window, now, before) => {
    const answer = await ask({ window, compare: true });
    expect(answer.window).toEqual(now);
    expect(answer.comparison).toMatchObject({ window: before, obstacle: null, value: answer.value });
  });

  it('sets the days that are left of last month against the same days of the month before', async () => {
    const now = new Date('2026-12-02T10:00:00Z');
    const stored = everyDay('2026-09-01', '2026-12-02');
    const data = {
      ...stored,
      days: Object.fromEntries(Object.keys(stored.days).map((day) => [day, now.toISOString()])),
    };
    const answer = await ask({ window: 'last-month', compare: true, data, now });
    expect(answer.window).toEqual(span('2026-11-01', '2026-11-30'));
    expect(answer.comparison).toMatchObject({ window: span('2026-10-01', '2026-10-30'), value: '29' });
  });

  it('is refused of a number that is made of several, whose final days may differ', async () => {
    const catalog = createCatalog(
      normalizeConfig({ connectors: [{ name: 'acme', connectorId: 'acme' }] }, { definitions: [acme] }),
    );
    const leaf = parseQuery({ metric: 'acme_cost', complete: true }, catalog);
    const context = { catalog, reader: fakeReader(STORED), clock: () => NOW };
    const merged = { kind: 'merged', fn: 'sum', of: [leaf, leaf], label: 'Twice' } as const;
    await expect(runQuery(merged, context)).rejects.toThrow('provisional days can be left out of one');
  });
});
