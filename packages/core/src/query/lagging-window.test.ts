import { expect, it } from 'vitest';
import { createCatalog } from '../catalog.ts';
import { normalizeConfig } from '../config/normalize.ts';
import { acme, type FakeData, fakeReader, spendResource } from '../testing/fake-source.ts';
import { parseQuery } from './parse-query.ts';
import { runQuery } from './run-query.ts';
import { toQueryJson } from './to-json.ts';

/** The same source, were it to count up to three days late. */
const slow = { ...acme, resources: [{ ...spendResource, lagBuckets: 3 }] };
const catalog = createCatalog(
  normalizeConfig({ connectors: [{ name: 'acme', connectorId: 'acme' }] }, { definitions: [slow] }),
);
const READ_AT = '2026-11-22T09:00:00Z';

function ask(days: readonly string[], window: string, bucket?: 'day') {
  const data: FakeData = {
    rows: days.map((day) => ({ day, values: { amount: '1' } })),
    days: Object.fromEntries(days.map((day) => [day, READ_AT])),
  };
  const clock = () => new Date('2026-11-22T10:00:00Z');
  const query = parseQuery({ metric: 'acme_cost', window, bucket }, catalog);
  return runQuery(query, { catalog, reader: fakeReader(data), clock }).then(toQueryJson);
}

const COUNTED = ['2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'];

it('ends a rolling window of a source that counts late with the newest day that is stored', async () => {
  const { value, window, stamp } = await ask(COUNTED, '3d');
  expect(window).toEqual({ start: '2026-11-18T00:00:00Z', end: '2026-11-21T00:00:00Z' });
  expect(value).toBe('3');
  expect(stamp).toMatchObject({ through: '2026-11-20', unknownBuckets: 0 });
});

it('ends it with a day long ago where nothing newer was read, and says through which', async () => {
  const { window, stamp } = await ask(['2026-10-01', '2026-10-02'], '2d');
  expect(window.end).toBe('2026-10-03T00:00:00Z');
  expect(stamp).toMatchObject({ through: '2026-10-02' });
});

it('leaves windows with fixed ends, and today, where they are', async () => {
  expect((await ask(COUNTED, '2026-11-18..2026-11-23')).window.end).toBe('2026-11-23T00:00:00Z');
  expect((await ask(COUNTED, '1d')).window.start).toBe('2026-11-22T00:00:00Z');
  expect((await ask([], '3d')).window.end).toBe('2026-11-23T00:00:00Z');
});

it('takes days that are not counted yet for days to come, and a gap between counted days for unknown', async () => {
  const days = COUNTED.filter((day) => day !== '2026-11-18');
  const { rows, stamp } = await ask(days, '2026-11-17..2026-11-23', 'day');
  expect(rows.map((row) => row.state)).toEqual(['complete', 'unknown', 'complete', 'provisional']);
  expect(stamp).toMatchObject({ unknownBuckets: 1, through: '2026-11-20' });
});
