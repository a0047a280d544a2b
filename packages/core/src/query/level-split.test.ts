import { expect, it } from 'vitest';
import { formatDecimal } from '../decimal.ts';
import { acmeCatalog, fakeReader } from '../testing/fake-source.ts';
import { parseQuery, type QueryParams } from './parse-query.ts';
import { runQuery } from './run-query.ts';

const catalog = acmeCatalog();
const now = new Date('2026-11-22T10:00:00Z');

/** `a` is deleted after the 20th, `b` shrinks, `c` is new on the 21st. */
const rows = [
  { day: '2026-11-18', team: 'a', values: { bytes: '900' } },
  { day: '2026-11-18', team: 'b', values: { bytes: '60' } },
  { day: '2026-11-19', team: 'a', values: { bytes: '900' } },
  { day: '2026-11-19', team: 'b', values: { bytes: '50' } },
  { day: '2026-11-20', team: 'a', values: { bytes: '900' } },
  { day: '2026-11-20', team: 'b', values: { bytes: '40' } },
  { day: '2026-11-21', team: 'b', values: { bytes: '30' } },
  { day: '2026-11-21', team: 'c', values: { bytes: '70' } },
];
const days = Object.fromEntries(
  ['18', '19', '20', '21'].map((day) => [`2026-11-${day}`, '2026-11-22T09:00:00Z']),
);

async function split(params: Partial<QueryParams> = {}, incomplete: readonly string[] = []) {
  const query = parseQuery(
    { metric: 'acme_bytes', by: ['team'], window: '2026-11-20..2026-11-22', ...params },
    catalog,
  );
  const reader = fakeReader({ rows, days, incomplete });
  const { value, series } = await runQuery(query, { catalog, reader, clock: () => now });
  const text = (number: Parameters<typeof formatDecimal>[0] | null | undefined) =>
    number ? formatDecimal(number) : null;
  return {
    total: text(value),
    series: series.map((one) => [one.label, text(one.value)]),
    points: series.map((one) => one.points.map(text)),
    before: series.map((one) => text(one.previous)),
  };
}

it('ranks the series of a level by its newest bucket, not by a sum over days', async () => {
  expect(await split({ top: '1' })).toMatchObject({
    total: '100',
    series: [
      ['c', '70'],
      ['other', '30'],
    ],
  });
});

it('ranks them by what is shown where that is another number', async () => {
  const ranking = async (fn: string) => (await split({ fn })).series;
  expect(await ranking('first')).toEqual([
    ['a', '900'],
    ['b', '40'],
    ['c', '0'],
  ]);
  expect(await ranking('max')).toEqual([
    ['a', '900'],
    ['c', '70'],
    ['b', '40'],
  ]);
  expect(await ranking('min')).toEqual([
    ['b', '30'],
    ['a', '0'],
    ['c', '0'],
  ]);
});

it('takes a series that is not there any more for zero where others are, so that parts make the whole', async () => {
  expect(await split({ bucket: 'day' })).toMatchObject({
    total: '100',
    series: [
      ['c', '70'],
      ['b', '30'],
      ['a', '0'],
    ],
    points: [
      ['0', '70'],
      ['40', '30'],
      ['900', '0'],
    ],
  });
});

it('knows nothing of a series that is missing in a bucket of which rows could not be read', async () => {
  expect((await split({}, ['2026-11-21'])).series).toEqual([
    ['c', '70'],
    ['b', '30'],
    ['a', null],
  ]);
});

it('compares each series with the window before, and the rest too', async () => {
  expect(await split({ compare: true })).toMatchObject({ before: ['0', '50', '900'] });
  expect(await split({ compare: true, top: '1' })).toMatchObject({ before: ['0', '950'] });
  expect(await split({ compare: true, fn: 'avg', top: '1' })).toMatchObject({
    series: [
      ['a', '450'],
      ['other', '70'],
    ],
    before: ['900', '55'],
  });
});
