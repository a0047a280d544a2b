import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type IndexDocument, toPackageTraits } from './index-document.ts';
import type { SearchIndex } from './search-index.ts';
import { drawPlaces } from './seeded-random.ts';
import { createIndexWriter } from './sqlite/create-index-writer.ts';
import { prepareSearch } from './sqlite/find-candidates.ts';
import { openIndexReader } from './sqlite/index-reader.ts';
import { searchPackages } from './sqlite/search-packages.ts';
import { suggestOwners } from './sqlite/suggest-owners.ts';

/** Writes an index of made-up packages into a temporary folder. */
export function writeTestIndex(
  documents: Iterable<IndexDocument>,
  builtOn = '2026-11-22',
  options: Parameters<typeof createIndexWriter>[1] = {},
): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'search-index-')), 'index.sqlite');
  const writer = createIndexWriter(file, options);
  for (const document of documents) writer.add(document);
  writer.finish({ builtOn, source: 'a test' });
  writer.close();
  return file;
}

/** An index of names and downloads that answers in the thread of the test. */
export function createTestIndex(counts: {
  readonly builtOn: string;
  readonly names: readonly string[];
  readonly downloads: ArrayLike<number>;
}): SearchIndex {
  const documents = counts.names.map((name, place) => ({ name, downloads: counts.downloads[place] ?? null }));
  return createTestIndexOf(documents, counts.builtOn);
}

/** An index of made-up packages that answers in the thread of the test. */
export function createTestIndexOf(documents: readonly IndexDocument[], builtOn?: string): SearchIndex {
  const file = writeTestIndex(documents, builtOn);
  const reader = openIndexReader(file);
  const searched = prepareSearch(reader);
  const now = new Date('2026-11-22T12:00:00Z');
  const entry = (one: { readonly name: string; readonly downloads: number | null }) => ({
    name: one.name,
    downloads: one.downloads ?? 0,
  });
  return {
    search: async (query, page) => searchPackages(searched, query, page, now),
    suggest: async (text, limit) => suggestOwners(searched.findOwners, text, limit),
    has: (name) => reader.byName(name) !== null,
    downloadsOf: (name) => reader.byName(name)?.downloads ?? null,
    traitsOf(name) {
      const found = reader.byName(name);
      return found === null ? null : toPackageTraits(found.description, found.facts);
    },
    popular: async ({ limit, offset = 0 }) => reader.popular({ limit, offset }).map(entry),
    random: async ({ limit, seed }) => reader.atPlaces(drawPlaces(reader.size, limit, seed)).map(entry),
    get size() {
      return reader.size;
    },
    builtOn: reader.builtOn,
    source: null,
    file: () => file,
    prepare: async () => undefined,
    close: async () => reader.close(),
  };
}
