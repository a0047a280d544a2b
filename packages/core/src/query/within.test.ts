import { expect, it } from 'vitest';
import { normalizeConfig } from '../config/normalize.ts';
import { ConfigError } from '../errors.ts';
import { acme, acmeCatalog, fakeReader } from '../testing/fake-source.ts';
import { parseQuery, type QueryParams } from './parse-query.ts';
import { runQuery } from './run-query.ts';
import { toQueryJson } from './to-json.ts';

const catalog = acmeCatalog();
const context = {
  catalog,
  clock: () => new Date('2026-11-22T10:00:00Z'),
  reader: fakeReader({
    rows: [
      { day: '2026-11-20', model: 'hours', values: { quantity: '1' } },
      { day: '2026-11-21', model: 'hours', values: { quantity: '1.5' } },
      { day: '2026-11-21', model: 'tokens', values: { quantity: '4000' } },
      { day: '2026-11-21', model: null, values: { quantity: '9' } },
    ],
    days: { '2026-11-20': '2026-11-22T09:00:00Z', '2026-11-21': '2026-11-22T09:00:00Z' },
  }),
};
const query = (params: Partial<QueryParams> = {}) =>
  parseQuery(
    { metric: 'acme_cost', field: 'quantity', window: '2026-11-21..2026-11-22', ...params },
    catalog,
  );
const ask = async (params: Partial<QueryParams>) => toQueryJson(await runQuery(query(params), context));

it('refuses to add up what is of several kinds, and says what to name', async () => {
  for (const params of [
    {},
    { by: ['team'] },
    { filter: ['model=hours|tokens'] },
    { filter: ['model='] },
    { fn: 'max' },
  ]) {
    await expect(ask(params)).rejects.toMatchObject({
      status: 400,
      message: 'quantity of acme_cost is of several kinds, which do not add up.',
      hint: 'Split it by model, or filter it to one model.',
    });
  }
});

it('adds up what is of one kind', async () => {
  expect((await ask({ filter: ['model=hours'], window: '2026-11-20..2026-11-22' })).value).toBe(2.5);
  expect((await ask({ fn: 'count' })).value).toBe(1);
});

it('gives a split by the kind its parts, but no total, no rest and nothing of unknown kind', async () => {
  const answer = await ask({ by: ['model'], compare: true });
  expect(answer.value).toBeNull();
  expect(answer.comparison?.value).toBeNull();
  expect(answer.rows).toEqual([
    { dims: { model: 'tokens' }, value: 4000 },
    { dims: { model: null }, value: null },
    { dims: { model: 'hours' }, value: 1.5 },
  ]);
  const top = await ask({ by: ['model'], top: '1', bucket: 'day' });
  expect(top.rows.map((row) => row.value)).toEqual([4000, null]);
});

it('neither merges several kinds nor takes one from another', async () => {
  const [hours, tokens] = [query({ filter: ['model=hours'] }), query({ filter: ['model=tokens'] })];
  const merge = (of: (typeof hours)[]) => runQuery({ kind: 'merged', fn: 'sum', of, label: 'M' }, context);
  await expect(merge([hours, tokens])).rejects.toMatchObject({ status: 400 });
  expect(toQueryJson(await merge([hours, hours])).value).toBe(3);
  const derive = (op: 'ratio' | 'difference') =>
    runQuery(
      { kind: 'derived', op, left: tokens, right: hours, per: 1, unit: { kind: 'plain' }, label: 'D' },
      context,
    );
  await expect(derive('difference')).rejects.toMatchObject({ status: 400 });
  expect(toQueryJson(await derive('ratio')).value).toBeCloseTo(2666.67, 1);
});

it('is told of a configuration before anything runs', () => {
  const configure = (metric: object) => () =>
    normalizeConfig(
      {
        connectors: [{ name: 'acme', connectorId: 'acme' }],
        dashboards: {
          d: {
            widgets: {
              w: {
                kind: 'stat',
                title: 'W',
                metric: { connector: 'acme', name: 'acme_cost', field: 'quantity', ...metric },
              },
            },
          },
        },
      },
      { definitions: [acme] },
    );
  expect(configure({})).toThrow(ConfigError);
  expect(configure({})).toThrow(/metric\.by.*of several kinds[\s\S]*filter it to one model/);
  expect(configure({ filter: [{ field: 'model', op: 'eq', value: 'hours' }] })).not.toThrow();
});
