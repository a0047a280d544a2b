import { describe, expect, it } from 'vitest';
import { formatDecimal } from '../decimal.ts';
import { acmeCatalog, type FakeData, fakeReader } from '../testing/fake-source.ts';
import { parseQuery, type QueryParams } from './parse-query.ts';
import type { MetricQuery } from './query.ts';
import { describeState } from './result-buckets.ts';
import { runQuery } from './run-query.ts';
import { toQueryCsv, toQueryJson } from './to-json.ts';

const now = new Date('2026-11-22T10:00:00Z');
const NINE = '2026-11-22T09:00:00Z';
const catalog = acmeCatalog();

/** Four days, read today; a hole on the 20th; today read half. */
const data: FakeData = {
  rows: [
    { day: '2026-11-18', model: 'a', team: 'x', values: { amount: '0.1', tokens: '10', cached: '4' } },
    { day: '2026-11-19', model: 'a', team: 'x', values: { amount: '0.2', tokens: '20', cached: '5' } },
    { day: '2026-11-19', model: 'b', team: null, values: { amount: '5', tokens: '1' } },
    { day: '2026-11-21', model: 'c', team: 'y', values: { amount: '0.0000000001', tokens: '7' } },
    { day: '2026-11-22', model: 'a', team: 'x', values: { amount: '1', tokens: '3' } },
  ],
  days: {
    '2026-11-18': '2026-11-22T09:00:00Z',
    '2026-11-19': '2026-11-22T09:00:00Z',
    '2026-11-21': '2026-11-22T09:00:00Z',
    '2026-11-22': '2026-11-22T09:00:00Z',
  },
  freshness: { lastSuccessAt: Date.parse('2026-11-22T09:00:00Z') / 1000 },
};

const context = (over: Partial<FakeData> = {}) => ({
  catalog,
  reader: fakeReader({ ...data, ...over }),
  clock: () => now,
});
const query = (params: Partial<QueryParams>): MetricQuery =>
  parseQuery({ metric: 'acme_cost', window: '2026-11-18..2026-11-23', ...params }, catalog);
const ask = async (params: Partial<QueryParams>, over: Partial<FakeData> = {}) =>
  toQueryJson(await runQuery(query(params), context(over)));

describe('a query', () => {
  it('adds up money to the last digit', async () => {
    expect((await ask({})).value).toBe('6.3000000001');
  });

  it('marks a day that was never read as unknown, not as zero', async () => {
    const { rows, stamp } = await ask({ bucket: 'day' });
    expect(rows.map((row) => [row.bucket, row.value, row.state])).toEqual([
      ['2026-11-18', '0.1', 'complete'],
      ['2026-11-19', '5.2', 'complete'],
      ['2026-11-20', null, 'unknown'],
      ['2026-11-21', '0.0000000001', 'provisional'],
      ['2026-11-22', '1', 'partial'],
    ]);
    expect(stamp).toMatchObject({
      through: '2026-11-22',
      partial: true,
      provisionalBuckets: 1,
      provisionalFrom: '2026-11-21',
      unknownBuckets: 1,
      syncedAt: '2026-11-22T09:00:00Z',
      stale: false,
    });
  });

  it('works out averages, extremes and counts over the days that are known', async () => {
    const answers = await Promise.all(
      ['avg', 'min', 'max', 'count', 'first', 'latest'].map((fn) => ask({ fn })),
    );
    expect(answers.map((answer) => answer.value)).toEqual([
      '1.575000000025',
      '0.0000000001',
      '5.2',
      4,
      '0.1',
      '1',
    ]);
  });

  it('splits by a dimension, biggest first, with an empty one kept apart', async () => {
    const { rows } = await ask({ by: ['team'] });
    expect(rows).toEqual([
      { dims: { team: null }, value: '5' },
      { dims: { team: 'x' }, value: '1.3' },
      { dims: { team: 'y' }, value: '0.0000000001' },
    ]);
  });

  it('adds up what is not in the top as "other", so that the parts make the whole', async () => {
    const { rows } = await ask({ by: ['model'], top: '1' });
    expect(rows).toEqual([
      { dims: { model: 'b' }, value: '5' },
      { other: true, value: '1.3000000001' },
    ]);
  });

  it('keeps the parts equal to the whole in every bucket', async () => {
    const result = await runQuery(query({ by: ['model'], top: '1', bucket: 'day' }), context());
    expect(
      result.series.map((series) => series.points.map((point) => point && formatDecimal(point))),
    ).toEqual([
      ['0', '5', null, '0', '0'],
      ['0.1', '0.2', null, '0.0000000001', '1'],
    ]);
  });

  it('gives the sum of a series whose first day is unknown', async () => {
    const { rows } = await ask({ by: ['model'], window: '2026-11-17..2026-11-20' });
    expect(rows).toEqual([
      { dims: { model: 'b' }, value: '5' },
      { dims: { model: 'a' }, value: '0.3' },
    ]);
  });

  it('calls a week with an unknown day incomplete, and tells how many there are', async () => {
    const { rows } = await ask({ bucket: 'week' });
    expect(rows).toEqual([
      { bucket: '2026-11-18', value: '6.3000000001', state: 'incomplete', unknownBuckets: 1 },
    ]);
    const result = await runQuery(query({ bucket: 'week' }), context());
    expect(result.buckets.map(describeState)).toEqual(['incomplete, 1 day unknown']);
    expect(toQueryCsv(result)).toBe(
      'bucket,state,acme_cost,unit,unknown_buckets,incomplete_buckets\r\n' +
        '2026-11-18,incomplete,6.3000000001,usd,1,0\r\n',
    );
  });

  it('tells the days of a week that are known in part', async () => {
    const { rows } = await ask(
      { bucket: 'week', window: '2026-11-18..2026-11-20' },
      { incomplete: ['2026-11-18'] },
    );
    expect(rows).toMatchObject([{ state: 'incomplete', incompleteBuckets: 1 }]);
    expect(rows[0]).not.toHaveProperty('unknownBuckets');
  });

  it('has no columns of gaps where buckets are those of the source', async () => {
    const csv = toQueryCsv(await runQuery(query({ bucket: 'day' }), context()));
    expect(csv.split('\r\n', 1)).toEqual(['bucket,state,acme_cost,unit']);
  });

  it('cuts the first month to the window, and calls what is cut partial', async () => {
    const { rows } = await ask({ bucket: 'month', window: '2026-10-20..2026-11-23' });
    expect(rows.map((row) => row.bucket)).toEqual(['2026-10-20', '2026-11-01']);
    const days = { ...data.days, '2026-11-16': NINE, '2026-11-17': NINE, '2026-11-20': NINE };
    const week = async (window: string, fn: string) =>
      (await ask({ bucket: 'week', window, fn }, { days })).rows.map(({ state }) => state);
    expect(await week('2026-11-16..2026-11-22', 'sum')).toEqual(['partial']);
    expect(await week('2026-11-17..2026-11-22', 'sum')).toEqual(['partial']);
    // The highest day is a number of its own, of how many days ever.
    expect(await week('2026-11-17..2026-11-22', 'max')).not.toEqual(['partial']);
  });

  it('reads a field beside the metric', async () => {
    expect((await ask({ metric: 'acme_tokens', field: 'cached' })).value).toBe(9);
  });

  it('filters', async () => {
    expect((await ask({ filter: ['model=a'] })).value).toBe('1.3');
    expect((await ask({ filter: ['team='] })).value).toBe('5');
    expect((await ask({ filter: ['model=a|c'] })).value).toBe('1.3000000001');
  });

  it('has no value where nothing is known', async () => {
    const { value, stamp } = await ask({ window: '2026-01-01..2026-02-01' });
    expect(value).toBeNull();
    expect(stamp).toMatchObject({ through: null, unknownBuckets: 31 });
  });

  it('does not count days to come as unknown', async () => {
    const { rows, stamp } = await ask({ window: '2026-11-22..2026-11-30', bucket: 'day' });
    expect(rows).toHaveLength(1);
    expect(stamp?.unknownBuckets).toBe(0);
  });

  it('tells how much of the window before is unknown when it compares', async () => {
    const { comparison } = await ask({ window: '2026-11-20..2026-11-22', compare: true });
    expect(comparison).toMatchObject({ value: '5.3', unknownBuckets: 0 });
    const further = await ask({ window: '2026-11-18..2026-11-22', compare: true });
    expect(further.comparison).toMatchObject({ value: null, unknownBuckets: 4 });
  });

  it('refuses what does not fit the metric, with what does', async () => {
    const refused = (params: Partial<QueryParams>) => runQuery(query(params), context());
    await expect(refused({ by: ['modell'] })).rejects.toMatchObject({
      status: 400,
      hint: 'Did you mean "model"?',
    });
    await expect(refused({ field: 'cashed' })).rejects.toMatchObject({ status: 400 });
    await expect(refused({ bucket: 'hour' })).rejects.toMatchObject({ status: 400 });
    await expect(refused({ metric: 'acme_bytes', fn: 'sum' })).rejects.toMatchObject({ status: 400 });
    expect(() => query({ metric: 'acme_cots' })).toThrow(
      expect.objectContaining({ status: 404, hint: 'Did you mean "acme_cost"?' }),
    );
    expect(() => query({ window: 'allofit' })).toThrow(expect.objectContaining({ status: 400 }));
    expect(() => query({ filter: ['model'] })).toThrow(expect.objectContaining({ status: 400 }));
  });
});

describe('the stamp', () => {
  const stampAfter = async (freshness: NonNullable<FakeData['freshness']>) =>
    toQueryJson(await runQuery(query({}), context({ freshness }))).stamp;
  const at = Date.parse('2026-11-22T09:30:00Z') / 1000;

  it('tells of a failed sync', async () => {
    expect(
      await stampAfter({ lastSuccessAt: at - 60, lastAttemptAt: at, lastError: 'no answer' }),
    ).toMatchObject({
      stale: true,
      error: 'no answer',
    });
  });

  it('is stale when three syncs are overdue', async () => {
    expect(await stampAfter({ lastSuccessAt: at - 4 * 3_600, lastAttemptAt: at - 4 * 3_600 })).toMatchObject({
      stale: true,
    });
  });
});

describe('what is not known', () => {
  it('is not zero where rows of a day could not be read', async () => {
    const days = { ...data.days, '2026-11-20': '2026-11-22T09:00:00Z' };
    const result = await runQuery(
      query({ bucket: 'day', window: '2026-11-20..2026-11-22' }),
      context({ days, incomplete: ['2026-11-20'] }),
    );
    expect(toQueryJson(result).rows).toEqual([
      { bucket: '2026-11-20', value: null, state: 'incomplete' },
      { bucket: '2026-11-21', value: '0.0000000001', state: 'provisional' },
    ]);
  });

  it('forbids a comparison: gaps before, gaps now, or a day that is not over', async () => {
    const obstacle = async (window: string, over: Partial<FakeData> = {}) => {
      const result = await runQuery(query({ window, compare: true }), context(over));
      return result.comparison?.obstacle;
    };
    expect(await obstacle('2026-11-19..2026-11-20')).toBeNull();
    expect(await obstacle('2026-11-21..2026-11-22')).toBe('gaps-before');
    expect(await obstacle('2026-11-20..2026-11-22')).toBe('gaps-now');
    expect(await obstacle('1d')).toBe('not-over');
    const half = { ...data.days, '2026-11-19': '2026-11-19T10:00:00Z' };
    expect(await obstacle('2026-11-19..2026-11-20', { days: half })).toBe('gaps-now');
    expect(await obstacle('2026-11-20..2026-11-21', { days: { ...half, '2026-11-20': NINE } })).toBe(
      'gaps-before',
    );
    expect(await obstacle('2026-11-19..2026-11-20', { incomplete: ['2026-11-18'] })).toBe('gaps-before');
  });
});

it('reads again when something was committed between its reads', async () => {
  const reader = fakeReader(data);
  const versions = ['1', '2', '2', '2'];
  let reads = 0;
  const moving = {
    ...reader,
    version: async () => versions.shift() ?? '2',
    read: (request: Parameters<typeof reader.read>[0]) => {
      reads += 1;
      return reader.read(request);
    },
  };
  await runQuery(query({}), { ...context(), reader: moving });
  expect(reads).toBe(2);
});

it('gives a count beyond 2^53 as text, and every other number but money as a number', async () => {
  const value = async (tokens: string, fn?: string) => {
    const rows = [{ day: '2026-11-19', values: { tokens } }];
    const result = await runQuery(query({ metric: 'acme_tokens', ...(fn ? { fn } : {}) }), context({ rows }));
    return toQueryJson(result).value;
  };
  expect(await value('9007199254740993')).toBe('9007199254740993');
  expect(await value('4000000', 'avg')).toBe(1_000_000);
  expect(await value('4000001', 'avg')).toBe(1_000_000.25);
});

describe('a derived query', () => {
  const derive = (op: 'ratio' | 'difference', left: MetricQuery, right: MetricQuery) =>
    runQuery({ kind: 'derived', op, left, right, per: 1, unit: { kind: 'ratio' }, label: 'D' }, context());
  const shown = (result: Awaited<ReturnType<typeof derive>>) =>
    result.series.map((series) => [
      series.label,
      series.value && formatDecimal(series.value),
      ...series.points.map((point) => point && formatDecimal(point)),
    ]);

  it('asks both sides for the same days, split alike', async () => {
    const left = query({
      metric: 'acme_tokens',
      field: 'cached',
      bucket: 'day',
      window: '2026-11-18..2026-11-20',
    });
    const right = query({ metric: 'acme_tokens', by: ['model'], window: '30d', bucket: 'week' });
    expect(shown(await derive('ratio', left, right))).toEqual([
      ['D', '0.290322580645', '0.4', '0.238095238095'],
    ]);
  });

  it('takes nothing from a series that only the left side has, and everything from one only the right has', async () => {
    const split = { metric: 'acme_tokens', by: ['model'], window: '2026-11-18..2026-11-20', bucket: 'day' };
    const left = query({ ...split, filter: ['model=a'] });
    const right = query({ ...split, filter: ['model=b'] });
    expect(shown(await derive('difference', left, right))).toEqual([
      ['a', '30', '10', '20'],
      ['b', '-1', '0', '-1'],
    ]);
    expect(shown(await derive('difference', { ...left, top: 1 }, right))).toEqual([
      ['a', '30', '10', '20'],
      ['other', '-1', '0', '-1'],
    ]);
  });

  it('divides bucket by bucket and as a whole', async () => {
    const left = query({
      metric: 'acme_tokens',
      field: 'cached',
      bucket: 'day',
      window: '2026-11-18..2026-11-20',
    });
    const right = { ...left, field: null };
    const result = await runQuery(
      { kind: 'derived', op: 'ratio', left, right, per: 1, unit: { kind: 'ratio' }, label: 'Hits' },
      context(),
    );
    expect(result.value && formatDecimal(result.value)).toBe('0.290322580645');
    expect(result.series[0]?.points.map((point) => point && formatDecimal(point))).toEqual([
      '0.4',
      '0.238095238095',
    ]);
    expect(result.kind).toBe('level');
  });

  it('has no value where it would divide by zero', async () => {
    const left = query({ filter: ['model=nobody'] });
    const result = await runQuery(
      { kind: 'derived', op: 'ratio', left, right: left, per: 1, unit: { kind: 'ratio' }, label: '' },
      context(),
    );
    expect(result.value).toBeNull();
  });
});

describe('a merged query', () => {
  it('knows nothing of a day of which one part is not known', async () => {
    const one = query({ metric: 'acme_tokens', bucket: 'day', window: '2026-11-18..2026-11-21' });
    const merged = await runQuery({ kind: 'merged', fn: 'sum', of: [one, one], label: 'Both' }, context());
    expect(merged.value && formatDecimal(merged.value)).toBe('62');
    expect(merged.series[0]?.points.map((point) => point && formatDecimal(point))).toEqual([
      '20',
      '42',
      null,
    ]);
  });
});

describe('CSV', () => {
  it('carries exact numbers and the state of each bucket', async () => {
    const csv = toQueryCsv(
      await runQuery(query({ bucket: 'day', window: '2026-11-20..2026-11-22' }), context()),
    );
    expect(csv).toBe(
      'bucket,state,acme_cost,unit\r\n2026-11-20,unknown,,usd\r\n2026-11-21,provisional,0.0000000001,usd\r\n',
    );
  });

  it('quotes what needs it and defuses formulas', async () => {
    const rows = [
      { day: '2026-11-19', model: '=1+1', team: 'a,"b"', values: { amount: '-3' } },
      { day: '2026-11-19', model: '-x', team: 'line\nbreak', values: { amount: '1' } },
    ];
    const result = await runQuery(
      query({ by: ['model', 'team'], window: '2026-11-19..2026-11-20' }),
      context({ rows }),
    );
    expect(toQueryCsv(result)).toBe(
      'model,team,acme_cost,unit\r\n\'-x,"line\nbreak",1,usd\r\n\'=1+1,"a,""b""",-3,usd\r\n',
    );
  });
});
