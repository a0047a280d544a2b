import { expect, test } from 'vitest';
import { writeTestIndex } from '../test-index.ts';
import { openIndexReader } from './index-reader.ts';
import { createFindOwners, suggestOwners } from './suggest-owners.ts';

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
