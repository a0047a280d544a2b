import { expect, test } from 'vitest';
import type { IndexDocument } from '../index-document.ts';
import { rankPackages } from '../rank-packages.ts';
import { toReadmeStems } from '../readme-stems.ts';
import { type SearchQuery, toSearchQuery } from '../search-query.ts';
import { writeTestIndex } from '../test-index.ts';
import { findCandidates, prepareSearch } from './find-candidates.ts';
import { openIndexReader } from './index-reader.ts';
import { searchPackages } from './search-packages.ts';

const NOW = new Date('2026-11-22T12:00:00Z');

const DOCUMENTS: readonly IndexDocument[] = [
  {
    name: 'millrace',
    downloads: 5_000_000,
    description: 'Reads tables of comma separated values',
    facts: {
      license: 'MIT',
      types: 'included',
      module: 'dual',
      keywords: ['csv', 'Data Tables'],
      publishedAt: '2026-11-01T00:00:00Z',
      maintainers: ['ada'],
    },
  },
  {
    name: 'sluice',
    downloads: 900_000,
    description: 'Writes tables into files',
    facts: {
      license: '(MIT OR Apache-2.0)',
      types: 'none',
      module: 'cjs',
      keywords: [],
      publishedAt: '2019-01-01T00:00:00Z',
      maintainers: ['bob'],
    },
  },
  { name: 'old-tables', downloads: 2_000_000, description: 'Tables', facts: { isDeprecated: true } },
  { name: '@weir/tables', downloads: 40_000, description: 'Tables of weir' },
  {
    name: '@weir/gate',
    downloads: 30_000,
    description: 'A gate for e-mail',
    facts: { readmeStems: toReadmeStems('# Gate\n\nLifts `bolts` of tables when the flood comes.') },
  },
  { name: 'tideline', downloads: 3_000_000, description: 'Draws lines' },
  { name: 'tide', downloads: 3, description: 'test' },
  ...Array.from({ length: 200 }, (_, at) => ({
    name: `table-${at}`,
    downloads: 1_000 - at,
    description: 'One of many tables',
    facts: { publishedAt: at === 199 ? '2026-11-20T00:00:00Z' : '2020-01-01T00:00:00Z' },
  })),
];

const searched = prepareSearch(openIndexReader(writeTestIndex(DOCUMENTS)));

const search = (text: string, more: Partial<SearchQuery> = {}, page = { limit: 10 }) =>
  searchPackages(searched, { ...toSearchQuery(text), ...more }, page, NOW);
const names = (text: string, more: Partial<SearchQuery> = {}) =>
  search(text, more).hits.map(({ name }) => name);

test('filters by a fact, and puts those of which it is not known behind the others', () => {
  const { hits } = search('tables', { filters: { license: 'mit' } });
  const sure = hits.filter(({ isUnknown }) => isUnknown.length === 0).map(({ name }) => name);
  expect(sure).toEqual(['millrace', 'sluice']);
  expect(hits.slice(0, 2).map(({ name }) => name)).toEqual(sure);
  expect(hits.find(({ name }) => name === '@weir/tables')?.isUnknown).toEqual(['license']);
});

test('finds by what a readme begins with, where descriptions do not say it', () => {
  expect(names('lifts flood')).toEqual(['@weir/gate']);
  expect(names('gates flooding')).toEqual(['@weir/gate']);
  expect(names('lifts bolts')).toEqual([]);
});

test('puts what describes itself so before what only its readme speaks of', () => {
  const found = names('weir tables');
  expect(found[0]).toBe('@weir/tables');
  expect(found).toContain('@weir/gate');
});

test('takes a word with a hyphen for one without', () => {
  expect(names('email gate')).toEqual(['@weir/gate']);
  expect(names('e-mail gate')).toEqual(['@weir/gate']);
});

test('hides what a filter is known to refuse', () => {
  expect(names('tables', { filters: { types: 'included' } })).not.toContain('sluice');
  expect(names('tables', { filters: { module: 'esm' } })).not.toContain('sluice');
  expect(names('tables', { filters: { module: 'esm' } })[0]).toBe('millrace');
  expect(names('tables', { filters: { maintainer: 'bob' } })[0]).toBe('sluice');
  expect(names('', { filters: { keyword: 'data tables' } })[0]).toBe('millrace');
  expect(names('', { filters: { scope: 'weir' } })).toEqual(['@weir/tables', '@weir/gate']);
  expect(names('tables', { filters: { minDownloads: 500_000 } })).toEqual(['millrace', 'sluice']);
});

test('finds what passes a filter also behind all that relevance ranks', () => {
  const recent = names('tables', { filters: { updatedWithinDays: 30 } });
  expect(recent.slice(0, 2)).toEqual(['table-199', 'millrace']);
});

test('hides deprecated packages and counts them, unless they are asked for or named', () => {
  const page = { limit: 300 };
  const all = (more: Partial<SearchQuery>) => search('tables', more, page).hits.map(({ name }) => name);
  expect(all({})).not.toContain('old-tables');
  expect(search('tables', {}, page).hiddenDeprecated).toEqual(['old-tables']);
  expect(all({ filters: { deprecated: 'show' } })).toContain('old-tables');
  expect(all({ filters: { deprecated: 'only' } })[0]).toBe('old-tables');
  expect(names('old-tables')[0]).toBe('old-tables');
});

test('sorts all that was found, not only the page', () => {
  expect(names('tables', { sort: 'released' })[0]).toBe('table-199');
  expect(names('tables', { sort: 'downloads' }).slice(0, 3)).toEqual(['millrace', 'sluice', '@weir/tables']);
});

test('sorts what has only some of the words behind the others, also where a word was mended', () => {
  expect(names('writes tables', { sort: 'downloads' }).slice(0, 2)).toEqual(['sluice', 'millrace']);
  expect(search('writes tabels', { sort: 'downloads' }).hits.slice(0, 2)).toMatchObject([
    { name: 'sluice', match: 'corrected' },
    { name: 'millrace', match: 'partial' },
  ]);
});

test('gives every package once over all pages', () => {
  const seen: string[] = [];
  for (let offset = 0; ; offset += 7) {
    const { hits, hasMore } = searchPackages(searched, toSearchQuery('table'), { limit: 7, offset }, NOW);
    seen.push(...hits.map(({ name }) => name));
    if (!hasMore) break;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((name) => name.startsWith('table-'))).toHaveLength(200);
  expect(seen).toContain('millrace');
});

test('says what a slip was taken for, and takes it as it is where that is wanted', () => {
  const meant = search('milrace');
  expect(meant.hits[0]).toMatchObject({ name: 'millrace', match: 'corrected' });
  expect(meant.corrected).toEqual({ from: 'milrace', to: 'millrace' });
  const verbatim = search('milrace', { isVerbatim: true });
  expect(verbatim).toMatchObject({ hits: [], corrected: null });
});

test('mends the word of several that nobody has', () => {
  const { hits, corrected } = search('reads tabels');
  expect(corrected).toEqual({ from: 'reads tabels', to: 'reads tables' });
  expect(hits[0]?.name).toBe('millrace');
});

test('drops as many words of a need as it must, and words that say nothing before it cuts', () => {
  expect(names('quick table reader for files, a tutorial of separated values by example')[0]).toBe(
    'millrace',
  );
  expect(
    names('what is the best of all for me if i want to use that which is for reading separated values'),
  ).toEqual(['millrace']);
  // A name that nobody has stands for nothing else.
  expect(names('quick-separated-values-tutorial-example')).toEqual([]);
});

test('gives an exact name that hardly anybody uses the second place, and says so', () => {
  const { hits } = search('tide');
  expect(hits.map(({ name }) => name)).toEqual(['tideline', 'tide']);
  expect(hits[1]).toMatchObject({ match: 'exact' });
  expect(hits[1]?.why.map(({ kind }) => kind)).toContain('slot');
});

test('tells how much of a name was typed', () => {
  const share = (text: string, name: string) => {
    const hit = search(text, {}, { limit: 300 }).hits.find((each) => each.name === name);
    return hit?.why.find(({ kind }) => kind === 'in-name')?.figure;
  };
  expect(share('tide', 'tideline')).toBe(0.5);
  expect(share('tide', 'tide')).toBe(1);
  expect(share('gat', '@weir/gate')).toBe(0.375);
  expect(share('milrace', 'millrace')).toBe(0.875);
});

test('says of what is not ranked that its name begins so', () => {
  const { hits } = search('table', {}, { limit: 300 });
  expect(hits.at(-1)).toMatchObject({ match: 'prefix', why: [] });
});

test('gives reasons whose points add up to the score', () => {
  const { question, found } = findCandidates(searched, 'comma separated tables');
  const ranked = rankPackages(question, found);
  expect(ranked[0]?.found.name).toBe('millrace');
  for (const { score, parts } of ranked) {
    expect(parts.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(score);
  }
});

test('says nothing of what is not known', () => {
  expect(search('tideline').hits[0]).toMatchObject({
    license: null,
    types: null,
    module: null,
    deprecated: null,
    publishedAt: null,
    maintainers: null,
    trend: null,
  });
});

test('takes a keyword for a word of the package', () => {
  expect(search('csv').hits[0]).toMatchObject({ name: 'millrace', match: 'words' });
});

test('finds nothing for nothing', () => {
  expect(search('').hits).toEqual([]);
  expect(search('   ').hits).toEqual([]);
});

test('finds the packages at places of the list as paging does, in the order that is asked for', () => {
  const { reader } = searched;
  const places = [206, 3, 0, 3, 150, 9_999];
  const paged = places.flatMap((offset) => reader.popular({ limit: 1, offset }));
  expect(paged).toHaveLength(5);
  expect(reader.atPlaces(places)).toEqual(paged);
});

test('finds a licence within an expression behind many others, and by the whole expression', () => {
  const crowd = Array.from({ length: 400 }, (_, at) => ({
    name: `silt-${at}`,
    downloads: 9_000_000 - at,
    facts: { license: 'ISC' },
  }));
  const dual = { name: 'silt-dual', downloads: 5, facts: { license: '(MIT OR Apache-2.0)' } };
  const silted = prepareSearch(openIndexReader(writeTestIndex([...crowd, dual])));
  const find = (text: string, license: string) =>
    searchPackages(silted, { ...toSearchQuery(text), filters: { license } }, { limit: 9 }, NOW).hits.map(
      ({ name }) => name,
    );
  for (const license of ['mit', 'apache-2.0', '(MIT OR Apache-2.0)']) {
    expect(find('silt', license)).toEqual(['silt-dual']);
    expect(find('', license)).toEqual(['silt-dual']);
  }
  expect(find('', 'or')).toEqual([]);
});

test('finds packages of which a filter cannot tell behind however many that it refuses', () => {
  const crowd = Array.from({ length: 400 }, (_, at) => ({
    name: `loam-${at}`,
    downloads: 9_000_000 - at,
    facts: { license: 'ISC', types: 'included' as const },
  }));
  const others: IndexDocument[] = [
    { name: 'loam-unread', downloads: 8 },
    { name: 'loam-typed', downloads: 7, facts: { types: 'included' } },
    { name: 'loam-untyped', downloads: 6, facts: { types: 'none' } },
    { name: 'loam-free', downloads: 5, facts: { license: 'MIT' } },
    { name: 'loam-both', downloads: 4, facts: { license: 'MIT', types: 'included' } },
  ];
  const loamy = prepareSearch(openIndexReader(writeTestIndex([...crowd, ...others])));
  const find = (text: string, filters: SearchQuery['filters']) =>
    searchPackages(loamy, { ...toSearchQuery(text), filters }, { limit: 9 }, NOW).hits.map(
      ({ name }) => name,
    );
  for (const text of ['loam', '']) {
    expect(find(text, { license: 'mit' })).toEqual([
      'loam-free',
      'loam-both',
      'loam-unread',
      'loam-typed',
      'loam-untyped',
    ]);
    expect(find(text, { license: 'mit', types: 'included' })).toEqual([
      'loam-both',
      'loam-unread',
      'loam-typed',
      'loam-free',
    ]);
  }
});

test('mends a slip in a need before it drops a word, however much the others find', () => {
  const { hits, corrected } = search('many tabels');
  expect(corrected).toEqual({ from: 'many tabels', to: 'many tables' });
  expect(hits[0]).toMatchObject({ name: 'table-0', match: 'corrected' });
  expect(search('many tabels', { isVerbatim: true }).corrected).toBeNull();
});

test.each([
  ['subtabels tabels', 'subtabels tables'],
  ['many tâbels', 'many tables'],
  ['many tabels tabels', 'many tables tables'],
  ['are there many TABELS', 'are there many tables'],
])('writes a slip mended where it stands: %s', (typed, to) => {
  expect(search(typed).corrected?.to).toBe(to);
});

test('takes no unfinished word for a slip', () => {
  expect(search('many tabl').corrected).toBeNull();
});

test('finds a name by its letters where a need is mended', () => {
  expect(search('weir tabels').hits[0]?.name).toBe('@weir/tables');
});

const said = prepareSearch(
  openIndexReader(
    writeTestIndex([
      { name: 'quay', downloads: 20_000_000 },
      { name: 'quayjs', downloads: 15_000 },
      { name: 'quayjs-session', downloads: 3_000_000 },
      { name: 'brook.io', downloads: 9_000_000 },
      { name: 'brookio', downloads: 16_000 },
      { name: 'dock', downloads: 500 },
      { name: 'mole.js', downloads: 400_000 },
      { name: 'mole', downloads: 2_000_000 },
    ]),
  ),
);

test.each([
  ['quay.js', ['quay']],
  ['QuayJS', ['quay', 'quayjs']],
  ['quay js', ['quay']],
  ['brookio', ['brook.io', 'brookio']],
  // Not a hundred times as many mean the other one.
  ['mole.js', ['mole.js', 'mole']],
])('knows what is meant by %s', (text, first) => {
  const { hits, corrected } = searchPackages(said, toSearchQuery(text), { limit: 10 }, NOW);
  expect(hits.map(({ name }) => name).slice(0, first.length)).toEqual(first);
  expect(corrected).toBeNull();
});

test('takes what hardly anybody downloads for no name that is said otherwise', () => {
  const { hits } = searchPackages(said, toSearchQuery('dock.js'), { limit: 10 }, NOW);
  expect(hits.filter(({ match }) => match === 'without-js')).toEqual([]);
});

/** More of one month than are looked at. */
const many = prepareSearch(
  openIndexReader(
    writeTestIndex([
      ...Array.from({ length: 2_600 }, (_, at) => ({
        name: `filler-${at}`,
        downloads: 100_000 - at,
        facts: { publishedAt: at % 2 === 0 ? '2019-05-01T00:00:00Z' : '2026-11-02T00:00:00Z' },
      })),
      { name: 'filler-new', downloads: 3, facts: { publishedAt: '2026-11-21T23:59:59Z' } },
      { name: 'filler-old', downloads: 2, facts: { publishedAt: '2010-01-01T00:00:00Z' } },
      {
        name: 'crowd',
        downloads: 9,
        description: 'A gate',
        facts: {
          keywords: [...Array.from({ length: 60 }, (_, at) => `k${at}`), 'e-mail'],
          maintainers: Array.from({ length: 60 }, (_, at) => `m${at}`),
        },
      },
    ]),
  ),
);
const among = (text: string, more: Partial<SearchQuery>, page = { limit: 3 }) =>
  searchPackages(many, { ...toSearchQuery(text), ...more }, page, NOW).hits.map(({ name }) => name);

test('finds by age and sorts by release whatever is downloaded, however many more there are', () => {
  expect(among('filler', { filters: { updatedWithinDays: 7 } })).toEqual(['filler-new']);
  expect(among('', { filters: { updatedWithinDays: 7 } })[0]).toBe('filler-new');
  expect(among('filler', { sort: 'released' })[0]).toBe('filler-new');
  expect(among('', { sort: 'released' })[0]).toBe('filler-new');
  expect(among('filler', { filters: { updatedWithinDays: 365 * 15 } }, { limit: 1_500 })).toHaveLength(1_100);
  expect(among('filler', { filters: { updatedWithinDays: 60 } }, { limit: 1_500 })).toHaveLength(1_100);
});

test('knows every keyword and maintainer', () => {
  expect(among('', { filters: { keyword: 'k59' } })[0]).toBe('crowd');
  expect(among('', { filters: { maintainer: 'm59' } })[0]).toBe('crowd');
  expect(among('email gate', {})[0]).toBe('crowd');
});
