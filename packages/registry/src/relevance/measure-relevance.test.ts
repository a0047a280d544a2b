import { expect, test } from 'vitest';
import type { IndexDocument } from '../search/index-document.ts';
import { toSearchQuery } from '../search/search-query.ts';
import { prepareSearch } from '../search/sqlite/find-candidates.ts';
import { openIndexReader } from '../search/sqlite/index-reader.ts';
import { searchPackages } from '../search/sqlite/search-packages.ts';
import { writeTestIndex } from '../search/test-index.ts';
import { measureRelevance } from './measure-relevance.ts';
import { parseRelevanceQueries } from './relevance-query.ts';

/** Made up, but for the way in which packages are named and described. */
const PACKAGES: readonly (readonly [name: string, downloads: number, description: string])[] = [
  ['tidewire', 40_000_000, 'Fast web server with middleware'],
  ['tidewire-session', 5_000_000, 'Sessions for tidewire'],
  ['@types/tidewire', 20_000_000, 'TypeScript definitions for tidewire'],
  ['tide', 12, 'test'],
  ['brook.io', 9_000_000, 'Sockets that stay open'],
  ['brook.io-client', 8_000_000, 'The browser side of brook.io'],
  ['millrace', 3_000_000, 'Read tables of comma separated values as a stream'],
  ['csv-of-things', 4_000, 'csv'],
  ['weir', 6_000_000, 'Limits how often something is done: a rate limiter'],
  ['rate-anything', 900, 'Stars for products'],
  ['sluicegate', 2_000_000, 'Deeply merges objects'],
  ['merge-logs', 15_000, 'Puts logs together'],
  ['@harbour/core', 1_000_000, 'Core of harbour'],
  ['@harbour/cli', 500_000, 'Commands of harbour'],
  ['bri', 40, 'Made by hand'],
  ['br-idge', 7_000_000, 'Joins two streams'],
  ['leat', 30_000_000, 'Prints colours into the terminal'],
  ['ford', 10_000_000, 'Parses options of the command line'],
];

const QUERIES = [
  ['exact', 'tidewire', 'tidewire'],
  ['exact', '@types/tidewire', '@types/tidewire'],
  ['prefix', 'tidew', 'tidewire'],
  ['prefix', 'slu', 'sluicegate'],
  ['separator', 'brookio', 'brook.io'],
  ['separator', 'brook io client', 'brook.io-client'],
  ['typo', 'tidewrie', 'tidewire'],
  ['typo', 'milrace', 'millrace'],
  ['typo', 'slucegate', 'sluicegate'],
  ['need', 'merge objects', 'sluicegate'],
  ['need', 'merging of objects', 'sluicegate'],
  ['need', 'rate limiting', 'weir'],
  ['need', 'parse command line options', 'ford'],
  ['need', 'comma separated stream', 'millrace'],
  ['need with an error', 'paarse comand line options', 'ford'],
  ['scope', '@harbour/', '@harbour/core'],
  ['unfinished', 'tide', 'tidewire'],
  ['exact', 'bri', 'bri'],
] as const;

test('finds what is meant among made-up packages', () => {
  const documents: IndexDocument[] = PACKAGES.map(([name, downloads, description]) => ({
    name,
    downloads,
    description,
  }));
  // Words are mended to what is common: here to what four other packages say.
  for (let at = 0; at < 8; at++) {
    documents.push({ name: `filler-${at}`, downloads: 5, description: 'command parse' });
  }
  const searched = prepareSearch(openIndexReader(writeTestIndex(documents)));
  const queries = parseRelevanceQueries({
    queries: QUERIES.map(([cls, q, accept]) => ({ cls, q, accept: [accept] })),
  });

  const { all, misses } = measureRelevance(queries, (text) =>
    searchPackages(searched, toSearchQuery(text), { limit: 10 }, new Date()).hits.map(({ name }) => name),
  );

  expect(misses).toEqual([]);
  expect(all.success1).toBe(1);
});

const query = (kind: string) => ({ kind, text: kind, accept: ['right', 'right-too'] });

test('tells how often a right answer stands first and among the first five, by kind', () => {
  const answers: Record<string, string[]> = {
    first: ['right', 'wrong'],
    fourth: ['wrong', 'wrong', 'wrong', 'right-too', 'right'],
    sixth: ['', '', '', '', '', 'right'],
    never: ['wrong'],
  };
  const { all, classes, misses } = measureRelevance(
    Object.keys(answers).map(query),
    (text) => answers[text] ?? [],
  );
  expect(classes).toEqual({
    first: { success1: 1, success5: 1, mrr: 1 },
    fourth: { success1: 0, success5: 1, mrr: 1 / 4 },
    sixth: { success1: 0, success5: 0, mrr: 1 / 6 },
    never: { success1: 0, success5: 0, mrr: 0 },
  });
  expect(all.success1).toBe(1 / 4);
  expect(all.success5).toBe(2 / 4);
  expect(all.mrr).toBeCloseTo((1 + 1 / 4 + 1 / 6) / 4);
  expect(misses.map(({ query: { kind }, place }) => [kind, place])).toEqual([
    ['fourth', 4],
    ['sixth', 6],
    ['never', null],
  ]);
});

test('measures nothing without questions', () => {
  expect(() => measureRelevance([], () => [])).toThrow(RangeError);
  expect(() => parseRelevanceQueries({ queries: [] })).toThrow();
});
