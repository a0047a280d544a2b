import { afterEach, expect, test } from 'vitest';
import { toSearchQuery } from '../search-query.ts';
import { writeTestIndex } from '../test-index.ts';
import { typoHashes } from './create-index-writer.ts';
import { prepareSearch } from './find-candidates.ts';
import { type IndexReader, openIndexReader } from './index-reader.ts';
import { searchPackages } from './search-packages.ts';
import { suggestOwners } from './suggest-owners.ts';
import { type IndexUpdater, openIndexUpdater } from './update-index.ts';

const open: (IndexReader | IndexUpdater)[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

function openBoth() {
  const file = writeTestIndex([
    { name: 'millrace', downloads: 5_000, description: 'Reads tables' },
    { name: 'sluice', downloads: 4_000, description: 'Writes tables', facts: { license: 'MIT' } },
  ]);
  const reader = openIndexReader(file);
  const updater = openIndexUpdater(file);
  open.push(reader, updater);
  const searched = prepareSearch(reader);
  const find = (text: string) =>
    searchPackages(searched, toSearchQuery(text), { limit: 10 }, new Date(0)).hits.map(({ name }) => name);
  return { reader, updater, find };
}

test('a new package is found by whoever has the index open', () => {
  const { updater, find } = openBoth();
  expect(find('canals')).toEqual([]);
  expect(updater.apply({ upserts: [{ name: 'lock-gate', downloads: 10, description: 'For canals' }] })).toBe(
    1,
  );
  expect(find('canals')).toEqual(['lock-gate']);
  expect(find('lockgate')).toEqual(['lock-gate']);
  expect(find('lokgate')).toEqual(['lock-gate']);
});

test('what is not said of a package stays as it was known', () => {
  const { reader, updater } = openBoth();
  updater.apply({ upserts: [{ name: 'sluice', downloads: null, facts: { types: 'included' } }] });
  expect(reader.byName('sluice')).toMatchObject({
    downloads: 4_000,
    description: 'Writes tables',
    facts: { license: 'MIT', types: 'included' },
  });
});

test('a package moves to its place when its downloads change, and is nowhere twice', () => {
  const { reader, updater, find } = openBoth();
  expect(find('tables')).toEqual(['millrace', 'sluice']);
  updater.apply({ upserts: [{ name: 'sluice', downloads: 9_000_000 }] });
  expect(find('tables')).toEqual(['sluice', 'millrace']);
  const popular = reader.popular({ limit: 9, offset: 0 }).map(({ name }) => name);
  expect(popular).toEqual(['sluice', 'millrace']);
});

test('a readme is found by, and that of before is not any more', () => {
  const { updater, find } = openBoth();
  const learn = (readmeStems: string) =>
    updater.apply({ upserts: [{ name: 'sluice', downloads: null, facts: { readmeStems } }] });
  expect(find('flood canal')).toEqual([]);
  learn('flood canal');
  expect(find('flooding canals')).toEqual(['sluice']);
  learn('lock');
  expect(find('flood canal')).toEqual([]);
  expect(find('lock tables')).toContain('sluice');
});

test('an old description is not found any more', () => {
  const { updater, find } = openBoth();
  updater.apply({ upserts: [{ name: 'sluice', downloads: null, description: 'Keeps water' }] });
  expect(find('writes')).toEqual([]);
  expect(find('water')).toEqual(['sluice']);
});

test('a package that is gone is found in no way', () => {
  const { reader, updater, find } = openBoth();
  expect(updater.apply({ deletions: ['sluice', 'never-there'] })).toBe(1);
  for (const text of ['sluice', 'slu', 'sluise', 'writes']) expect(find(text)).toEqual([]);
  expect(reader.byName('sluice')).toBeNull();
  // Whatever takes its row has nothing of it.
  updater.apply({ upserts: ['weir', 'lock', 'gate'].map((name) => ({ name, downloads: 4_000 })) });
  for (const text of ['sluice', 'slu', 'sluise', 'writes']) expect(find(text)).toEqual([]);
});

test('scopes, users and the number of packages are those of the packages that are there', () => {
  const file = writeTestIndex([
    { name: '@weir/gate', downloads: 300, facts: { maintainers: ['ada', 'bob'] } },
    { name: '@weir/lock', downloads: 200, facts: { maintainers: ['ada'] } },
    { name: 'sluice', downloads: 100, facts: { maintainers: ['bob'] } },
  ]);
  const reader = openIndexReader(file);
  const updater = openIndexUpdater(file);
  open.push(reader, updater);
  const suggest = (text: string) => suggestOwners(prepareSearch(reader).findOwners, text, 9);
  updater.apply({
    upserts: [
      { name: '@sluices/one', downloads: null, facts: { maintainers: ['grace'] } },
      { name: '@weir/lock', downloads: 400, facts: { maintainers: ['bob'] } },
    ],
    deletions: ['@weir/gate'],
  });
  expect(suggest('@slu')).toMatchObject({ scopes: ['sluices'] });
  expect(suggest('gra')).toMatchObject({ users: ['grace'] });
  expect(suggest('ada')).toMatchObject({ users: [] });
  expect(reader.namesOf('scope', 'weir', 9)).toEqual([{ name: 'weir', packages: 1 }]);
  expect(reader.namesOf('user', 'bob', 9)).toEqual([{ name: 'bob', packages: 2 }]);
  expect(reader.size).toBe(3);
  updater.apply({ deletions: ['@weir/lock'] });
  expect(suggest('@weir').scopes).toEqual([]);
  expect(reader.size).toBe(2);
});

test('as in a build, only names that are downloaded enough are found through a typing error', () => {
  const documents = [
    { name: 'millrace', downloads: 5_000_000 },
    { name: 'sluice', downloads: 4_000 },
    { name: 'tideline', downloads: 10 },
  ];
  const file = writeTestIndex(documents, '2026-11-22', { typosOf: 2 });
  const reader = openIndexReader(file);
  const updater = openIndexUpdater(file);
  open.push(reader, updater);
  const near = (text: string) => reader.byIds(reader.nearby(typoHashes(text))).map(({ name }) => name);
  updater.apply({
    upserts: [
      { name: 'weirgate', downloads: 300_000 },
      { name: 'lockgate', downloads: 3 },
      { name: 'floodgate', downloads: null },
      { name: 'tideline', downloads: null, description: 'Lines' },
    ],
  });
  const typed = ['milrace', 'sluicee', 'weirgat', 'lockgat', 'floodgat', 'tidelin'];
  expect(typed.map(near)).toEqual([['millrace'], ['sluice'], ['weirgate'], [], [], []]);
  // Where a name is downloaded more, it is.
  updater.apply({ upserts: [{ name: 'lockgate', downloads: 70_000 }] });
  expect(near('lockgat')).toEqual(['lockgate']);
});

test('nothing changes where nothing is new', () => {
  const { updater } = openBoth();
  expect(updater.apply({ upserts: [{ name: 'millrace', downloads: 5_000 }] })).toBe(0);
});

test('the place in the feed is kept with the changes, and neither without the other', () => {
  const { updater, find } = openBoth();
  expect(updater.sequence()).toBeNull();
  updater.apply({ upserts: [{ name: 'first', downloads: 1 }], sequence: '7' });
  expect(updater.sequence()).toBe('7');
  const upserts = [{ name: 'second', downloads: 1 }];
  const deletions = {
    [Symbol.iterator]: () => {
      throw new Error('the cable was cut');
    },
  };
  // As a process that ends in the middle of it.
  const cut = () => updater.apply({ upserts, deletions: deletions as unknown as string[], sequence: '8' });
  expect(cut).toThrow('the cable was cut');
  expect(updater.sequence()).toBe('7');
  expect(find('second')).toEqual([]);
});
