import { describe, expect, it } from 'vitest';
import { createNameBook, type NameState, type StoredName } from './names.ts';
import { parseQuery } from './query/parse-query.ts';
import { runQuery } from './query/run-query.ts';
import { toQueryCsv, toQueryJson } from './query/to-json.ts';
import { acmeCatalog, type FakeData, fakeReader } from './testing/fake-source.ts';

const stored = (kind: string, id: string, name: string, state: NameState = 'active'): StoredName => ({
  kind,
  id,
  name,
  state,
  seenAt: 0,
});
const dimensions = [
  { name: 'user_id', description: 'Who.', names: ['user', 'service_account'] },
  { name: 'model', description: 'What.' },
];

describe('R31 the names of ids', () => {
  it('are found by dimension and id, of whatever kind the id is', () => {
    const book = createNameBook(
      [
        stored('user', 'u1', 'Ana'),
        stored('service_account', 's1', 'Nightly'),
        stored('project', 'u1', 'No'),
      ],
      dimensions,
    );
    expect(book.find('user_id', 'u1')).toEqual({ name: 'Ana', label: 'Ana', state: 'active' });
    expect(book.find('user_id', 's1')?.label).toBe('Nightly');
    expect(book.find('model', 'u1')).toBeUndefined();
    expect(book.find('user_id', null)).toBeUndefined();
    expect([book.has('user_id'), book.has('model')]).toEqual([true, false]);
  });

  it('are not known of what was never listed, nor of what has no name', () => {
    const book = createNameBook(
      [stored('user', 'u1', 'u1', 'unlisted'), stored('user', 'u2', 'u2')],
      dimensions,
    );
    expect(book.find('user_id', 'u1')).toBeUndefined();
    expect(book.find('user_id', 'u2')).toBeUndefined();
    expect(book.has('user_id')).toBe(false);
  });

  it('are kept by what was deleted, and an id that two listings have is what it still is', () => {
    const book = createNameBook(
      [
        stored('user', 'u1', 'Ana', 'deleted'),
        stored('user', 'u2', 'Bo', 'deleted'),
        stored('service_account', 'u2', 'Bot'),
      ],
      dimensions,
    );
    expect(book.find('user_id', 'u1')).toMatchObject({ label: 'Ana', state: 'deleted' });
    expect(book.find('user_id', 'u2')).toMatchObject({ label: 'Bot', state: 'active' });
  });

  it('that several share are told apart by the ends of their ids', () => {
    const book = createNameBook(
      [stored('user', 'user-1abcd', 'Ana'), stored('user', 'user-2abcd', 'Ana'), stored('user', 'u3', 'Bo')],
      dimensions,
    );
    expect(book.find('user_id', 'user-1abcd')).toEqual({
      name: 'Ana',
      label: 'Ana (…1abcd)',
      state: 'active',
    });
    expect(book.find('user_id', 'user-2abcd')?.label).toBe('Ana (…2abcd)');
    expect(book.find('user_id', 'u3')?.label).toBe('Bo');
  });
});

describe('R31 answers with names', () => {
  const data: FakeData = {
    rows: [
      { day: '2026-11-20', model: 'a', team: 'team_1', values: { amount: '3' } },
      { day: '2026-11-20', model: 'a', team: 'team_2', values: { amount: '2' } },
      { day: '2026-11-20', model: 'a', team: null, values: { amount: '1' } },
    ],
    days: { '2026-11-20': '2026-11-21T00:00:00Z' },
  };
  const answer = async (names: readonly StoredName[], by = ['team', 'model']) => {
    const catalog = acmeCatalog();
    const query = parseQuery(
      { metric: 'acme_cost', window: '2026-11-20..2026-11-21', by, filter: [] },
      catalog,
    );
    return runQuery(query, {
      catalog,
      reader: fakeReader({ ...data, names }),
      clock: () => new Date('2026-11-22T10:00:00Z'),
    });
  };
  const names = [stored('team', 'team_1', 'Search')];

  it('are labelled by the names and keep the ids', async () => {
    const { series, named } = await answer(names);
    expect(series.map(({ label }) => label)).toEqual(['Search · a', 'team_2 · a', '(none) · a']);
    expect(series[0]).toMatchObject({
      dimensions: { team: 'team_1', model: 'a' },
      names: { team: { name: 'Search' } },
    });
    expect(named).toEqual(['team']);
  });

  it('have the keys that they had: a new name is no new series', async () => {
    const keys = async (list: readonly StoredName[]) => (await answer(list)).series.map(({ key }) => key);
    const before = await keys(names);
    expect(await keys([stored('team', 'team_1', 'Finder')])).toEqual(before);
    expect(await keys([])).toEqual(before);
  });

  it('tell names beside ids as JSON, and nothing where none are known', async () => {
    const rows = toQueryJson(await answer(names)).rows;
    expect(rows.map(({ dims, names: known }) => [dims, known])).toEqual([
      [{ team: 'team_1', model: 'a' }, { team: 'Search' }],
      [{ team: 'team_2', model: 'a' }, undefined],
      [{ team: null, model: 'a' }, undefined],
    ]);
  });

  it('have a column of names beside that of ids as CSV, where any are known', async () => {
    expect(toQueryCsv(await answer(names))).toBe(
      [
        'team,team_name,model,acme_cost,unit',
        'team_1,Search,a,3,usd',
        'team_2,,a,2,usd',
        ',,a,1,usd',
        '',
      ].join('\r\n'),
    );
    expect(toQueryCsv(await answer([]))).toContain('team,model,acme_cost,unit');
    expect(toQueryCsv(await answer(names, ['model']))).toContain('model,acme_cost,unit');
  });

  it('defuse names that a spreadsheet would run', async () => {
    expect(toQueryCsv(await answer([stored('team', 'team_1', '=cmd()')]))).toContain("team_1,'=cmd(),a,3");
  });
});
