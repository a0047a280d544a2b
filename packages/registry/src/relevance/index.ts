/**
 * The search engine alone, for what measures it: an index is written, read and asked in the same thread.
 *
 * @module
 */
export type { IndexDocument } from '../search/index-document.ts';
export { type SearchQuery, toSearchQuery } from '../search/search-query.ts';
export { createSeededRandom } from '../search/seeded-random.ts';
export { createIndexWriter, type IndexWriter } from '../search/sqlite/create-index-writer.ts';
export { prepareSearch, type Searched } from '../search/sqlite/find-candidates.ts';
export { openIndexReader } from '../search/sqlite/index-reader.ts';
export { searchPackages } from '../search/sqlite/search-packages.ts';
export { suggestOwners } from '../search/sqlite/suggest-owners.ts';
export { readStarterIndex } from '../search/starter-index.ts';
export * from './measure-relevance.ts';
export { ODD_PARTS } from './odd-parts.ts';
export * from './relevance-query.ts';
