import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ODD_PARTS } from '../../relevance/odd-parts.ts';
import type { IndexDocument } from '../index-document.ts';
import { parseSearchQuery } from '../parse-search-query.ts';
import { readStarterIndex } from '../starter-index.ts';
import { writeTestIndex } from '../test-index.ts';
import { prepareSearch } from './find-candidates.ts';
import { openIndexReader } from './index-reader.ts';
import { searchPackages } from './search-packages.ts';
import { suggestOwners } from './suggest-owners.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
/** Those that ship, with texts made of each other's names, so that words are as common as words are. */
function* documents(): Generator<IndexDocument> {
  const { names, downloads } = readStarterIndex();
  for (const [place, name] of names.entries()) {
    const others = [3, 5, 7].map((times) => names[(place * times) % 400]);
    yield { name, downloads: downloads[place] ?? null, description: others.join(' for the ') };
  }
  yield* ODD;
}

const ODD: readonly IndexDocument[] = [
  {
    name: 'millrace',
    downloads: 5_000_000,
    description: 'Reads "tables" AND more',
    facts: { keywords: ['OR'] },
  },
  { name: '@weir/sluice.io', downloads: 70_000, description: 'Für Öl und Wasser 水' },
  { name: 'and', downloads: 9, description: 'the a of' },
  { name: '-', downloads: 3, description: '' },
  { name: 'NEAR', downloads: null, description: null },
];

const searched = prepareSearch(openIndexReader(writeTestIndex(documents())));
/** A page waits so long for npm's search; whoever types waits for the index alone. */
const DEADLINE_MS = 700;

const part = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(...ODD_PARTS, '@weir/', 'mil', 'milrace', 'Sluice.IO'),
);
const typed = fc
  .array(part, { maxLength: 12 })
  .chain((parts) => fc.constantFrom('', ' ', '  ').map((sign) => parts.join(sign)));

test('answers whatever is typed in time, with no more than was asked for, and nothing twice', () => {
  fc.assert(
    fc.property(typed, fc.boolean(), (text, isVerbatim) => {
      const { query } = parseSearchQuery(text, { isVerbatim });
      const { hits, elapsedMs } = searchPackages(searched, query, { limit: 3 }, NOW);
      // One that is late once may have waited for the machine.
      if (elapsedMs > DEADLINE_MS) {
        expect(searchPackages(searched, query, { limit: 3 }, NOW).elapsedMs).toBeLessThan(DEADLINE_MS);
      }
      expect(hits.length).toBeLessThanOrEqual(3);
      expect(new Set(hits.map(({ name }) => name)).size).toBe(hits.length);
      const { scopes, users } = suggestOwners(searched.findOwners, text, 3);
      expect(Math.max(scopes.length, users.length)).toBeLessThanOrEqual(3);
    }),
    { numRuns: 10_000, seed: 5 },
  );
}, 120_000);

test('finds names that are words of the language of questions', () => {
  const few = prepareSearch(openIndexReader(writeTestIndex(ODD)));
  const first = (text: string) =>
    searchPackages(few, parseSearchQuery(text).query, { limit: 1 }, NOW).hits[0]?.name;
  expect(first('NEAR')).toBe('NEAR');
  expect(first('and')).toBe('and');
  expect(first('OR')).toBe('millrace');
  expect(first('-')).toBe('-');
  expect(first('水')).toBe('@weir/sluice.io');
});
