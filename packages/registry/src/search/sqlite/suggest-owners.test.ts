import { expect, test } from 'vitest';
import { writeTestIndex } from '../test-index.ts';
import { openIndexReader } from './index-reader.ts';
import { createFindOwners, suggestOwners } from './suggest-owners.ts';
import { openIndexUpdater } from './update-index.ts';

const reader = openIndexReader(
  writeTestIndex([
    { name: '@weir/gate', downloads: 30 },
    { name: '@wehr/gate', downloads: 20, facts: { maintainers: ['ada', 'wendy'] } },
    { name: '@wehr/tables', downloads: 20 },
    { name: 'weather', downloads: 5_000 },
  ]),
);
const suggest = (text: string, limit = 5) => suggestOwners(createFindOwners(reader), text, limit);

test('suggests scopes and users that begin so, those with the most downloads first', () => {
  expect(suggest('we')).toEqual({ scopes: ['wehr', 'weir'], users: ['wendy'] });
  expect(suggest('@WEI')).toEqual({ scopes: ['weir'], users: [] });
  expect(suggest('~a')).toEqual({ scopes: [], users: ['ada'] });
  expect(suggest('we', 1).scopes).toEqual(['wehr']);
});

test('suggests none for what is no beginning of a name', () => {
  for (const text of ['', '@', ' ', 'we ir', '@weir/', '%', '水']) {
    expect(suggest(text)).toEqual({ scopes: [], users: [] });
  }
});

test('looks short beginnings up once', () => {
  const asked: string[] = [];
  const findOwners = createFindOwners({
    changes: () => 1,
    namesOf(table, beginning, limit) {
      asked.push(`${table} ${beginning}`);
      return reader.namesOf(table, beginning, limit);
    },
  });
  for (const text of ['w', 'w', 'we', '@we', 'wei', 'wei']) suggestOwners(findOwners, text, 5);
  expect(asked.filter((each) => each.startsWith('scope'))).toEqual([
    'scope w',
    'scope we',
    'scope wei',
    'scope wei',
  ]);
});

test('follows what is put into the index while it is searched', () => {
  const file = writeTestIndex([{ name: '@weir/gate', downloads: 30, facts: { maintainers: ['ada'] } }]);
  const searched = openIndexReader(file);
  const findOwners = createFindOwners(searched);
  const suggest = () => suggestOwners(findOwners, 'w', 5);
  expect(suggest()).toEqual({ scopes: ['weir'], users: [] });
  const updater = openIndexUpdater(file);
  updater.apply({ upserts: [{ name: '@wehr/gate', downloads: 50, facts: { maintainers: ['wendy'] } }] });
  expect(suggest()).toEqual({ scopes: ['wehr', 'weir'], users: ['wendy'] });
  updater.apply({ deletions: ['@weir/gate'] });
  expect(suggest().scopes).toEqual(['wehr']);
  updater.close();
  searched.close();
});
